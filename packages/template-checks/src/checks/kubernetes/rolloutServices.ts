import { namedByStrategies } from '../../kubernetes/namedByStrategies';
import { overlayCheck } from './overlayCheck';

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
    const named = namedByStrategies(objects);
    return objects
      .filter(
        ({ kind, metadata }) =>
          kind === 'Service' &&
          metadata.annotations?.[POLICY] !== 'IfNotPresent' &&
          named.some(each => each.kind === kind && each.name === metadata.name),
      )
      .map(({ metadata }) => `Service ${metadata.name} is applied again`);
  },
);
