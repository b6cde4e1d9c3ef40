import { toError } from '@backstage/errors';
import { equalJson } from '../cluster/json/equalJson';
import { JsonObject, objectAt } from '../cluster/json/Json';
import { KubernetesApi } from '../cluster/KubernetesApi';
import { APPLICATION, APP_PROJECT } from '../cluster/knownTypes';
import { KubernetesObject } from '../cluster/objects/KubernetesObject';
import { SandboxClock } from '../SandboxClock';
import { Application, readApplication } from './Application';
import {
  applicationStatus,
  ComparisonProblem,
  uncomparedStatus,
} from './applicationStatus';
import { ManifestSource } from './ManifestSource';
import { nextOperation } from './nextOperation';
import { readOperation } from './Operation';
import { objectProblem, projectProblem } from './projects/projectProblem';
import { DesiredState, renderApplication } from './renderApplication';
import { ResourceApplier } from './ResourceApplier';
import { SyncContext } from './SyncContext';

const POLL_GIT_MS = 2_000;
const LOOK_MS = 250;
const AT_ONCE = 4;
const FINALIZER = 'resources-finalizer.argocd.argoproj.io';
const REFRESH = 'argocd.argoproj.io/refresh';

interface Watched {
  desired: DesiredState | undefined;
  polledAt: number;
}

/** Stands in for Argo CD: makes the cluster match the Git revision that each Application names, and reports on it. */
export class GitOpsController {
  readonly #api: KubernetesApi;
  readonly #clock: SandboxClock;
  readonly #git: ManifestSource;
  readonly #applier: ResourceApplier;
  readonly #report: (message: string) => void;
  readonly #watched = new Map<string, Watched>();
  readonly #dirty = new Set<string>();
  readonly #busy = new Map<string, Promise<void>>();
  #unsubscribe: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;

  static create(options: {
    api: KubernetesApi;
    clock: SandboxClock;
    git: ManifestSource;
    /** Takes what went wrong inside. */
    report?: (message: string) => void;
  }): GitOpsController {
    return new GitOpsController(options);
  }

  private constructor(options: {
    api: KubernetesApi;
    clock: SandboxClock;
    git: ManifestSource;
    report?: (message: string) => void;
  }) {
    this.#api = options.api;
    this.#clock = options.clock;
    this.#git = options.git;
    this.#applier = new ResourceApplier({ api: options.api });
    this.#report = options.report ?? (() => {});
  }

