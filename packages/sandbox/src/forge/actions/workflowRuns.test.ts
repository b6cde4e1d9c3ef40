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

describe('workflows and their runs', () => {
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
      expect((await actions.forceCancelWorkflowRun(active)).status).toBe(202);
      expect(events).toMatchObject([
        { kind: 'rerun', run: { id: older.id }, failedOnly: false },
        { kind: 'rerun', run: { id: older.id }, failedOnly: true },
        { kind: 'cancel', run: { id: newer.id } },
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
      expect(events).toHaveLength(4);
    });
  });
});
