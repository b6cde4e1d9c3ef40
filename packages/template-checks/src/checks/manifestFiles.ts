import { Parameters } from '../combinations/ParameterSpace';
import { Files } from '../Files';

const MANIFEST =
  /^(?:manifests\/(?!\.)|service\/(?:manifests|argocd|flux)\/).+\.(?:ya?ml|json)$/;

/** The folder of the repository that holds the manifests. */
export function manifestsRootOf({ manifestsIn }: Parameters): string {
  return manifestsIn === 'service' ? 'service' : 'manifests';
}

/** The files that describe what runs in the cluster, in whichever repository they are. */
export function manifestFiles(files: Files): [path: string, text: string][] {
  return [...files].filter(([path]) => MANIFEST.test(path));
}
