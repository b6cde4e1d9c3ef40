import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Cluster } from '../../cluster/Cluster';
import { textAt } from '../../cluster/json/Json';
import { parseYamlDocuments } from '../../cluster/json/parseJson';
import { APPLICATION } from '../../cluster/knownTypes';
import { KubernetesObject } from '../../cluster/objects/KubernetesObject';
import { parseKubernetesObject } from '../../cluster/objects/parseKubernetesObject';
import { knownType } from '../../cluster/ResourceTable';
import { ImageBehaviour, ImageStore } from '../../images/ImageStore';
import { SandboxClock } from '../../SandboxClock';
import { DocumentStore } from '../../storage/DocumentStore';
import { GitOpsController } from '../GitOpsController';
import { GitSource } from '../GitSource';
import { ApplicationSetController } from '../previews/ApplicationSetController';
import { PreviewedPullRequest } from '../previews/PreviewedPullRequest';

export const IMAGE = 'ghcr.io/acme/shop';

/** The digest that stands for a letter. */
export function digest(letter: string): string {
  return `sha256:${letter.repeat(64)}`;
}

/** A Git repository, a cluster, and the controller between them, with the Application `shop-staging`. */
export class GitOpsFixture {
  readonly cluster: Cluster;
  readonly reports: string[] = [];
  readonly #folder = mkdtempSync(join(tmpdir(), 'gitops-'));
  readonly #store: DocumentStore;
  readonly #images: ImageStore;
  readonly #controller: GitOpsController;
  /** The open pull requests of the service. */
  readonly pullRequests: PreviewedPullRequest[] = [];
  /** Looks at pull requests when it is told to. */
  readonly previews: ApplicationSetController;

  constructor(options: { speed?: number } = {}) {
    this.#store = DocumentStore.open(join(this.#folder, 'store.sqlite'));
    const clock = new SandboxClock({ speed: options.speed ?? 200 });
    this.#images = new ImageStore(this.#store);
    this.cluster = Cluster.create({
      store: this.#store,
      clock,
      images: this.#images,
    });
    this.#controller = GitOpsController.create({
      api: this.cluster.api,
      clock,
      git: GitSource.create({ folder: join(this.#folder, 'mirrors') }),
      report: message => this.reports.push(message),
    });
    this.previews = ApplicationSetController.create({
      api: this.cluster.api,
      clock,
      findPullRequests: async () => this.pullRequests,
    });
    git('init', '--quiet', '--initial-branch', 'main', this.#work);
    this.cluster.start();
    this.#controller.start();
  }

  get #work(): string {
    return join(this.#folder, 'work');
  }

  async stop(): Promise<void> {
    await this.#controller.stop();
    this.cluster.stop();
    this.#store.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Writes and commits files; returns the commit. */
  commit(files: Record<string, string>): string {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.#work, path)), { recursive: true });
      writeFileSync(join(this.#work, path), content);
    }
    git('-C', this.#work, 'add', '--all');
    git(
      ...['-C', this.#work, '-c', 'user.name=A', '-c', 'user.email=a@b'],
      ...['commit', '--quiet', '--allow-empty', '--message', 'Change'],
    );
    return git('-C', this.#work, 'rev-parse', 'HEAD');
  }

  /** Where Applications find the repository. */
  get repoUrl(): string {
    return `file://${this.#work}`;
  }

  /** Pushes an image that behaves in staging as named. */
  push(letter: string, kind: ImageBehaviour['kind']): void {
    this.#images.push({
      name: IMAGE,
      digest: digest(letter),
      version: '1.0.0',
      commit: letter.repeat(40),
      builtAt: new Date().toISOString(),
      behaviour: { staging: behaviourOf(kind) },
    });
  }

  /** Pushes the image that a pull request builds. */
  pushPreview(commit: string): void {
    this.#images.push({
      name: `${IMAGE}-preview`,
      digest: `sha256:${commit}${'0'.repeat(24)}`,
      version: '0.0.0',
      commit,
      builtAt: new Date().toISOString(),
      behaviour: {},
    });
  }

  /** Creates the objects of YAML texts, as the wizard registers them. */
  register(...texts: string[]): void {
    this.cluster.api.ensureNamespace('argocd');
    for (const document of texts.flatMap(parseYamlDocuments)) {
      const object = parseKubernetesObject(document);
      this.cluster.api.create(
        knownType(object.apiVersion, object.kind),
        object,
      );
    }
  }

  createApplication(
    options: {
      path?: string;
      automated?: boolean;
      retry?: { limit: number };
    } = {},
  ): void {
    const { path, automated = true, retry } = options;
    this.cluster.api.ensureNamespace('argocd');
    this.cluster.api.create(APPLICATION, {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: 'shop-staging', namespace: 'argocd' },
      spec: {
        project: 'default',
        source: {
          repoURL: this.repoUrl,
          path: path ?? 'manifests/environments/staging',
          targetRevision: 'main',
        },
        destination: {
          server: 'https://kubernetes.default.svc',
          namespace: 'shop-staging',
        },
        syncPolicy: {
          ...(automated ? { automated: { prune: true, selfHeal: true } } : {}),
          syncOptions: ['CreateNamespace=true'],
          ...(retry ? { retry } : {}),
        },
      },
    });
  }

  get application(): KubernetesObject {
    return this.#applicationNamed('shop-staging');
  }

  #applicationNamed(name: string): KubernetesObject {
    return this.cluster.api.get(APPLICATION, 'argocd', name);
  }

  async untilApplication(
    condition: (application: KubernetesObject) => boolean,
    name = 'shop-staging',
  ): Promise<KubernetesObject> {
    await this.until(
      () => condition(this.#applicationNamed(name)),
      () => JSON.stringify(this.#applicationNamed(name).status, undefined, 2),
    );
    return this.#applicationNamed(name);
  }

  /** Waits until something holds; fails with what `describe` says. */
  async until(
    condition: () => boolean,
    describe: () => string = () => 'it did not come true',
  ): Promise<void> {
    const deadline = Date.now() + 40_000;
    while (!condition()) {
      if (Date.now() > deadline) {
        throw new Error(describe());
      }
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  }
}

function behaviourOf(kind: ImageBehaviour['kind']): ImageBehaviour {
  switch (kind) {
    case 'crash-loop':
      return { kind, message: 'cannot start' };
    case 'high-error-rate':
      return { kind, errorRate: 0.4 };
    default:
      return { kind };
  }
}

export function healthOf(application: KubernetesObject): string | undefined {
  return textAt(application, 'status', 'health', 'status');
}

export function revisionOf(application: KubernetesObject): string | undefined {
  return textAt(application, 'status', 'sync', 'revision');
}

export function phaseOf(application: KubernetesObject): string | undefined {
  return textAt(application, 'status', 'operationState', 'phase');
}

function git(...args: string[]): string {
  return execFileSync('git', args, { encoding: 'utf8' }).trim();
}
