import { LoggerService } from '@backstage/backend-plugin-api';
import { DeliverySignal } from '@fairway/backstage-plugin-delivery-common';
import {
  DeliveryService,
  Gate,
  ManifestWriter,
} from '@fairway/backstage-plugin-delivery-node';
import { DeploymentHistory } from '../deployments/DeploymentHistory';
import { DeploymentStore } from '../deployments/DeploymentStore';
import { FindingReader } from '../findings/FindingReader';
import { DeliveryConfig } from '../pipelines/pipelineConfig';
import { CommitStore } from '../releases/CommitStore';
import { ReleaseStore } from '../releases/ReleaseStore';
import { CrashPoint } from './crashPoint';
import { GuardStore } from './GuardStore';
import { PromotionStore } from './PromotionStore';

/** A service with what people call it. */
export interface PromotedService extends DeliveryService {
  title: string;
  owner?: string;
}

/** What the engine needs of the rest of the backend. */
export interface PromotionEnginePorts {
  store: PromotionStore;
  guards: GuardStore;
  services: {
    get(serviceRef: string): Promise<PromotedService | undefined>;
    list(): Promise<PromotedService[]>;
  };
  releases: ReleaseStore;
  commits: CommitStore;
  deployments: Pick<DeploymentStore, 'get' | 'list'>;
  history: Pick<DeploymentHistory, 'earlier'>;
  findings: FindingReader;
  config: DeliveryConfig;
  gates: ReadonlyMap<string, Gate>;
  /** The first that accepts a service writes its manifests. */
  writers: ManifestWriter[];
  /** Told after every committed change. */
  onChange: (serviceRef: string, topic: DeliverySignal['topic']) => void;
  logger: LoggerService;
  clock: () => Date;
  crashPoint: CrashPoint;
}
