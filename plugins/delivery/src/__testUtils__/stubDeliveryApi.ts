import { NotFoundError } from '@backstage/errors';
import { DeliveryApi } from '@fairway/backstage-plugin-delivery-common';
import { NOW } from './serviceViewBuilder';

function unexpected(method: string) {
  return async (): Promise<never> => {
    throw new NotFoundError(`No answer for '${method}' in this test`);
  };
}

/** A delivery API that knows an empty history and refuses everything else that a test did not answer. */
export function stubDeliveryApi(
  answers: Partial<DeliveryApi> = {},
): DeliveryApi {
  return {
    getService: unexpected('getService'),
    getFleet: unexpected('getFleet'),
    getHistory: async () => ({ events: [], total: 0 }),
    exportHistory: unexpected('exportHistory'),
    getTrack: async () => ({ from: NOW, to: NOW, spans: [], incidents: [] }),
    getReleases: unexpected('getReleases'),
    getSources: unexpected('getSources'),
    getSecurity: unexpected('getSecurity'),
    getFindings: unexpected('getFindings'),
    getFinding: unexpected('getFinding'),
    triageFinding: unexpected('triageFinding'),
    previewPromotion: unexpected('previewPromotion'),
    requestPromotion: unexpected('requestPromotion'),
    getPromotion: unexpected('getPromotion'),
    getApprovals: unexpected('getApprovals'),
    decidePromotion: unexpected('decidePromotion'),
    cancelPromotion: unexpected('cancelPromotion'),
    holdEnvironment: unexpected('holdEnvironment'),
    releaseHold: unexpected('releaseHold'),
    vetoRelease: unexpected('vetoRelease'),
    withdrawVeto: unexpected('withdrawVeto'),
    ...answers,
  };
}
