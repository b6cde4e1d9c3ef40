import { WorkflowJobRecord, WorkflowRunRecord } from '../actions/records';
import { GitCommit, GitFileChange, GitTreeEntry } from '../git/objects';
import { PullRequestRecord } from '../pulls/records';
import { RepositoryRecord } from '../repositories/records';
import { Html, html } from './Html';

/** Links inside the forge; every segment is encoded. */
export function pathTo(
  repository: RepositoryRecord,
  ...segments: (string | number)[]
): string {
  return ['', repository.owner, repository.name, ...segments]
    .map(segment => encodeURIComponent(String(segment)))
    .join('/');
}

export function filePath(
  repository: RepositoryRecord,
  kind: 'blob' | 'tree',
  ref: string,
  path: string,
): string {
  return pathTo(repository, kind, ref, ...path.split('/'));
}

function title(commit: GitCommit): string {
  return commit.message.split('\n')[0];
}

/** More is shown as text only. */
const MAXIMUM_SHOWN_BYTES = 512 * 1024;

export function repositoriesView(
  repositories: RepositoryRecord[],
  names: 'full' | 'short',
): Html {
  return html`<ul>
    ${repositories.map(
      known => html`<li>
        <a href="${pathTo(known)}"
          >${names === 'full' ? `${known.owner}/` : ''}${known.name}</a
        >
        ${known.description}
      </li>`,
    )}
  </ul>`;
}

export function peopleView(logins: string[]): Html {
  return html`<ul>
    ${logins.map(
      login => html`<li>
        <a href="/${encodeURIComponent(login)}">${login}</a>
      </li>`,
    )}
  </ul>`;
}

export function blobView(
  repository: RepositoryRecord,
  place: { ref: string; path: string },
  content: Buffer,
): Html {
  const isText = !content.subarray(0, 8000).includes(0);
  const raw = pathTo(repository, 'raw', place.ref, ...place.path.split('/'));
  return html`<p><a href="${raw}">Raw</a> · ${content.length} bytes</p>
    ${isText && content.length <= MAXIMUM_SHOWN_BYTES
      ? html`<pre>${content.toString()}</pre>`
      : html`<p class="soft">Not shown here: it is large or no text.</p>`}`;
}

export function commitsView(
  repository: RepositoryRecord,
  commits: GitCommit[],
): Html {
  return html`<table>
    <tr>
      <th>Commit</th>
      <th>Message</th>
      <th>Author</th>
      <th>Date</th>
    </tr>
    ${commits.map(
      commit => html`<tr>
        <td>
          <a href="${pathTo(repository, 'commit', commit.sha)}"
            ><code>${commit.sha.slice(0, 7)}</code></a
          >
        </td>
        <td>${title(commit)}</td>
        <td>${commit.author.name}</td>
        <td>${commit.committer.date}</td>
      </tr>`,
    )}
  </table>`;
}

export function filesView(
  repository: RepositoryRecord,
  ref: string,
  entries: GitTreeEntry[],
): Html {
  return html`<table>
    <tr>
      <th>Name</th>
      <th>Size</th>
    </tr>
    ${entries.map(
      entry => html`<tr>
        <td>
          <a
            href="${filePath(
              repository,
              entry.type === 'tree' ? 'tree' : 'blob',
              ref,
              entry.path,
            )}"
            >${entry.path}${entry.type === 'tree' ? '/' : ''}</a
          >
        </td>
        <td class="soft">${entry.size}</td>
      </tr>`,
    )}
  </table>`;
}

export function repositoryView(
  repository: RepositoryRecord,
  content: {
    entries: GitTreeEntry[];
    commits: GitCommit[];
    pulls: PullRequestRecord[];
    runs: WorkflowRunRecord[];
  },
): Html {
  return html`<p>${repository.description}</p>
    <h2>Files</h2>
    ${filesView(repository, repository.defaultBranch, content.entries)}
    <h2>Open pull requests</h2>
    ${pullsView(repository, content.pulls)}
    <h2>Workflow runs</h2>
    ${runsView(repository, content.runs)}
    <h2>Commits</h2>
    ${commitsView(repository, content.commits)}`;
}

