import { typeOfKind } from '../cluster/ResourceTable';
import { KubernetesObject } from '../cluster/objects/KubernetesObject';
import { Application } from './Application';
import { ManifestSource } from './ManifestSource';
import { hookOf, HookPhase } from './hooks';
import { renderOverlay } from './kustomize/renderOverlay';

/** What an Application wants at one revision. */
export interface DesiredState {
  revision: string;
  /** What the Application asked to be rendered. */
  source: string;
  objects: KubernetesObject[];
  hooks: { phase: HookPhase; object: KubernetesObject }[];
}

/** Renders the overlay that an Application names, at the newest revision of its branch. */
export async function renderApplication(
  application: Application,
  git: ManifestSource,
  known: DesiredState | undefined,
): Promise<DesiredState> {
  const { repoURL, path, targetRevision } = application.source;
  const revision = await git.resolve(repoURL, targetRevision);
  const { source: wanted, overrides } = application;
  const source = JSON.stringify({ ...wanted, overrides });
  if (known?.revision === revision && known.source === source) {
    return known;
  }
  const readFile = await git.checkOut(repoURL, targetRevision, revision, path);
  const state: DesiredState = { revision, source, objects: [], hooks: [] };
  for (const rendered of await renderOverlay(path, readFile, overrides)) {
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
