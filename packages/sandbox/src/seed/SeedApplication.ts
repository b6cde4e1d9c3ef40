import { NotFoundError } from '@backstage/errors';
import { parseYamlDocuments } from '../cluster/json/parseJson';
import { KubernetesObject } from '../cluster/objects/KubernetesObject';
import { parseKubernetesObject } from '../cluster/objects/parseKubernetesObject';
import { SeedEnvironment, seedEnvironments } from './SeedService';

/** Reads a file of `argocd/`. */
export function parseApplications(text: string): KubernetesObject[] {
  return parseYamlDocuments(text).map(parseKubernetesObject);
}

export function environmentOf(application: KubernetesObject): SeedEnvironment {
  const label = application.metadata.labels?.['fairway.dev/environment'];
  const environment = seedEnvironments.find(each => each === label);
  if (!environment) {
    throw new NotFoundError(
      `No environment '${label}' of Application ${
        application.metadata.name
      }; there are: ${seedEnvironments.join(', ')}`,
    );
  }
  return environment;
}
