import { expectedEnvironments } from '../../environments/expectedEnvironments';
import { workloadsIn } from '../../kubernetes/PodTemplate';
import { renderOverlays } from '../../kubernetes/renderOverlays';
import { Check, Problem } from '../Check';
import { manifestsRootOf } from '../manifestFiles';

/** Every environment has an overlay that kustomize renders to a running service. */
export const overlaysRender: Check = {
  name: 'kustomize renders every environment',
  async run(files, parameters) {
    const overlays = await renderOverlays(files);
    const root = `${manifestsRootOf(parameters)}/manifests/environments`;
    const missing = [
      ...expectedEnvironments(parameters).map(({ name }) => name),
      'preview',
    ]
      .filter(name => !overlays.some(({ environment }) => environment === name))
      .map(
        (name): Problem => ({
          path: `${root}/${name}/kustomization.yaml`,
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
