import {
  authModes,
  authModeRow,
  shortAction,
  type AuthModeRow,
  type GrantRole,
  type TokenRow,
} from "../../contract/auth-modes";
import { systemClock, type ClientClock } from "../internal/clock";
import { durationOption, invalidOption } from "../internal/option-checks";
import { azureUrl } from "../internal/secure-url";
import { fetchAmlToken } from "./aml-token";
import type { ErrorContext, Transport } from "./azure-request";
import type { Credential, CredentialOptions, CredentialSource } from "./credential";
import type { CredentialHooks } from "./credential-events";
import { assertScope, assertTokenCredential, entraContext, fetchEntraToken } from "./entra-token";
import { RefreshingToken } from "./refreshing-token";
import type { TokenAcquisition } from "./token-acquisition";
import type { AccessToken, GetTokenOptions, TokenCredential } from "./token-credential";

/** The settings of an `EndpointTokenCredential`. */
export interface EndpointTokenCredentialOptions extends CredentialHooks {
  /** How errors name the endpoint, such as its scoring URI. Default: with `AMLToken` its resource id. */
  readonly endpoint?: string;
  /** How requests are sent. Default: the global `fetch`. */
  readonly fetch?: typeof fetch;
  /**
   * How long before its end a token is used no more, in milliseconds, since the request has to arrive. Default: 5000,
   * and at most a tenth of the token's lifetime.
   */
  readonly skewMs?: number;
  /** How long Microsoft Entra, and then Azure, may each take, in milliseconds. Default: 30000. */
  readonly timeoutMs?: number;
  /** For tests. Default: the machine's clocks. */
  readonly clock?: ClientClock;
  /** Jitter, for tests: from 0 up to 1. Default: `Math.random`. */
  readonly random?: () => number;
}

/** A mode in which callers send tokens. */
type TokenModeRow = AuthModeRow & { readonly token: TokenRow; readonly grant: GrantRole };

/**
 * The tokens of one endpoint: of Azure ML with `AMLToken`, of Microsoft Entra with `AADToken`. It is a
 * `TokenCredential`, so that Azure's own clients can send its tokens, and a `CredentialSource` for `ScoringClient`.
 *
 * Concurrent callers share one token request. The next token is fetched in the background from the time that Azure
 * names, or a tenth of the lifetime before the end (5 minutes at most). While Azure cannot be reached, a token serves
 * until its end.
 */
export class EndpointTokenCredential implements TokenCredential, CredentialSource {
  readonly #token: RefreshingToken;

  /**
   * Throws `CredentialError` (`InvalidConfiguration`) for settings that do not fit.
   *
   * @param acquisition The service's output `tokenAcquisition`.
   * @param credential The caller's identity: any credential of `@azure/identity`.
   */
  constructor(
    acquisition: TokenAcquisition,
    credential: TokenCredential,
    options: EndpointTokenCredentialOptions = {},
  ) {
    const row = checkedMode(acquisition);
    const { scope } = acquisition;
    assertTokenCredential(credential);
    const { clock = systemClock, random = Math.random, onCredentialEvent } = options;
    const url = row.token.flow === "exchange" ? azureUrl("tokenAcquisition.url", acquisition.url).href : undefined;
    const skewMs = durationOption("skewMs", options.skewMs, 5000, 0);
    const transport: Transport = {
      fetch: options.fetch ?? ((...request) => fetch(...request)),
      clock,
      timeoutMs: durationOption("timeoutMs", options.timeoutMs, 30_000),
    };
    const audience = acquisition.audience ?? scope.replace(/\/\.default$/, "");
    const context =
      url === undefined
        ? entraContext(row.token.name, audience, options.endpoint)
        : exchangeContext(row, acquisition, audience, url, options.endpoint);
    this.#token = new RefreshingToken(
      (claims) =>
        url === undefined
          ? fetchEntraToken(credential, scope, transport, context, claims)
          : fetchAmlToken(credential, scope, url, transport, context, claims),
      context,
      { clock, random, skewMs, onCredentialEvent },
    );
  }

  /**
   * The endpoint's token, whatever the scopes: the constructor has set its scope. `claims` get a new token that has
   * them. Throws `CredentialError` when there is none.
   */
  async getToken(_scopes?: string | string[], options: GetTokenOptions = {}): Promise<AccessToken> {
    return this.#token.accessToken(options);
  }

  /** The token to send now; waits only when there is no valid one. Throws `CredentialError` when there is none. */
  async credential(options: CredentialOptions = {}): Promise<Credential> {
    return this.#token.credential(options);
  }

  /**
   * Drops a token that the endpoint has refused (401), and resolves with a new one. Where none can be fetched it
   * resolves with undefined, and the next call of `credential` throws the reason. A new token that is refused, too, is
   * not replaced for 30 to 60 seconds, so that a wrong role or audience does not double the traffic.
   */
  async refused(credential: Credential, options: CredentialOptions = {}): Promise<Credential | undefined> {
    return this.#token.refused(credential, options);
  }

  /** Reports that the endpoint has accepted the token. */
  accepted(credential: Credential): void {
    this.#token.accepted(credential);
  }
}

function checkedMode(acquisition: TokenAcquisition): TokenModeRow {
  const { version, authMode, scope } = acquisition ?? {};
  if (version !== 1) {
    throw invalidOption(
      "tokenAcquisition.version",
      `${JSON.stringify(version)} is not known`,
      "must be 1; give the output tokenAcquisition of a service with token authentication",
    );
  }
  const row = authModeRow(authMode);
  if (row === undefined || !hasTokens(row)) {
    const modes = authModes.filter(hasTokens).map(({ mode }) => JSON.stringify(mode));
    throw invalidOption(
      "tokenAcquisition.authMode",
      `${JSON.stringify(authMode)} is not known`,
      `must be ${modes.join(" or ")}`,
    );
  }
  assertScope("tokenAcquisition.scope", scope);
  return row;
}

function hasTokens(row: AuthModeRow): row is TokenModeRow {
  return row.token !== undefined && row.grant !== undefined;
}

/** For a token that Azure Resource Manager issues in exchange for one of Microsoft Entra. */
function exchangeContext(
  { token, grant }: TokenModeRow,
  acquisition: TokenAcquisition,
  audience: string,
  url: string,
  endpointName: string | undefined,
): ErrorContext {
  const endpoint = endpointName ?? decodeURI(new URL(url).pathname).replace(/\/token$/, "");
  const actions = acquisition.actions?.join(" and ") ?? shortAction(grant);
  const takeAgain = "take tokenAcquisition from the service's current outputs";
  return {
    credential: { name: token.name, source: endpoint },
    service: "Azure Resource Manager",
    audience,
    endpoint,
    remedies: {
      400: `the endpoint may have another authentication by now: ${takeAgain}`,
      401: `the given TokenCredential has to sign in to the endpoint's own tenant and cloud, for ${audience}`,
      403: `give the caller's identity a role with ${actions} on the endpoint, as ${grant.method} does; a new one counts after some minutes`,
      404: `the endpoint is gone or has another name: ${takeAgain}`,
    },
  };
}
