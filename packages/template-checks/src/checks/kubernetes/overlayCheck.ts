import { Parameters } from '../../combinations/ParameterSpace';
import { Overlay, renderOverlays } from '../../kubernetes/renderOverlays';
import { Check } from '../Check';

/** Makes a check of what each environment's overlay renders to. */
export function overlayCheck(
  name: string,
  find: (overlay: Overlay, parameters: Parameters) => string[],
): Check {
  return {
    name,
    async run(files, parameters) {
      const overlays = await renderOverlays(files);
      return overlays
        .filter(overlay => !overlay.error)
        .flatMap(overlay =>
          find(overlay, parameters).map(message => ({
            path: overlay.path,
            message: `${overlay.environment}: ${message}`,
          })),
        );
    },
  };
}
