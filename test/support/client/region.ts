import type { AccessToken, GetTokenOptions, TokenAcquisition, TokenCredential } from "../../../src/client";
import type { FakeClock } from "./fake-clock";

/** What a service does with the next requests. */
export type Behaviour =
  | { readonly kind: "well"; readonly delayMs?: number }
  | { readonly kind: "status"; readonly status: number; readonly retryAfterSeconds?: number; readonly delayMs?: number }
  | { readonly kind: "reset"; readonly delayMs?: number }
  | { readonly kind: "hang" };

export const well: Behaviour = { kind: "well" };

export const acquisition: TokenAcquisition = {
  version: 1,
  authMode: "AMLToken",
  scope: "https://management.azure.com/.default",
  audience: "https://management.azure.com",
  url: "https://management.azure.com/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w/onlineEndpoints/score/token?api-version=2025-12-01",
  actions: [
    "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/read",
    "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/token/action",
  ],
};
export const entraAcquisition: TokenAcquisition = {
  version: 1,
  authMode: "AADToken",
  scope: "https://ml.azure.com/.default",
  audience: "https://ml.azure.com",
  actions: ["Microsoft.MachineLearningServices/workspaces/onlineEndpoints/score/action"],
};

export interface RegionSettings {
  readonly lifeMs: number;
  readonly refreshAfterMs?: number;
  /** Whether answers carry the service's time of day. */
  readonly hasDate?: boolean;
}

/** Microsoft Entra and Azure Resource Manager of one region, as a caller meets them, on a test's own time. */
export class Region {
  /** What Entra does, and what Azure Resource Manager does. */
  entra: Behaviour = well;
  arm: Behaviour = well;
  /** When each token was fetched, and when it ends, in true time. */
  readonly tokens = new Map<string, { readonly at: number; readonly end: number }>();
  /** When fetches began, in true time. */
  readonly fetches: number[] = [];
  readonly entraOptions: (GetTokenOptions | undefined)[] = [];
  under = 0;
  mostUnder = 0;
  private issued = 0;

  constructor(
    readonly clock: FakeClock,
    readonly settings: RegionSettings,
  ) {}

  /** A `TokenCredential` as that of an application. */
  readonly credential: TokenCredential = {
    getToken: (_scopes, options) => {
      this.fetches.push(this.clock.real);
      this.entraOptions.push(options);
      return this.counted(async () => {
        const status = await this.behave(this.entra, options?.abortSignal as AbortSignal | undefined);
        if (status !== 200) {
          throw Object.assign(new Error(`AADSTS: ${status}`), { name: "AuthenticationError" });
        }
        return this.entraToken();
      });
    },
  };

  readonly fetch = ((_url: string, init: RequestInit) =>
    this.counted(async () => {
      const behaviour = this.arm;
      const status = await this.behave(behaviour, init.signal ?? undefined);
      const headers: Record<string, string> = { "x-ms-request-id": "request-1" };
      if (this.settings.hasDate ?? true) {
        headers.date = new Date(Math.floor(this.clock.real / 1000) * 1000).toUTCString();
      }
      if (behaviour.kind === "status" && behaviour.retryAfterSeconds !== undefined) {
        headers["retry-after"] = String(behaviour.retryAfterSeconds);
      }
      if (status !== 200) {
        return new Response(JSON.stringify({ error: { code: "Broken", message: "not now" } }), { status, headers });
      }
      const { lifeMs, refreshAfterMs } = this.settings;
      const { token, end } = this.issue("aml");
      const seconds = (ms: number) => Math.floor(ms / 1000);
      return Response.json(
        {
          accessToken: token,
          expiryTimeUtc: seconds(end),
          ...(refreshAfterMs === undefined ? {} : { refreshAfterTimeUtc: seconds(end - lifeMs + refreshAfterMs) }),
        },
        { headers },
      );
    })) as typeof fetch;

  /** Whether a token is still good, in true time. */
  isValid(token: string): boolean {
    const known = this.tokens.get(token);
    return known !== undefined && this.clock.real < known.end;
  }

  private entraToken(): AccessToken {
    const { token } = this.issue("entra");
    const { lifeMs, refreshAfterMs } = this.settings;
    // Entra says how long, and the library adds it to its own time of day.
    const now = this.clock.wallNow();
    return {
      token,
      expiresOnTimestamp: now + lifeMs,
      ...(refreshAfterMs === undefined ? {} : { refreshAfterTimestamp: now + refreshAfterMs }),
    };
  }

  private issue(kind: string): { token: string; end: number } {
    const token = `${kind}-token-${++this.issued}`;
    // Whole seconds, as the service counts.
    const end = Math.floor((this.clock.real + this.settings.lifeMs) / 1000) * 1000;
    this.tokens.set(token, { at: this.clock.real, end: kind === "aml" ? end : this.clock.real + this.settings.lifeMs });
    return { token, end };
  }

  private async behave(behaviour: Behaviour, signal: AbortSignal | undefined): Promise<number> {
    if (behaviour.kind === "hang" || behaviour.delayMs) {
      await this.wait(behaviour.kind === "hang" ? undefined : behaviour.delayMs, signal);
    }
    if (behaviour.kind === "reset") {
      throw new TypeError("fetch failed", {
        cause: Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }),
      });
    }
    return behaviour.kind === "status" ? behaviour.status : 200;
  }

  private wait(ms: number | undefined, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = ms === undefined ? undefined : this.clock.setTimer(resolve, ms);
      signal?.addEventListener("abort", () => {
        cancel?.();
        reject(signal.reason as Error);
      });
    });
  }

  private async counted<T>(work: () => Promise<T>): Promise<T> {
    this.mostUnder = Math.max(this.mostUnder, ++this.under);
    try {
      return await work();
    } finally {
      this.under--;
    }
  }
}
