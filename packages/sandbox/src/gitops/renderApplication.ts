import { typeOfKind } from '../cluster/ResourceTable';
import { KubernetesObject } from '../cluster/objects/KubernetesObject';
import { Application } from './Application';
import { GitSource } from './GitSource';
import { hookOf, HookPhase } from './hooks';
import { renderOverlay } from './kustomize/renderOverlay';

/** What an Application wants at one revision. */
export interface DesiredState {
  revision: string;
  objects: KubernetesObject[];
  hooks: { phase: HookPhase; object: KubernetesObject }[];
}

/** Renders the overlay that an Application names, at the newest revision of its branch. */
export async function renderApplication(
  application: Application,
  git: GitSource,
  known: DesiredState | undefined,
): Promise<DesiredState> {
  const { repoURL, path, targetRevision } = application.source;
  const revision = await git.resolve(repoURL, targetRevision);
  if (known?.revision === revision) {
    return known;
  }
  const readFile = await git.checkOut(repoURL, targetRevision, revision);
  const state: DesiredState = { revision, objects: [], hooks: [] };
  for (const rendered of await renderOverlay(path, readFile)) {
    const object = inNamespace(rendered, application.destinationNamespace);
    const phase = hookOf(object);
    if (phase === undefined) {
      state.objects.push(object);
    } else if (phase !== 'Skip') {
      state.hooks.push({ phase, object });
    }
  }
  return state;
}

function inNamespace(
  object: KubernetesObject,
  namespace: string | undefined,
): KubernetesObject {
  const type = typeOfKind(object.apiVersion, object.kind);
  if (!type?.namespaced || object.metadata.namespace || !namespace) {
    return object;
  }
  return { ...object, metadata: { ...object.metadata, namespace } };
}