  start(): void {
    this.#unsubscribe ??= this.#api.objects.subscribe(({ object }) => {
      const tracking =
        object.metadata.annotations?.['argocd.argoproj.io/tracking-id'];
      const owner = tracking?.split(':')[0];
      if (owner) {
        this.#dirty.add(owner);
      }
      if (object.kind === 'Job') {
        for (const application of this.#applications()) {
          this.#dirty.add(application.metadata.name);
        }
      }
      if (object.kind === APPLICATION.kind) {
        this.#dirty.add(object.metadata.name);
      }
    });
    this.#timer ??= setInterval(() => this.#look(), LOOK_MS);
  }

  /** Stops, once what is under way has ended. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    await Promise.all(this.#busy.values());
  }

  /**
   * Looks at one Application now, with Git unless told otherwise; resolves when it has done what can be done in one go.
   */
  async reconcile(
    namespace: string,
    name: string,
    options: { withGit: boolean } = { withGit: true },
  ): Promise<void> {
    const object = this.#api.find(APPLICATION, namespace, name);
    if (object) {
      await this.#reconcile(object, options.withGit);
    }
  }

  #applications(): KubernetesObject[] {
    return this.#api.objects.list(APPLICATION);
  }

  #look(): void {
    const now = Date.now();
    for (const object of this.#applications()) {
      const key = object.metadata.uid ?? object.metadata.name;
      const watched = this.#watched.get(key);
      const isDue =
        !watched ||
        now - watched.polledAt >= POLL_GIT_MS ||
        object.metadata.annotations?.[REFRESH] !== undefined;
      const isDirty = this.#dirty.has(object.metadata.name);
      if (
        (isDue || isDirty) &&
        !this.#busy.has(key) &&
        this.#busy.size < AT_ONCE
      ) {
        this.#dirty.delete(object.metadata.name);
        this.#busy.set(
          key,
          this.#reconcile(object, isDue)
            .catch(error =>
              this.#report(
                `Application ${object.metadata.name}: ${
                  toError(error).message
                }`,
              ),
            )
            .finally(() => this.#busy.delete(key)),
        );
      }
    }
  }

  async #reconcile(object: KubernetesObject, withGit: boolean): Promise<void> {
    const application = readApplication(object);
    if (!application) {
      return;
    }
    if (object.metadata.deletionTimestamp) {
      this.#finalize(object, application);
      return;
    }
    const key = object.metadata.uid ?? object.metadata.name;
    const watched = this.#watched.get(key) ?? {
      desired: undefined,
      polledAt: 0,
    };
    this.#watched.set(key, watched);
    const project = this.#api.find(
      APP_PROJECT,
      application.namespace,
      application.project,
    );
    const refusal = projectProblem(application, project);
    if (refusal) {
      watched.polledAt = Date.now();
      this.#refuse(object, application, {
        type: 'InvalidSpecError',
        message: refusal,
      });
      return;
    }
    if (withGit || !watched.desired) {
      watched.polledAt = Date.now();
      try {
        watched.desired = await renderApplication(
          application,
          this.#git,
          watched.desired,
        );
      } catch (error) {
        this.#refuse(object, application, {
          type: 'ComparisonError',
          message: `Failed to load target state: ${toError(error).message}`,
        });
        return;
      }
    }
    const { desired } = watched;
    const forbidden = objectProblem(
      [...desired.objects, ...desired.hooks.map(hook => hook.object)],
      project,
    );
    if (forbidden) {
      this.#refuse(object, application, {
        type: 'SyncError',
        message: forbidden,
      });
      return;
    }
    this.#sync(object, application, desired);
  }

  #refuse(
    object: KubernetesObject,
    application: Application,
    problem: ComparisonProblem,
  ): void {
    this.#write(object, current =>
      uncomparedStatus(current, application, problem, this.#clock.now()),
    );
  }

  #sync(
    object: KubernetesObject,
    application: Application,
    desired: DesiredState,
  ): void {
    const context: SyncContext = {
      api: this.#api,
      applier: this.#applier,
      application,
      desired,
      now: this.#clock.now(),
    };
    const operation = nextOperation(
      readOperation(object),
      context,
      this.#clock,
    );
    this.#write(object, current =>
      applicationStatus(current, operation, context),
    );
  }

  #finalize(object: KubernetesObject, application: Application): void {
    const finalizers = object.metadata.finalizers ?? [];
    if (!finalizers.includes(FINALIZER)) {
      return;
    }
    const left = this.#applier.tracked(application);
    for (const resource of left) {
      if (!resource.metadata.deletionTimestamp) {
        this.#applier.remove(resource);
      }
    }
    if (left.length === 0) {
      this.#api.modify(APPLICATION, object, current => ({
        ...current,
        metadata: {
          ...current.metadata,
          finalizers: finalizers.filter(finalizer => finalizer !== FINALIZER),
        },
      }));
    }
  }

  #write(
    object: KubernetesObject,
    statusOf: (current: KubernetesObject) => JsonObject,
  ): void {
    this.#api.modify(
      APPLICATION,
      object,
      current => {
        const status = statusOf(current);
        const before = objectAt(current, 'status');
        // A new time alone is no news: writing it would wake everybody who watches.
        const isNews = !equalJson(
          { ...status, reconciledAt: undefined },
          { ...before, reconciledAt: undefined },
        );
        const { operation: _asked, ...rest } = current;
        const { [REFRESH]: refresh, ...annotations } =
          current.metadata.annotations ?? {};
        if (!isNews && refresh === undefined && _asked === undefined) {
          return current;
        }
        return {
          ...rest,
          apiVersion: current.apiVersion,
          kind: current.kind,
          metadata: { ...current.metadata, annotations },
          status,
        };
      },
      'main',
    );
  }
}
