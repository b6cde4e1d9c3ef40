import { toError } from '@backstage/errors';
import { equalJson } from '../../cluster/json/equalJson';
import { JsonObject } from '../../cluster/json/Json';
import { withConditions } from '../../cluster/controllers/conditions';
import { KubernetesApi } from '../../cluster/KubernetesApi';
import { APPLICATION, APPLICATION_SET } from '../../cluster/knownTypes';
import {
  isControlledBy,
  KubernetesObject,
} from '../../cluster/objects/KubernetesObject';
import { SandboxClock } from '../../SandboxClock';
import { generateApplications } from './generateApplications';
import { FindPullRequests } from './PreviewedPullRequest';

const POLL_MS = 2_000;

/** Stands in for Argo CD's controller of ApplicationSets: keeps one Application for each pull request that has a preview. */
export class ApplicationSetController {
  readonly #api: KubernetesApi;
  readonly #clock: SandboxClock;
  readonly #findPullRequests: FindPullRequests;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();

  static create(options: {
    api: KubernetesApi;
    clock: SandboxClock;
    findPullRequests: FindPullRequests;
  }): ApplicationSetController {
    return new ApplicationSetController(options);
  }

  private constructor(options: {
    api: KubernetesApi;
    clock: SandboxClock;
    findPullRequests: FindPullRequests;
  }) {
    this.#api = options.api;
    this.#clock = options.clock;
    this.#findPullRequests = options.findPullRequests;
  }

  start(): void {
    this.#timer ??= setInterval(() => {
      this.#round = this.#round.then(() => this.reconcileAll());
    }, POLL_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#round;
  }

  /** Looks at every ApplicationSet once. */
  async reconcileAll(): Promise<void> {
    for (const set of this.#api.objects.list(APPLICATION_SET)) {
      if (set.metadata.deletionTimestamp) {
        continue;
      }
      try {
        this.#apply(
          set,
          await generateApplications(set, this.#findPullRequests),
        );
        this.#report(set, undefined);
      } catch (error) {
        // What was generated before stays.
        this.#report(set, toError(error).message);
      }
    }
  }

  #apply(set: KubernetesObject, wanted: KubernetesObject[]): void {
    const { namespace } = set.metadata;
    for (const application of wanted) {
      const { name, labels, finalizers } = application.metadata;
      const live = this.#api.find(APPLICATION, namespace, name);
      if (!live) {
        this.#api.create(APPLICATION, application);
      } else if (!equalJson(live.spec, application.spec)) {
        this.#api.modify(APPLICATION, live, current => ({
          ...current,
          metadata: { ...current.metadata, labels, finalizers },
          spec: application.spec,
        }));
      }
    }
    for (const live of this.#api.objects.list(APPLICATION, namespace)) {
      const isWanted = wanted.some(
        ({ metadata }) => metadata.name === live.metadata.name,
      );
      if (
        isControlledBy(live, set) &&
        !isWanted &&
        !live.metadata.deletionTimestamp
      ) {
        this.#api.delete(APPLICATION, namespace, live.metadata.name);
      }
    }
  }

  #report(set: KubernetesObject, problem: string | undefined): void {
    const status: JsonObject = {
      conditions: withConditions(
        set,
        [
          {
            type: 'ErrorOccurred',
            status: problem === undefined ? 'False' : 'True',
            reason:
              problem === undefined
                ? 'ApplicationSetUpToDate'
                : 'ApplicationGenerationFromParamsError',
            message:
              problem ??
              'Successfully generated parameters for all Applications',
          },
          {
            type: 'ParametersGenerated',
            status: problem === undefined ? 'True' : 'False',
            reason:
              problem === undefined ? 'ParametersGenerated' : 'ErrorOccurred',
            message:
              problem ??
              'Successfully generated parameters for all Applications',
          },
        ],
        this.#clock.now(),
      ),
    };
    this.#api.setStatus(APPLICATION_SET, set, status);
  }
}
