import {
  exportJWK,
  exportPKCS8,
  generateKeyPair,
  importPKCS8,
  jwtVerify,
  SignJWT,
  type JWK,
  type JWTPayload,
} from "jose";
import { createPublicKey } from "node:crypto";
import path from "node:path";
import { readJson, writeJson } from "../json-file";
import { tenantId } from "./principals";

interface SigningKey {
  id: string;
  pem: string;
}

export interface Signing {
  audience: string;
  subject: string;
  /** Seconds from now; negative for a token that has expired. */
  expiresInSeconds: number;
  /** Default: local Entra's own. */
  issuer?: string;
}

const algorithm = "RS256";

/** Signs and checks tokens; the key stays the same for the life of the state folder. */
export class Entra {
  private key: Promise<SigningKey> | undefined;

  constructor(
    private readonly folder: string,
    /** The server's address, once it listens. */
    private readonly origin: () => string,
  ) {}

  get issuer(): string {
    return this.issuerAt(this.origin());
  }

  /**
   * The issuer as it is called at one of the server's addresses: Microsoft's clients want it to have the scheme and the
   * host of the authority that they were given (msal-common, Authority.validateIssuer).
   */
  issuerAt(origin: string): string {
    return `${origin}/${tenantId}/v2.0`;
  }

  /** Whether a token names local Entra, at whichever address: ports may be others by now. */
  isOwnIssuer(issuer: string | undefined): boolean {
    return issuer?.endsWith(`/${tenantId}/v2.0`) ?? false;
  }

  async sign(claims: JWTPayload, { audience, subject, expiresInSeconds, issuer }: Signing): Promise<string> {
    const { id, pem } = await this.signingKey();
    const now = Math.floor(Date.now() / 1000);
    // Issued before it ends, also when it has ended already.
    const issued = Math.min(now, now + expiresInSeconds - 1);
    return new SignJWT(claims)
      .setProtectedHeader({ alg: algorithm, typ: "JWT", kid: id })
      .setIssuer(issuer ?? this.issuer)
      .setAudience(audience)
      .setSubject(subject)
      .setIssuedAt(issued)
      .setNotBefore(issued)
      .setExpirationTime(now + expiresInSeconds)
      .sign(await importPKCS8(pem, algorithm));
  }

  /** The token of a principal for an audience, with Entra's claims. */
  principalToken(
    { principalId, clientId }: { principalId: string; clientId: string },
    audience: string,
    expiresInSeconds: number,
    issuer?: string,
  ): Promise<string> {
    const claims = { oid: principalId, tid: tenantId, appid: clientId, azp: clientId, idtyp: "app", ver: "2.0" };
    return this.sign(claims, { audience, subject: principalId, expiresInSeconds, issuer });
  }

  /**
   * The claims of a token that local Azure has signed for one of the audiences and that is valid now; rejects with an
   * error of `jose` otherwise. Which issuer signed it is the caller's business.
   */
  async verify(token: string, audiences: readonly string[]): Promise<JWTPayload> {
    const { pem } = await this.signingKey();
    const { payload } = await jwtVerify(token, createPublicKey(pem), {
      algorithms: [algorithm],
      audience: [...audiences],
    });
    return payload;
  }

  async jwks(): Promise<{ keys: JWK[] }> {
    const { id, pem } = await this.signingKey();
    return { keys: [{ ...(await exportJWK(createPublicKey(pem))), kid: id, use: "sig", alg: algorithm }] };
  }

  // Made on first use: it takes a moment, and most requests do without.
  private signingKey(): Promise<SigningKey> {
    this.key ??= this.loadOrCreate();
    return this.key;
  }

  private async loadOrCreate(): Promise<SigningKey> {
    const file = path.join(this.folder, "entra", "signing-key.json");
    const known = readJson<SigningKey>(file);
    if (known) {
      return known;
    }
    const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
    const key = { id: `local-${Date.now().toString(36)}`, pem: await exportPKCS8(privateKey) };
    writeJson(file, key);
    return key;
  }
}
