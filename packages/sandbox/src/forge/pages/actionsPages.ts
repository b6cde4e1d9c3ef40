import { html } from './Html';
import { Pages } from './Pages';
import { runsView, runView } from './views';

/** Workflow runs, their jobs and other checks. */
export function addActionsPages(pages: Pages): void {
  const { checks, runs } = pages.services;

  pages.view('/actions', ({ repository, name }) => ({
    title: `Workflow runs of ${name}`,
    body: runsView(
      repository,
      runs.list(repository.owner, repository.name).slice(0, 100),
    ),
  }));

  pages.view('/actions/runs/:id(\\d+)', ({ repository, request }) => {
    const { owner, name } = repository;
    const run = runs.findIn(owner, name, Number(request.params.id));
    return (
      run && {
        title: `${run.name} #${run.runNumber}`,
        body: runView(
          repository,
          run,
          runs
            .listJobs(run.id)
            .map(job => ({ job, log: runs.readLog(job.id) })),
        ),
      }
    );
  });

  pages.view('/runs/:id(\\d+)', ({ repository, request }) => {
    const { owner, name } = repository;
    const check = checks.findIn(owner, name, Number(request.params.id));
    return (
      check && {
        title: check.name,
        body: html`<p>
            ${check.conclusion ?? check.status} · reported by ${check.app}
          </p>
          <h2>${check.output.title}</h2>
          <pre>${check.output.summary}</pre>
          <pre>${check.output.text}</pre>`,
      }
    );
  });
}
