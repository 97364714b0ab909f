import type { Entra } from "../../entra/entra";

/** The answer to `token`: times are Unix seconds (Microsoft's .NET client reads them so). */
export interface EndpointToken {
  accessToken: string;
  expiryTimeUtc: number;
  refreshAfterTimeUtc: number;
  tokenType: "Bearer";
}

/**
 * Recorded: Azure/azure-powershell, MachineLearningServices, Get-AzMLWorkspaceOnlineEndpointToken (2024-07): a token
 * for `azureml` that lives 24 hours and is to be renewed after 12. Not an address that Entra gives tokens for: neither
 * kind of token can stand in for the other.
 */
const audience = "azureml";
const issuer = "azureml";

/** The tokens that the service itself gives out for an endpoint. */
export class AmlTokens {
  constructor(
    private readonly entra: Entra,
    /** A client is to fetch the next one after half of it. */
    private readonly lifetimeSeconds: number,
  ) {}

  async issue(endpointId: string, expiresInSeconds = this.lifetimeSeconds): Promise<EndpointToken> {
    const now = Math.floor(Date.now() / 1000);
    const endpoint = endpointId.toLowerCase();
    return {
      accessToken: await this.entra.sign({ endpoint }, { audience, subject: endpoint, expiresInSeconds, issuer }),
      expiryTimeUtc: now + expiresInSeconds,
      refreshAfterTimeUtc: now + Math.floor(expiresInSeconds / 2),
      tokenType: "Bearer",
    };
  }

  /** Whether a token is ours, not expired, and made for this endpoint. */
  async isFor(token: string, endpointId: string): Promise<boolean> {
    const claims = await this.entra.verify(token, [audience]).catch(() => undefined);
    return claims?.iss === issuer && claims["endpoint"] === endpointId.toLowerCase();
  }
}
