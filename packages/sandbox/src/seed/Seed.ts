import { ForgeServices } from '../forge/ForgeServices';
import { Issues } from '../forge/issues/Issues';
import { ImageStore } from '../images/ImageStore';
import { WorkflowRunner } from '../runner/WorkflowRunner';
import { SandboxClock } from '../SandboxClock';
import { DocumentStore } from '../storage/DocumentStore';
import { HistoryForge } from './git/HistoryForge';
import { HistorySource } from './git/HistorySource';
import { PastCluster } from './PastCluster';
import { ORGANIZATION } from './people';
import { SeedIncident, ServiceHistory } from './ServiceHistory';
import { checkoutApi } from './services/checkoutApi';
import { ledgerApi } from './services/ledgerApi';
import { notificationHub } from './services/notificationHub';
import { stockFeed } from './services/stockFeed';

/** The services of the seed. */
export const seedServices = [
  checkoutApi,
  ledgerApi,
  stockFeed,
  notificationHub,
];

export interface SeedOptions {
  store: DocumentStore;
  forge: ForgeServices;
  images: ImageStore;
  /** The moment that the history leads up to. */
  now: Date;
  forgeUrl: string;
  metricsUrl: string;
  onError(error: unknown): void;
  /** Takes what went wrong in the cluster. */
  report(message: string): void;
}

/** How far a data folder is seeded: an interrupted seed cannot be continued. */
export type SeedState = 'none' | 'incomplete' | 'complete';

export function seedStateOf(store: DocumentStore): SeedState {
  const marker = store.collection<{ state: SeedState }>('seed').get('state');
  return marker?.state ?? 'none';
}

/** Fills an empty sandbox with four services and six weeks of history. */
export async function seed(options: SeedOptions): Promise<void> {
  const marker = options.store.collection<{ state: SeedState }>('seed');
  marker.put('state', { state: 'incomplete' });
  const { forgeUrl, store, images, onError, report } = options;
  const forge = new HistoryForge(options.forge);
  const git = new HistorySource({ forge, forgeUrl });
  const cluster = PastCluster.start({ store, images, git, report });
  const told = Promise.all(
    seedServices.map(async service => {
      const history = new ServiceHistory({
        ...options,
        service,
        forge,
        runner: WorkflowRunner.create({
          store,
          images,
          onError,
          forge: forge.actions,
          clock: new SandboxClock({ speed: 1 }),
        }),
        openIncident: incident => openIncident(options.forge.issues, incident),
        deploy: (application, deployedAt, others) =>
          cluster.deploy(application, deployedAt, others),
      });
      await history.play();
    }),
  );
  await told.finally(() => cluster.stop());
  await forge.write();
  marker.put('state', { state: 'complete' });
}

function openIncident(issues: Issues, incident: SeedIncident): void {
  const { repo, title, body, author, openedAt, closedAt } = incident;
  const issue = issues.create({
    owner: ORGANIZATION,
    repo,
    title,
    body,
    author,
  });
  issues.put({
    ...issue,
    state: 'closed',
    createdAt: openedAt.toISOString(),
    updatedAt: closedAt.toISOString(),
    closedAt: closedAt.toISOString(),
  });
  issues.putLabel({
    owner: ORGANIZATION,
    repo,
    name: 'incident',
    color: 'b60205',
    description: 'Users noticed',
    numbers: [issue.number],
  });
}
