/** The answer to `token`: times are Unix seconds (Microsoft's .NET client reads them so). */
export interface EndpointToken {
  accessToken: string;
  expiryTimeUtc: number;
  refreshAfterTimeUtc: number;
  tokenType: "Bearer";
}

export interface TokenSigner {
  sign(claims: Record<string, unknown>, options: { expiresInSeconds: number }): Promise<string>;
  verify(token: string, audience: string): Promise<Record<string, unknown>>;
}

/** Not an address that Entra gives tokens for: neither kind of token can stand in for the other. */
const audience = "azureml:online-endpoint";

/** The tokens that the service itself gives out for an endpoint. */
export class AmlTokens {
  /** v2's lifetime is not documented; half of it is when a client should fetch the next. */
  constructor(
    private readonly signer: TokenSigner,
    private readonly lifetimeSeconds: number,
  ) {}

  async issue(endpointId: string, expiresInSeconds = this.lifetimeSeconds): Promise<EndpointToken> {
    const now = Math.floor(Date.now() / 1000);
    return {
      accessToken: await this.signer.sign({ aud: audience, endpoint: endpointId.toLowerCase() }, { expiresInSeconds }),
      expiryTimeUtc: now + expiresInSeconds,
      refreshAfterTimeUtc: now + Math.floor(expiresInSeconds / 2),
      tokenType: "Bearer",
    };
  }

  /** Signature, expiry and endpoint are ours. */
  async isFor(token: string, endpointId: string): Promise<boolean> {
    const claims = await this.signer.verify(token, audience).catch(() => undefined);
    return claims?.["endpoint"] === endpointId.toLowerCase();
  }
}
