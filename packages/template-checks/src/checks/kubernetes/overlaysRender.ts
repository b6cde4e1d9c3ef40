import {
  kustomizeProgram,
  renderOverlays,
} from '../../kubernetes/renderOverlays';
import { workloadsIn } from '../../kubernetes/PodTemplate';
import { Check, Problem } from '../Check';

const ENVIRONMENTS = ['development', 'staging', 'production'];

/** Every environment has an overlay that kustomize renders to a running service. */
export const overlaysRender: Check = {
  name: 'kustomize renders every environment',
  async run(files) {
    if (!kustomizeProgram) {
      return [];
    }
    const overlays = await renderOverlays(files);
    const missing = ENVIRONMENTS.filter(
      environment => !overlays.some(other => other.environment === environment),
    ).map(
      (environment): Problem => ({
        path: `manifests/manifests/environments/${environment}/kustomization.yaml`,
        message: 'is missing',
      }),
    );
    const failed = overlays.flatMap(({ path, error, objects }): Problem[] => {
      if (error) {
        return [{ path, message: error }];
      }
      return workloadsIn(objects).length === 1
        ? []
        : [{ path, message: 'does not render to exactly one workload' }];
    });
    return [...missing, ...failed];
  },
};
