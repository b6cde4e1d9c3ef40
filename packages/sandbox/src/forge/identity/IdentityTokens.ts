import { randomUUID } from 'node:crypto';
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  JSONWebKeySet,
  KeyLike,
  SignJWT,
} from 'jose';
import { ForgeUrls } from '../http/ForgeUrls';
import { RunClaims } from './runClaims';

/** Where GitHub Enterprise Server has its issuer. */
export const ISSUER_PATH = '/_services/token';

/** The one that GitHub signs with. */
export const SIGNING_ALGORITHM = 'RS256';

const LIFETIME_SECONDS = 300;

interface SigningKey {
  id: string;
  privateKey: KeyLike;
  publicKeys: JSONWebKeySet;
}

/**
 * Issues the OIDC tokens of runs. The key is made when it is first needed and kept in memory only: after a restart, who
 * verifies a token meets an unknown key and reads the key set again.
 */
export class IdentityTokens {
  readonly issuer: string;
  #key?: Promise<SigningKey>;

  constructor(urls: ForgeUrls) {
    this.issuer = `${urls.base}${ISSUER_PATH}`;
  }

  async issue(audience: string, claims: RunClaims): Promise<string> {
    const { id, privateKey } = await this.#signingKey();
    // Of the real clock, also where a run has its own: so is the clock of who verifies it.
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({ ...claims })
      .setProtectedHeader({ alg: SIGNING_ALGORITHM, typ: 'JWT', kid: id })
      .setIssuer(this.issuer)
      .setAudience(audience)
      .setJti(randomUUID())
      .setIssuedAt(now)
      .setNotBefore(now)
      .setExpirationTime(now + LIFETIME_SECONDS)
      .sign(privateKey);
  }

  async publicKeys(): Promise<JSONWebKeySet> {
    return (await this.#signingKey()).publicKeys;
  }

  #signingKey(): Promise<SigningKey> {
    this.#key ??= createSigningKey();
    return this.#key;
  }
}

async function createSigningKey(): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair(SIGNING_ALGORITHM);
  const jwk = await exportJWK(publicKey);
  const id = await calculateJwkThumbprint(jwk);
  const published = { ...jwk, alg: SIGNING_ALGORITHM, use: 'sig', kid: id };
  return { id, privateKey, publicKeys: { keys: [published] } };
}
