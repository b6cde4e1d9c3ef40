import { DeliveryService } from '@fairway/backstage-plugin-delivery-node';

/** A catalog component that takes part in delivery, as it was last seen. */
export interface ServiceRow extends DeliveryService {
  title: string;
  /** Entity ref of the owner, in lower case. */
  owner?: string;
  /** Entity ref of the system, in lower case. */
  system?: string;
}

/** Services as the catalog named them last. */
export interface ServiceStore {
  get(serviceRef: string): Promise<ServiceRow | undefined>;
  list(): Promise<ServiceRow[]>;
  /** Makes the stored services equal to `rows`. Returns the refs that were added, changed or removed. */
  replaceAll(rows: ServiceRow[]): Promise<string[]>;
}
