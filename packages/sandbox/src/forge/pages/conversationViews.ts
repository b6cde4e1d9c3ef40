import { CheckRunRecord } from '../actions/records';
import { CommentRecord, IssueRecord } from '../issues/Issues';
import { PullRequestRecord } from '../pulls/records';
import { ReviewRecord } from '../pulls/Reviews';
import { RepositoryRecord } from '../repositories/records';
import { Html, html } from './Html';
import { pathTo, stateOf } from './views';

export function issuesView(
  repository: RepositoryRecord,
  issues: IssueRecord[],
): Html {
  return issues.length === 0
    ? html`<p class="soft">None.</p>`
    : html`<table>
        ${issues.map(
          issue => html`<tr>
            <td>
              <a href="${pathTo(repository, 'issues', issue.number)}"
                >#${issue.number}</a
              >
            </td>
            <td>${issue.title}</td>
            <td>${issue.author}</td>
            <td>${issue.state}</td>
          </tr>`,
        )}
      </table>`;
}

/** Each with the anchor that the API's links name. */
export function commentsView(comments: CommentRecord[]): Html {
  return html`${comments.map(
    comment => html`<section id="issuecomment-${comment.id}">
      <p class="soft">${comment.author} · ${comment.createdAt}</p>
      <pre>${comment.body}</pre>
    </section>`,
  )}`;
}

export function pullView(
  pull: PullRequestRecord,
  about: { reviews: ReviewRecord[]; checks: CheckRunRecord[] },
): Html {
  return html`<p>
      ${stateOf(pull)} · ${pull.headBranch} into ${pull.baseBranch} by
      ${pull.author}
    </p>
    <pre>${pull.body}</pre>
    <table>
      ${about.checks.map(
        check => html`<tr>
          <td>${check.name}</td>
          <td>${check.conclusion ?? check.status}</td>
        </tr>`,
      )}
    </table>
    ${about.reviews.map(
      review => html`<section id="pullrequestreview-${review.id}">
        <p class="soft">
          ${review.author}: ${review.state.toLowerCase().replace('_', ' ')}
        </p>
        <pre>${review.body}</pre>
      </section>`,
    )}`;
}
