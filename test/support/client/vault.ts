import type { TokenCredential } from "../../../src/client";
import { type Behaviour, well } from "./region";
import type { FakeClock } from "./fake-clock";

/** A vault with the keys of a service, and the service that knows them. */
export class Vault {
  behaviour: Behaviour = well;
  /** By secret, what goes wrong with it alone. */
  readonly refusals = new Map<string, { readonly status: number; readonly body: unknown }>();
  readonly reads: { readonly at: number; readonly secret: string }[] = [];
  readonly values = new Map<string, string>();
  under = 0;
  mostUnder = 0;
  entraTokens = 0;
  /** Tokens below this number are refused. */
  entraTokensFrom = 0;
  scopes: (string | string[])[] = [];

  constructor(readonly clock: FakeClock) {}

  readonly credential: TokenCredential = {
    getToken: async (scope) => {
      this.scopes.push(scope);
      const token = `entra-token-${++this.entraTokens}`;
      return { token, expiresOnTimestamp: this.clock.wallNow() + 3_600_000 };
    },
  };

  readonly fetch = (async (address: string, init: RequestInit) => {
    const url = new URL(address);
    const secret = url.pathname.replace("/secrets/", "");
    this.reads.push({ at: this.clock.real, secret });
    this.mostUnder = Math.max(this.mostUnder, ++this.under);
    try {
      return await this.answer(secret, init);
    } finally {
      this.under--;
    }
  }) as typeof fetch;

  private async answer(secret: string, init: RequestInit): Promise<Response> {
    const { behaviour } = this;
    if (behaviour.kind === "hang" || behaviour.delayMs) {
      await new Promise<void>((resolve, reject) => {
        if (behaviour.kind !== "hang") {
          this.clock.setTimer(resolve, behaviour.delayMs!);
        }
        init.signal?.addEventListener("abort", () => reject(init.signal!.reason as Error));
      });
    }
    if (behaviour.kind === "reset") {
      throw new TypeError("fetch failed", { cause: new Error("read ECONNRESET") });
    }
    const headers = { "x-ms-request-id": "vault-request-1" };
    const failure = behaviour.kind === "status" ? { status: behaviour.status, body: {} } : this.refusals.get(secret);
    if (failure) {
      return Response.json(failure.body, { status: failure.status, headers });
    }
    const number = Number(/\d+$/.exec(new Headers(init.headers).get("authorization") ?? "")?.[0]);
    if (number < this.entraTokensFrom) {
      return Response.json(
        { error: { code: "Unauthorized", message: "AKV10022: Invalid audience" } },
        { status: 401, headers },
      );
    }
    const value = this.values.get(secret);
    return value === undefined
      ? Response.json({ error: { code: "SecretNotFound", message: "not found" } }, { status: 404, headers })
      : Response.json(
          { value, id: `https://v.vault.azure.net/secrets/${secret}/1`, attributes: { enabled: true } },
          { headers },
        );
  }
}
