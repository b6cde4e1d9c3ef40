import { ForgeFixture } from '../__testUtils__/ForgeFixture';
import { WorkflowRunRecord } from './records';

const repo = { owner: 'acme', repo: 'shop' };

describe('jobs and artifacts', () => {
  let fixture: ForgeFixture;
  let run: WorkflowRunRecord;

  beforeAll(async () => {
    fixture = await ForgeFixture.start();
    const { head } = await fixture.repository('shop');
    const { actions } = fixture.forge;
    run = actions.createWorkflowRun({
      ...repo,
      workflowPath: '.github/workflows/release.yaml',
      name: 'Release',
      displayTitle: 'Release',
      event: 'workflow_dispatch',
      headBranch: 'main',
      headSha: head,
      actor: 'ada',
      status: 'completed',
      conclusion: 'failure',
    });
    const at = new Date('2026-03-01T00:00:00Z');
    const done = {
      runId: run.id,
      status: 'completed' as const,
      createdAt: at,
      startedAt: at,
      completedAt: at,
    };
    const build = actions.createJob({
      ...done,
      name: 'build',
      conclusion: 'success',
      steps: [
        {
          number: 1,
          name: 'make',
          status: 'completed',
          conclusion: 'success',
          startedAt: at.toISOString(),
          completedAt: at.toISOString(),
        },
      ],
    });
    actions.writeJobLog(build.id, 'made\n');
    const first = actions.createJob({
      ...done,
      name: 'deploy / eu',
      conclusion: 'failure',
    });
    actions.writeJobLog(first.id, 'no\n');
    actions.updateWorkflowRun(run.id, { runAttempt: 2 });
    const second = actions.createJob({
      ...done,
      name: 'deploy / eu',
      conclusion: 'success',
    });
    actions.writeJobLog(second.id, 'yes\n');
    run = actions.updateWorkflowRun(run.id, {
      status: 'completed',
      conclusion: 'success',
    });
    actions.createArtifact({
      runId: run.id,
      name: 'report',
      files: { 'report.txt': 'fine\n' },
    });
  });

  afterAll(() => fixture.stop());

  it('are those of the last attempt, or of all', async () => {
    const { actions } = fixture.checked.rest;
    const jobs = async (query: object) => {
      const { data } = await actions.listJobsForWorkflowRun({
        ...repo,
        run_id: run.id,
        ...query,
      });
      return data.jobs.map(job => [job.name, job.conclusion]);
    };
    expect(await jobs({})).toEqual([
      ['build', 'success'],
      ['deploy / eu', 'success'],
    ]);
    expect(await jobs({ filter: 'all' })).toHaveLength(3);
    const first = await actions.listJobsForWorkflowRunAttempt({
      ...repo,
      run_id: run.id,
      attempt_number: 1,
    });
    expect(first.data.jobs.map(job => job.conclusion)).toEqual([
      'success',
      'failure',
    ]);
    const attempt = await actions.getWorkflowRunAttempt({
      ...repo,
      run_id: run.id,
      attempt_number: 1,
    });
    expect(attempt.data).toMatchObject({
      run_attempt: 1,
      conclusion: 'failure',
    });
    const [build] = first.data.jobs;
    const { data } = await actions.getJobForWorkflowRun({
      ...repo,
      job_id: build.id,
    });
    expect(data).toEqual(build);
    expect(data.steps).toMatchObject([{ name: 'make', number: 1 }]);
  });

  it('lead to their logs by an address that needs no token', async () => {
    const jobs = await fixture.octokit.rest.actions.listJobsForWorkflowRun({
      ...repo,
      run_id: run.id,
    });
    const [build] = jobs.data.jobs;
    const path = `/repos/acme/shop/actions/jobs/${build.id}/logs`;
    const answer = await fixture.fetch(path, { redirect: 'manual' });
    expect(answer.status).toBe(302);
    const location = answer.headers.get('location') ?? '';
    const log = await fetch(location);
    expect(await log.text()).toBe('made\n');
    const forged = await fetch(location.replace(/\d+\?/, '99?'));
    expect(forged.status).toBe(403);

    const followed =
      await fixture.octokit.rest.actions.downloadJobLogsForWorkflowRun({
        ...repo,
        job_id: build.id,
      });
    expect(followed.data).toBe('made\n');
  });

  it('lead to the logs of a run as an archive', async () => {
    const namesOf = async (path: string) => {
      const answer = await fixture.fetch(
        `/repos/acme/shop/actions/runs/${run.id}${path}`,
      );
      expect(answer.headers.get('content-type')).toBe('application/zip');
      const bytes = Buffer.from(await answer.arrayBuffer());
      return [...bytes.toString('latin1').matchAll(/\d_[\w ]+\.txt/g)]
        .map(([name]) => name)
        .slice(0, 2);
    };
    expect(await namesOf('/logs')).toEqual(['0_build.txt', '1_deploy  eu.txt']);
    expect(await namesOf('/attempts/1/logs')).toHaveLength(2);
  });

  it('leave artifacts that are listed, downloaded and removed', async () => {
    const { actions } = fixture.checked.rest;
    const ofRun = await actions.listWorkflowRunArtifacts({
      ...repo,
      run_id: run.id,
    });
    expect(ofRun.data.artifacts).toMatchObject([{ name: 'report' }]);
    const all = await actions.listArtifactsForRepo({ ...repo, name: 'none' });
    expect(all.data.total_count).toBe(0);
    const id = { ...repo, artifact_id: ofRun.data.artifacts[0].id };
    const { data } = await actions.getArtifact(id);
    expect(data).toEqual(ofRun.data.artifacts[0]);

    const zip = await fixture.fetch(
      `/repos/acme/shop/actions/artifacts/${id.artifact_id}/zip`,
    );
    const bytes = Buffer.from(await zip.arrayBuffer());
    expect(bytes.length).toBe(data.size_in_bytes);
    expect(bytes.toString('latin1')).toContain('report.txt');

    expect((await actions.deleteArtifact(id)).status).toBe(204);
    await expect(actions.getArtifact(id)).rejects.toMatchObject({
      status: 404,
    });
  });

  it('go away with their run', async () => {
    const { actions } = fixture.checked.rest;
    const id = { ...repo, run_id: run.id };
    expect((await actions.deleteWorkflowRunLogs(id)).status).toBe(204);
    const logs = await fixture.fetch(
      `/repos/acme/shop/actions/runs/${run.id}/logs`,
    );
    expect(logs.status).toBe(404);
    expect((await actions.deleteWorkflowRun(id)).status).toBe(204);
    await expect(actions.getWorkflowRun(id)).rejects.toMatchObject({
      status: 404,
    });
  });
});
