import { amlToken } from "./aml-token";
import { failure, Subject, Transport } from "./azure-request";
import { ClientClock, systemClock } from "../internal/clock";
import { Credential, CredentialOptions, CredentialSource } from "./credential";
import { entraToken } from "./entra-token";
import { CredentialError, CredentialErrorCode } from "./credential-error";
import { CredentialHooks, fetchTeller, tell } from "./credential-events";
import { Fresh, Renewal } from "./refreshing-value";
import { duration, invalid, secureUrl } from "../internal/secure-url";
import type { TokenAcquisition } from "./token-acquisition";
import type { AccessToken, GetTokenOptions, TokenCredential } from "./token-credential";
import { schedule } from "./token-lifetime";

export interface EndpointTokenCredentialOptions extends CredentialHooks {
  /** How errors name the endpoint, such as its scoring URI. Default: with `AMLToken` its resource id. */
  readonly endpoint?: string;
  /** How requests are sent. Default: the global `fetch`. */
  readonly fetch?: typeof fetch;
  /** How long before its end a token is used no more: it has to arrive. Default: 5000, and at most a tenth of its life. */
  readonly skewMs?: number;
  /** How long Microsoft Entra, and then Azure, may each take. Default: 30000. */
  readonly timeoutMs?: number;
  /** For tests. Default: the machine's clocks. */
  readonly clock?: ClientClock;
  /** For tests: from 0 up to 1. Default: `Math.random`. */
  readonly random?: () => number;
}

/** A token in use. */
interface Token {
  readonly credential: Credential;
  readonly access: AccessToken;
}

/**
 * The tokens of one endpoint: of Azure ML with `AMLToken`, of Microsoft Entra with `AADToken`. It is a
 * `TokenCredential` itself, so that Azure's own clients can send them, and what `ScoringClient` takes.
 *
 * A token is fetched once for all who ask, and the next one in the background from the time that Azure names, or a
 * tenth of its life before its end (5 minutes at most). While Azure cannot be reached, a token serves until its end.
 *
 * Throws `CredentialError` where the settings do not fit.
 */
export class EndpointTokenCredential implements TokenCredential, CredentialSource {
  readonly #renewal: Renewal<Token>;
  readonly #clock: ClientClock;
  readonly #random: () => number;
  readonly #hooks: CredentialHooks;
  readonly #entra: TokenCredential;
  readonly #scope: string;
  readonly #url: string | undefined;
  readonly #transport: Transport;
  readonly #subject: Subject;
  readonly #skewMs: number;
  /** The last one that was refused: it may come again. */
  #lastRefused: Credential | undefined;
  /** No new token for a refused one before it, on the even clock. */
  #notRefusedBefore = -Infinity;

