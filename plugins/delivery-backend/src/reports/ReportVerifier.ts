import {
  AuthenticationError,
  ServiceUnavailableError,
  toError,
} from '@backstage/errors';
import {
  OutboundClient,
  ReportIssuer,
} from '@fairway/backstage-plugin-delivery-node';
import {
  createRemoteJWKSet,
  decodeJwt,
  errors,
  JWTPayload,
  jwtVerify,
} from 'jose';
import { z } from 'zod';

type KeySet = ReturnType<typeof createRemoteJWKSet>;

/** https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata */
const discoverySchema = z.object({ jwks_uri: z.url() });

const CLOCK_TOLERANCE = '30 seconds';

/** An issuer with what reads its metadata; one client for all reports, so that a dead issuer is not asked for each. */
type KnownIssuer = ReportIssuer & { client: OutboundClient };

/** Tells which run of which CI system a token speaks for. */
export class ReportVerifier {
  readonly #issuers: readonly KnownIssuer[];
  readonly #audience: string;
  readonly #keys = new Map<string, Promise<KeySet>>();

  static create(options: {
    issuers: readonly ReportIssuer[];
    /** `aud` of tokens whose issuer has none of its own. */
    audience: string;
  }): ReportVerifier {
    return new ReportVerifier(options);
  }

  private constructor(options: {
    issuers: readonly ReportIssuer[];
    audience: string;
  }) {
    this.#issuers = options.issuers.map(each => ({
      ...each,
      client: OutboundClient.create({
        upstream: `${each.title} (${each.issuer})`,
        baseUrl: each.issuer,
      }),
    }));
    this.#audience = options.audience;
  }

  /**
   * The claims of an OIDC token. Throws an AuthenticationError if it proves nothing, and a ServiceUnavailableError if the keys
   * of the issuer cannot be read now.
   */
  async verify(token: string): Promise<JWTPayload> {
    const issuer = this.#issuerOf(token);
    const audience = issuer.audience ?? this.#audience;
    const keys = await this.#keysOf(issuer);
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: issuer.issuer,
        audience,
        algorithms: ['RS256'],
        requiredClaims: ['exp', 'jti'],
        clockTolerance: CLOCK_TOLERANCE,
      });
      return payload;
    } catch (error) {
      throw refusalOf(error, issuer, audience);
    }
  }

  #issuerOf(token: string): KnownIssuer {
    const name = unverifiedIssuerOf(token);
    const issuer = this.#issuers.find(each => each.issuer === name);
    if (!issuer) {
      const known = this.#issuers.map(each => `'${each.issuer}'`).join(', ');
      throw new AuthenticationError(
        `The token is of '${name}'; this portal takes those of ${
          known || 'no CI system: add one to integrations'
        }`,
      );
    }
    return issuer;
  }

  /** What could not be read is read again by the next report. */
  async #keysOf(issuer: KnownIssuer): Promise<KeySet> {
    const known = this.#keys.get(issuer.issuer) ?? findKeys(issuer);
    this.#keys.set(issuer.issuer, known);
    try {
      return await known;
    } catch (error) {
      this.#keys.delete(issuer.issuer);
      throw unavailable(issuer, error);
    }
  }
}

function unverifiedIssuerOf(token: string): string {
  try {
    return decodeJwt(token).iss ?? '';
  } catch {
    throw new AuthenticationError(
      'The bearer token is no JSON Web Token; send the OIDC token of the run',
    );
  }
}

async function findKeys({ issuer, client }: KnownIssuer): Promise<KeySet> {
  const response = await client.getJson(
    { segments: ['.well-known', 'openid-configuration'] },
    discoverySchema,
  );
  const url = new URL(response.modified ? response.body.jwks_uri : issuer);
  if (url.origin !== new URL(issuer).origin) {
    throw new Error(`its keys are at another host, ${url.host}`);
  }
  return createRemoteJWKSet(url);
}

function refusalOf(
  error: unknown,
  issuer: ReportIssuer,
  audience: string,
): Error {
  if (error instanceof errors.JWTExpired) {
    return new AuthenticationError(
      'The token has expired; request it right before the report',
    );
  }
  if (
    error instanceof errors.JWTClaimValidationFailed &&
    error.claim === 'aud'
  ) {
    return new AuthenticationError(
      `The token is for another audience; request it for '${audience}'`,
    );
  }
  const isVerdict =
    error instanceof errors.JOSEError &&
    !(error instanceof errors.JWKSTimeout) &&
    error.code !== errors.JOSEError.code;
  return isVerdict
    ? new AuthenticationError(`The token is not valid: ${error.message}`)
    : unavailable(issuer, error);
}

function unavailable({ title }: ReportIssuer, error: unknown): Error {
  return new ServiceUnavailableError(
    `The keys of ${title} cannot be read: ${toError(error).message}`,
  );
}
