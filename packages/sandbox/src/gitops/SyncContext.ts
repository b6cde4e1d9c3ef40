import { KubernetesApi } from '../cluster/KubernetesApi';
import { KubernetesObject } from '../cluster/objects/KubernetesObject';
import { Application } from './Application';
import { DesiredState } from './renderApplication';
import { ResourceApplier } from './ResourceApplier';

/** What a sync works with. */
export interface SyncContext {
  api: KubernetesApi;
  applier: ResourceApplier;
  application: Application;
  desired: DesiredState;
  now: Date;
}

/** What the Application put into the cluster and no longer wants. */
export function surplus(context: SyncContext): KubernetesObject[] {
  const { applier, application, desired } = context;
  const wanted = new Set(desired.objects.map(idOf));
  return applier
    .tracked(application)
    .filter(
      object => !wanted.has(idOf(object)) && !object.metadata.deletionTimestamp,
    );
}

function idOf({ kind, metadata }: KubernetesObject): string {
  return `${kind}/${metadata.namespace ?? ''}/${metadata.name}`;
}
