import { Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { ForgeServices } from '../ForgeServices';
import { SIGNING_ALGORITHM } from './IdentityTokens';

const CLAIMS = [
  'iss',
  'aud',
  'sub',
  'jti',
  'iat',
  'nbf',
  'exp',
  'repository',
  'repository_owner',
  'ref',
  'ref_type',
  'sha',
  'event_name',
  'run_id',
  'run_attempt',
  'workflow',
  'workflow_ref',
];

/** What somebody who is shown an identity token needs to verify it; anybody may ask. */
export function createIdentityRouter({
  identityTokens,
}: Pick<ForgeServices, 'identityTokens'>): ExpressRouter {
  const router = Router();

  router.get('/.well-known/openid-configuration', (_request, response) => {
    response.json({
      issuer: identityTokens.issuer,
      jwks_uri: `${identityTokens.issuer}/.well-known/jwks`,
      subject_types_supported: ['public', 'pairwise'],
      response_types_supported: ['id_token'],
      claims_supported: CLAIMS,
      id_token_signing_alg_values_supported: [SIGNING_ALGORITHM],
      scopes_supported: ['openid'],
    });
  });

  router.get('/.well-known/jwks', async (_request, response) => {
    response.json(await identityTokens.publicKeys());
  });
  return router;
}