export function pullsView(
  repository: RepositoryRecord,
  pulls: PullRequestRecord[],
): Html {
  return pulls.length === 0
    ? html`<p class="soft">None.</p>`
    : html`<table>
        ${pulls.map(
          pull => html`<tr>
            <td>
              <a href="${pathTo(repository, 'pull', pull.number)}"
                >#${pull.number}</a
              >
            </td>
            <td>${pull.title}</td>
            <td>${pull.author}</td>
            <td>${stateOf(pull)}</td>
          </tr>`,
        )}
      </table>`;
}

export function stateOf(pull: PullRequestRecord): string {
  return pull.mergedAt ? 'merged' : pull.state;
}

export function runsView(
  repository: RepositoryRecord,
  runs: WorkflowRunRecord[],
): Html {
  return runs.length === 0
    ? html`<p class="soft">None.</p>`
    : html`<table>
        <tr>
          <th>Run</th>
          <th>Title</th>
          <th>Branch</th>
          <th>Result</th>
          <th>Started</th>
        </tr>
        ${runs.map(
          run => html`<tr>
            <td>
              <a href="${pathTo(repository, 'actions', 'runs', run.id)}"
                >${run.name} #${run.runNumber}</a
              >
            </td>
            <td>${run.displayTitle}</td>
            <td>${run.headBranch}</td>
            <td>${run.conclusion ?? run.status}</td>
            <td>${run.startedAt}</td>
          </tr>`,
        )}
      </table>`;
}

export function runView(
  repository: RepositoryRecord,
  run: WorkflowRunRecord,
  jobs: { job: WorkflowJobRecord; log: string | undefined }[],
): Html {
  return html`<p>
      ${run.displayTitle} · ${run.event} on ${run.headBranch} at
      <a href="${pathTo(repository, 'commit', run.headSha)}"
        ><code>${run.headSha.slice(0, 7)}</code></a
      >
      by ${run.actor} · <strong>${run.conclusion ?? run.status}</strong>
    </p>
    ${jobs.map(
      ({ job, log }) => html`<section id="job-${job.id}">
        <h2>${job.name}: ${job.conclusion ?? job.status}</h2>
        <table>
          ${job.steps.map(
            step =>
              html`<tr>
                <td>${step.number}</td>
                <td>${step.name}</td>
                <td>${step.conclusion ?? step.status}</td>
              </tr>`,
          )}
        </table>
        ${log === undefined
          ? ''
          : html`<details>
              <summary>Log</summary>
              <pre>${log}</pre>
            </details>`}
      </section>`,
    )}`;
}

export function commitView(
  repository: RepositoryRecord,
  commit: GitCommit,
  changes: GitFileChange[],
): Html {
  return html`<p class="soft">
      ${commit.sha} · ${commit.author.name} · ${commit.committer.date}
    </p>
    <pre>${commit.message}</pre>
    <p>
      <a href="${pathTo(repository, 'tree', commit.sha)}"
        >Files at this commit</a
      >
    </p>
    ${changesView(changes)}`;
}

export function changesView(changes: GitFileChange[]): Html {
  return html`${changes.map(
    change => html`<h2>
        ${change.path}
        <span class="soft"
          >${change.status} +${change.additions} −${change.deletions}</span
        >
      </h2>
      ${change.patch === undefined
        ? ''
        : html`<pre>${patchLines(change.patch)}</pre>`}`,
  )}`;
}

function patchLines(patch: string): Html[] {
  return patch.split('\n').map(line => {
    if (line.startsWith('+')) {
      return html`<span class="add">${line}</span>`;
    }
    return line.startsWith('-')
      ? html`<span class="del">${line}</span>`
      : html`${line} `;
  });
}
