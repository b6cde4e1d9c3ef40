import { createExtensionPoint } from '@backstage/backend-plugin-api';

/**
 * A CI system whose runs prove with an OIDC token who they are, so that they can report without a stored secret.
 *
 * @public
 */
export interface ReportIssuer {
  /** For people: `GitHub Actions`. */
  title: string;
  /** The `iss` of its tokens, and where its keys are found: `https://token.actions.githubusercontent.com`. */
  issuer: string;
  /** The `aud` of its tokens, of a system that does not let a run choose; the address of the delivery API unless set. */
  audience?: string;
}

/** @public */
export interface DeliveryReportIssuersExtensionPoint {
  addReportIssuer(...issuers: ReportIssuer[]): void;
}

/** Adds CI systems whose runs may report. @public */
export const deliveryReportIssuersExtensionPoint =
  createExtensionPoint<DeliveryReportIssuersExtensionPoint>({
    id: 'delivery.reportIssuers',
  });
