import { z } from 'zod';
import { workloadsIn } from '../../kubernetes/PodTemplate';
import { overlayCheck } from './overlayCheck';

const serviceName = z.string().optional();
const strategySchema = z.object({
  blueGreen: z
    .object({ activeService: serviceName, previewService: serviceName })
    .optional(),
  canary: z
    .object({ canaryService: serviceName, stableService: serviceName })
    .nullish(),
});
const POLICY = 'kustomize.toolkit.fluxcd.io/ssa';

/**
 * Argo Rollouts writes into the selectors of its Services, which are atomic for a server-side apply: Flux would take that out
 * with every reconciliation, and a blue-green release without it is let in unanalysed.
 * See https://fluxcd.io/flux/components/kustomize/kustomizations/#controlling-the-apply-behavior-of-resources
 */
export const rolloutServices = overlayCheck(
  'Flux leaves what Argo Rollouts writes',
  ({ objects }, { gitops }) => {
    if (gitops !== 'flux') {
      return [];
    }
    const written = workloadsIn(objects).flatMap(({ spec }) => {
      const { blueGreen, canary } = strategySchema.parse(spec.strategy ?? {});
      return Object.values({ ...blueGreen, ...canary });
    });
    return objects
      .filter(
        ({ kind, metadata }) =>
          kind === 'Service' &&
          written.some(name => name === metadata.name) &&
          metadata.annotations?.[POLICY] !== 'IfNotPresent',
      )
      .map(({ metadata }) => `Service ${metadata.name} is applied again`);
  },
);