  /**
   * @param acquisition the service's output `tokenAcquisition`
   * @param credential who asks: any credential of `@azure/identity`
   */
  constructor(
    acquisition: TokenAcquisition,
    credential: TokenCredential,
    options: EndpointTokenCredentialOptions = {},
  ) {
    const { authMode, scope, url } = checked(acquisition);
    if (typeof credential?.getToken !== "function") {
      throw invalid("credential", "has no getToken", "must be a TokenCredential, such as one of @azure/identity");
    }
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? Math.random;
    this.#hooks = options;
    this.#entra = credential;
    this.#scope = scope;
    this.#url = authMode === "AMLToken" ? secureUrl("tokenAcquisition.url", url).href : undefined;
    this.#skewMs = duration("skewMs", options.skewMs, 5000, 0);
    this.#transport = {
      fetch: options.fetch ?? ((...request) => fetch(...request)),
      clock: this.#clock,
      timeoutMs: duration("timeoutMs", options.timeoutMs, 30_000),
    };
    this.#subject = subjectOf(acquisition, this.#url, options.endpoint);
    this.#renewal = new Renewal((claims) => this.#fetch(claims), {
      clock: this.#clock,
      random: this.#random,
      told: fetchTeller(options, this.#subject.credential),
    });
  }

  /** The endpoint's token. It is the same for every scope that is asked for: whose it is was said at the beginning. */
  async getToken(_scopes?: string | string[], options: GetTokenOptions = {}): Promise<AccessToken> {
    const { access } = await this.#renewal.get(options.abortSignal, options.claims || undefined);
    return { ...access };
  }

  async credential({ signal }: CredentialOptions = {}): Promise<Credential> {
    return (await this.#renewal.get(signal)).credential;
  }

  /**
   * As the interface says. Where a new token cannot be fetched there is none, and the next call of `credential` says
   * why. A new token that is refused, too, has no successor for 30 to 60 seconds, so that a wrong role or audience does
   * not double the traffic.
   */
  async refused(credential: Credential, { signal }: CredentialOptions = {}): Promise<Credential | undefined> {
    const held = this.#renewal.value;
    if (held?.credential === credential) {
      const now = this.#clock.elapsed();
      if (now < this.#notRefusedBefore) {
        // Its successor was refused, too, so the next one would be: no second request for each.
        return undefined;
      }
      this.#notRefusedBefore = now + 30_000 * (1 + this.#random());
      this.#lastRefused = credential;
      this.#renewal.drop(held);
      tell(this.#hooks, { type: "refused", credential: credential.description });
    }
    let next: Credential;
    try {
      next = await this.credential({ signal });
    } catch (error) {
      if (error instanceof CredentialError) {
        return undefined;
      }
      throw error;
    }
    return next === credential ? undefined : next;
  }

  accepted(credential: Credential): void {
    if (this.#renewal.value?.credential === credential) {
      this.#notRefusedBefore = -Infinity;
    }
  }

  async #fetch(claims?: string): Promise<Fresh<Token>> {
    const asked = [this.#transport, this.#subject, claims] as const;
    const given = await (this.#url === undefined
      ? entraToken(this.#entra, this.#scope, ...asked)
      : amlToken(this.#entra, this.#scope, this.#url, ...asked));
    const now = this.#clock.now();
    const lifeMs = given.expiresOnTimestamp - now;
    if (!(lifeMs > 0)) {
      throw failure(this.#subject, CredentialErrorCode.InvalidAnswer, "gave a token that is over already", {
        remedy: "see that this machine's clock is right",
      });
    }
    const { refreshAfterTimestamp } = given;
    const times = schedule(lifeMs, refreshAfterTimestamp && refreshAfterTimestamp - now, this.#skewMs, this.#random());
    const known = [this.#renewal.value?.credential, this.#lastRefused].find((one) => one?.is(given.token));
    return {
      ...times,
      value: {
        // The same token again is the same credential: it may have been refused.
        credential: known ?? new Credential(given.token, this.#subject.credential),
        access: {
          token: given.token,
          expiresOnTimestamp: given.expiresOnTimestamp,
          refreshAfterTimestamp: Math.round(now + times.refreshInMs),
          tokenType: "Bearer",
        },
      },
    };
  }
}

function checked(acquisition: TokenAcquisition): TokenAcquisition {
  const { version, authMode, scope } = acquisition ?? {};
  if (version !== 1) {
    throw invalid(
      "tokenAcquisition.version",
      `${JSON.stringify(version)} is not known`,
      "must be 1; give the output tokenAcquisition of a service with token authentication",
    );
  }
  if (authMode !== "AMLToken" && authMode !== "AADToken") {
    throw invalid(
      "tokenAcquisition.authMode",
      `${JSON.stringify(authMode)} is not known`,
      'must be "AMLToken" or "AADToken"',
    );
  }
  if (typeof scope !== "string" || scope === "") {
    throw invalid(
      "tokenAcquisition.scope",
      "is missing",
      "must be a scope such as https://management.azure.com/.default",
    );
  }
  return acquisition;
}

function subjectOf(acquisition: TokenAcquisition, url: string | undefined, named: string | undefined): Subject {
  const audience = acquisition.audience ?? acquisition.scope.replace(/\/\.default$/, "");
  if (url === undefined) {
    return {
      credential: { name: "token of Microsoft Entra", source: audience },
      service: "Microsoft Entra",
      audience,
      endpoint: named,
      remedies: {},
    };
  }
  const endpoint = named ?? decodeURI(new URL(url).pathname).replace(/\/token$/, "");
  const actions = acquisition.actions?.join(" and ") ?? "onlineEndpoints/token/action";
  const anew = "take tokenAcquisition from the service's outputs of now";
  return {
    credential: { name: "token of Azure ML", source: endpoint },
    service: "Azure Resource Manager",
    audience,
    endpoint,
    remedies: {
      400: `the endpoint may have another authentication by now: ${anew}`,
      401: `the given TokenCredential has to sign in to the endpoint's own tenant and cloud, for ${audience}`,
      403: `give the caller's identity a role with ${actions} on the endpoint, as grantTokenAccess does; a new one counts after some minutes`,
      404: `the endpoint is gone or has another name: ${anew}`,
    },
  };
}
