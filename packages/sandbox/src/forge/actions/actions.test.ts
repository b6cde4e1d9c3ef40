import { ADA_TOKEN, ForgeFixture } from '../__testUtils__/ForgeFixture';
import { WorkflowRequestEvent } from '../events/ForgeEvents';
import { WorkflowRunRecord } from './records';

const repo = { owner: 'acme', repo: 'shop' };
const CI = '.github/workflows/ci.yml';

const files = {
  [CI]: 'name: CI\non: [push]\njobs: {}\n',
  '.github/workflows/release.yaml': `
name: Release
on:
  workflow_dispatch:
    inputs:
      version: { required: true }
      channel: { type: choice, options: [stable, beta], default: stable }
      dry-run: { type: boolean }
jobs: {}
`,
  '.github/workflows/notes.md': 'Not a workflow.\n',
};

describe('Actions', () => {
  let fixture: ForgeFixture;
  let head: string;
  let older: WorkflowRunRecord;
  let newer: WorkflowRunRecord;
  const events: WorkflowRequestEvent[] = [];

  beforeAll(async () => {
    fixture = await ForgeFixture.start({
      organizations: [
        { login: 'acme', name: 'Acme', memberPermission: 'read' },
      ],
    });
    head = (await fixture.repository('shop', files)).head;
    const { actions } = fixture.forge;
    actions.onWorkflowRequest(event => {
      events.push(event);
    });
    const run = {
      ...repo,
      workflowPath: CI,
      name: 'CI',
      displayTitle: 'Initial commit',
      headSha: head,
    };
    older = actions.createWorkflowRun({
      ...run,
      event: 'push',
      headBranch: 'main',
      actor: 'ada',
      status: 'completed',
      conclusion: 'failure',
      createdAt: new Date('2026-01-10T10:00:00Z'),
      startedAt: new Date('2026-01-10T10:00:05Z'),
    });
    newer = actions.createWorkflowRun({
      ...run,
      event: 'pull_request',
      headBranch: 'feature',
      actor: 'ben',
      status: 'in_progress',
      createdAt: new Date('2026-02-20T10:00:00Z'),
    });
  });
  afterAll(() => fixture.stop());
  beforeEach(() => {
    events.length = 0;
  });

  describe('workflows', () => {
    it('are the files of the default branch, also before they run', async () => {
      const { data } = await fixture.checked.rest.actions.listRepoWorkflows(
        repo,
      );
      expect(data.workflows.map(({ name, path }) => [name, path])).toEqual([
        ['CI', CI],
        ['Release', '.github/workflows/release.yaml'],
      ]);
    });

    it('are found by number and by file', async () => {
      const { actions } = fixture.checked.rest;
      const byFile = await actions.getWorkflow({
        ...repo,
        workflow_id: 'release.yaml',
      });
      const byNumber = await actions.getWorkflow({
        ...repo,
        workflow_id: byFile.data.id,
      });
      expect(byNumber.data).toEqual(byFile.data);
      await expect(
        actions.getWorkflow({ ...repo, workflow_id: 'none.yml' }),
      ).rejects.toMatchObject({ status: 404 });
    });

    it('run by hand, with the inputs that they declare', async () => {
      const { actions } = fixture.checked.rest;
      const dispatch = (inputs: Record<string, string>, ref = 'main') =>
        actions.createWorkflowDispatch({
          ...repo,
          workflow_id: 'release.yaml',
          ref,
          inputs,
        });
      expect((await dispatch({ version: '1.2.0' })).status).toBe(204);
      expect(events).toEqual([
        {
          kind: 'dispatch',
          ...repo,
          workflowPath: '.github/workflows/release.yaml',
          ref: 'main',
          inputs: { version: '1.2.0', channel: 'stable', 'dry-run': 'false' },
          actor: 'fairway-bot',
        },
      ]);
      const expectRefusal = async (asked: Promise<unknown>, message: RegExp) =>
        expect(asked).rejects.toMatchObject({
          status: 422,
          message: expect.stringMatching(message),
        });
      await expectRefusal(dispatch({}), /Required input 'version' not/);
      await expectRefusal(
        dispatch({ version: '1', speed: '2' }),
        /Unexpected inputs.*speed/,
      );
      await expectRefusal(
        dispatch({ version: '1', channel: 'x' }),
        /'x' for input 'channel'/,
      );
      await expectRefusal(
        dispatch({ version: '1' }, 'none'),
        /No ref found for: none/,
      );
      await expectRefusal(
        actions.createWorkflowDispatch({
          ...repo,
          workflow_id: 'ci.yml',
          ref: 'main',
        }),
        /does not have 'workflow_dispatch'/,
      );
      expect(events).toHaveLength(1);
    });

    it('run no more by hand when they are switched off', async () => {
      const { actions } = fixture.checked.rest;
      const workflow = { ...repo, workflow_id: 'release.yaml' };
      const dispatch = () =>
        actions.createWorkflowDispatch({
          ...workflow,
          ref: 'main',
          inputs: { version: '1' },
        });
      await actions.disableWorkflow(workflow);
      const { data } = await actions.getWorkflow(workflow);
      expect(data.state).toBe('disabled_manually');
      await expect(dispatch()).rejects.toMatchObject({ status: 403 });
      await actions.enableWorkflow(workflow);
      expect((await dispatch()).status).toBe(204);
    });
  });

  describe('runs', () => {
    it('are listed by every filter', async () => {
      const { actions } = fixture.checked.rest;
      const ids = async (query: object) => {
        const { data } = await actions.listWorkflowRunsForRepo({
          ...repo,
          ...query,
        });
        expect(data.total_count).toBe(data.workflow_runs.length);
        return data.workflow_runs.map(run => run.id);
      };
      const both = [newer.id, older.id];
      expect(await ids({})).toEqual(both);
      expect(await ids({ actor: 'Ada' })).toEqual([older.id]);
      expect(await ids({ branch: 'feature' })).toEqual([newer.id]);
      expect(await ids({ event: 'push' })).toEqual([older.id]);
      expect(await ids({ status: 'failure' })).toEqual([older.id]);
      expect(await ids({ status: 'in_progress' })).toEqual([newer.id]);
      expect(await ids({ head_sha: head })).toEqual(both);
      expect(await ids({ head_sha: 'f'.repeat(40) })).toEqual([]);
      expect(await ids({ check_suite_id: older.id })).toEqual([older.id]);
      expect(await ids({ created: '2026-01-10' })).toEqual([older.id]);
      expect(await ids({ created: '>2026-01-10' })).toEqual([newer.id]);
      expect(await ids({ created: '>=2026-01-10' })).toEqual(both);
      expect(await ids({ created: '<2026-02-20' })).toEqual([older.id]);
      expect(await ids({ created: '<=2026-02-20' })).toEqual(both);
      expect(await ids({ created: '2026-01-01..2026-01-31' })).toEqual([
        older.id,
      ]);
      expect(await ids({ created: '2026-02-01..*' })).toEqual([newer.id]);
      expect(await ids({ created: '2026-01-10T10:00:00Z' })).toEqual([
        older.id,
      ]);
      const ofWorkflow = await actions.listWorkflowRuns({
        ...repo,
        workflow_id: 'release.yaml',
      });
      expect(ofWorkflow.data.total_count).toBe(0);
    });

    it('refuse a date that is none', async () => {
      const response = await fixture.fetch(
        '/repos/acme/shop/actions/runs?created=yesterday',
      );
      expect(response.status).toBe(422);
      expect(await response.json()).toMatchObject({
        errors: [{ field: 'created' }],
      });
    });

    it('are read one by one', async () => {
      const { actions } = fixture.checked.rest;
      const { data } = await actions.getWorkflowRun({
        ...repo,
        run_id: older.id,
      });
      expect(data).toMatchObject({
        id: older.id,
        name: 'CI',
        status: 'completed',
        conclusion: 'failure',
        head_commit: { id: head, message: expect.stringMatching('Initial') },
        actor: { login: 'ada' },
        created_at: '2026-01-10T10:00:00Z',
        run_started_at: '2026-01-10T10:00:05Z',
      });
      await expect(
        actions.getWorkflowRun({ ...repo, run_id: 4711 }),
      ).rejects.toMatchObject({ status: 404 });
    });

    it('run again and end by request to the runner, where that makes sense', async () => {
      const { actions } = fixture.checked.rest;
      const done = { ...repo, run_id: older.id };
      const active = { ...repo, run_id: newer.id };
      expect((await actions.reRunWorkflow(done)).status).toBe(201);
      expect((await actions.reRunWorkflowFailedJobs(done)).status).toBe(201);
      expect((await actions.cancelWorkflowRun(active)).status).toBe(202);
      expect(events).toMatchObject([
        { kind: 'rerun', run: { id: older.id }, failedOnly: false },
        { kind: 'rerun', run: { id: older.id }, failedOnly: true },
        { kind: 'cancel', run: { id: newer.id } },
      ]);
      await expect(actions.reRunWorkflow(active)).rejects.toMatchObject({
        status: 403,
      });
      await expect(actions.cancelWorkflowRun(done)).rejects.toMatchObject({
        status: 409,
      });
      await expect(
        fixture.octokitOf(ADA_TOKEN).rest.actions.reRunWorkflow(done),
      ).rejects.toMatchObject({ status: 403 });
      expect(events).toHaveLength(3);
    });
  });

  describe('jobs and artifacts', () => {
    let run: WorkflowRunRecord;

    beforeAll(() => {
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
      expect(await namesOf('/logs')).toEqual([
        '0_build.txt',
        '1_deploy  eu.txt',
      ]);
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
});
