import { WorkflowRunRecord } from '../../forge/actions/records';
import { createAnswers } from '../../seed/template/createAnswers';
import { renderService } from '../../seed/template/renderService';
import { RunState } from '../RunState';
import { ADA, MANIFESTS, OWNER, RunnerFixture, SERVICE } from './RunnerFixture';

/** Name of the workflow that delivers. */
export const DELIVERY = 'Delivery';

/** A service as the wizard makes it, in the forge of a runner. */
export class GeneratedService {
  readonly #current: { readonly fixture: RunnerFixture };

  constructor(current: { readonly fixture: RunnerFixture }) {
    this.#current = current;
  }

  /** Pushes it to the main branch, and returns the run of its pipeline. */
  async create(
    choices: Record<string, string> = {},
    sandboxFile = 'findings: []\n',
  ): Promise<WorkflowRunRecord> {
    const { fixture } = this.#current;
    const { service, manifests } = await renderService(
      createAnswers({
        name: SERVICE,
        description: 'Tracks parcels',
        owner: 'payments',
        system: 'logistics',
        organization: OWNER,
        forgeUrl: 'http://localhost:7300',
        metricsUrl: 'http://localhost:7302',
        task: 'test',
        choices,
      }),
    );
    if (manifests) {
      await fixture.forge.commitFiles({
        owner: OWNER,
        repo: MANIFESTS,
        branch: 'main',
        message: 'Describe the environments',
        author: ADA,
        files: manifests,
      });
    }
    await fixture.push('feat: track parcels', {
      ...service,
      '.sandbox.yaml': sandboxFile,
    });
    await fixture.runner.settle();
    return this.newest(DELIVERY);
  }

  /** The newest run of a workflow. */
  newest(name: string): WorkflowRunRecord {
    const run = this.#current.fixture.forge
      .listWorkflowRuns(OWNER, SERVICE)
      .find(each => each.name === name);
    if (!run) {
      throw new Error(`No run of ${name}`);
    }
    return run;
  }

  stateOf(runId: number): RunState {
    const state = this.#current.fixture.store
      .collection<RunState>('runner-states')
      .get(String(runId));
    if (!state) {
      throw new Error(`No state of run ${runId}`);
    }
    return state;
  }

  /** The kustomization of an environment. */
  async overlay(environment: string, repo = MANIFESTS): Promise<string> {
    const file = await this.#current.fixture.forge.readFile(
      OWNER,
      repo,
      'main',
      `manifests/environments/${environment}/kustomization.yaml`,
    );
    return file?.toString('utf8') ?? '';
  }
}
