import { randomUUID } from "node:crypto";
import http from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import path from "node:path";

import type { TokenAcquisition, TokenCredential } from "../../../src/client";
import { LocalAzureControl, type NewPrincipal } from "@azureml-webservice/local-azure/control";
import type { Documents } from "@azureml-webservice/local-azure/documents";
import { Entra } from "@azureml-webservice/local-azure/entra/entra";
import type { EndpointDocument } from "@azureml-webservice/local-azure/ml/online/endpoint-document";
import type { Fleets } from "@azureml-webservice/local-azure/ml/online/fleets";
import { ServedEndpoints } from "@azureml-webservice/local-azure/ml/online/served-endpoints";
import { Admission } from "@azureml-webservice/local-azure/ml/scoring/admission";
import { AmlTokens } from "@azureml-webservice/local-azure/ml/scoring/aml-tokens";
import { ScoringRouter } from "@azureml-webservice/local-azure/ml/scoring/router";
import type { ServedDeployment } from "@azureml-webservice/local-azure/ml/scoring/served";
import { State } from "@azureml-webservice/local-azure/state";
import { subscriptionId } from "@azureml-webservice/local-azure/testing/arm-client";
import { endpointBody, OnlineClient } from "@azureml-webservice/local-azure/testing/online";
import type { Fixture } from "@azureml-webservice/local-azure/testing/use-local-azure";

const roles = {
  dataScientist: "f6c7c914-8db3-469d-8ca1-694a8f32e121",
  reader: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
  secretsUser: "4633458b-17de-408a-b874-0445c86b69e6",
};

/**
 * Endpoints of local Azure with the real router in front of a model that answers at once: thousands of requests cost
 * nothing but what is tested. Keys and tokens are those that Azure Resource Manager knows and gives.
 */
export class AzureStage {
  readonly online: OnlineClient;
  readonly control: LocalAzureControl;
  readonly #served: ServedEndpoints;
  readonly #documents: Documents;
  readonly #router: ScoringRouter;
  readonly #model = http.createServer((request, response) => {
    request.resume().on("end", () => response.writeHead(200, { "content-type": "application/json" }).end("[1]"));
  });

  constructor(private readonly local: Fixture) {
    this.online = new OnlineClient(local.arm);
    this.control = new LocalAzureControl(local.server.url);
    this.#documents = new State(local.stateDir).documents;
    const deployment: ServedDeployment = {
      name: "blue",
      scoringPath: "/score",
      requestTimeoutMs: 60_000,
      admission: new Admission(() => ({ atOnce: 1000, waiting: Infinity, waitMs: 60_000 })),
      readyInstances: () => [{ port: (this.#model.address() as AddressInfo).port, inFlight: 0 }],
    };
    const fleets: Pick<Fleets, "find"> = { find: () => deployment as ReturnType<Fleets["find"]> };
    this.#served = new ServedEndpoints(this.#documents, fleets as Fleets);
    const tokens = new AmlTokens(new Entra(local.stateDir, () => local.server.url), 0);
    this.#router = new ScoringRouter({
      find: (address) => this.#served.find(address),
      checks: {
        amlToken: (token, id) => tokens.isFor(token, id),
        entraToken: () => Promise.resolve(false),
      },
      log: (line) => process.stdout.write(`${line}\n`),
    });
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#model.listen(0, "127.0.0.1", resolve));
    await this.#router.listen(0);
    await this.online.prepare();
  }

  async close(): Promise<void> {
    await this.#router.close();
    this.#model.closeAllConnections();
    await new Promise((resolve) => this.#model.close(resolve));
  }

  /** An endpoint through Azure Resource Manager; answers its address at the router. */
  async endpoint(name: string, authMode: string): Promise<string> {
    const id = this.online.endpoint(name);
    const { properties } = await this.online.put(id, endpointBody({ authMode }));
    this.#take(id);
    return this.#router.origin + new URL(properties.scoringUri as string).pathname;
  }

  /** What the service's output `tokenAcquisition` says. */
  acquisition(name: string): TokenAcquisition {
    return {
      version: 1,
      authMode: "AMLToken",
      scope: "https://management.azure.com/.default",
      audience: "https://management.azure.com",
      url: `${this.local.server.url}${this.online.endpoint(name)}/token?api-version=2025-12-01`,
      actions: ["Microsoft.MachineLearningServices/workspaces/onlineEndpoints/token/action"],
    };
  }

  /** How often a token of Azure ML was asked for. */
  async tokenRequests(): Promise<unknown[]> {
    const asked = await this.control.requests();
    return asked.filter(
      ({ method, path: asking }) =>
        method === "POST" && asking.endsWith("/token") && asking.includes("/onlineEndpoints/"),
    );
  }

  /** An application with a role. */
  async application(role: keyof typeof roles, scope: string): Promise<Application> {
    const principal = await this.control.createPrincipal("caller");
    const { principalId } = principal;
    const roleDefinitionId = `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${roles[role]}`;
    const { status, body } = await this.local.arm.send(
      "PUT",
      `${scope}/providers/Microsoft.Authorization/roleAssignments/${randomUUID()}?api-version=2022-04-01`,
      { properties: { roleDefinitionId, principalId, principalType: "ServicePrincipal" } },
    );
    if (status !== 201) {
      throw new Error(JSON.stringify(body));
    }
    return new Application(this.local.server.url, principal);
  }

  /** Replaces a key as the components do it, and returns the one that Azure made. */
  async regenerate(name: string, keyType: "Primary" | "Secondary"): Promise<string> {
    const id = this.online.endpoint(name);
    const { status, body } = await this.online.done("POST", `${id}/regenerateKeys`, { keyType });
    if (status >= 300) {
      throw new Error(JSON.stringify(body));
    }
    this.#take(id);
    const keys = (await this.online.send("POST", `${id}/listKeys`)).body as Record<string, string>;
    return keys[`${keyType.toLowerCase()}Key`] ?? "";
  }

  /** Lets the router go by what an endpoint now is; to be called when an operation on it has ended. */
  #take(id: string): void {
    const document = this.#documents.read<EndpointDocument>(id)!;
    this.#served.put({ ...document, serving: { ...document.serving, traffic: { blue: 100 } } });
  }
}

/** An application as it signs in to Entra, over HTTP. */
export class Application implements TokenCredential {
  asked = 0;

  constructor(
    private readonly url: string,
    private readonly principal: NewPrincipal,
  ) {}

  async getToken(scopes: string | string[]) {
    this.asked++;
    const { tenantId, clientId, clientSecret } = this.principal;
    const form = { grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret };
    const answer = await fetch(`${this.url}/${tenantId}/oauth2/v2.0/token`, {
      method: "POST",
      body: new URLSearchParams({ ...form, scope: [scopes].flat().join(" ") }),
    });
    const { access_token: token, expires_in: seconds } = (await answer.json()) as Record<string, never>;
    return { token: String(token), expiresOnTimestamp: Date.now() + Number(seconds) * 1000 };
  }
}

/** The platform's `fetch`, so many at once: one connection for each would be more than a process may have. */
export function atOnce(most: number): typeof fetch {
  const waiting: (() => void)[] = [];
  let under = 0;
  return async (...request) => {
    if (under === most) {
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      under++;
    }
    try {
      return await fetch(...request);
    } finally {
      const next = waiting.shift();
      if (next === undefined) {
        under--;
      } else {
        next();
      }
    }
  };
}

/** A `fetch` that trusts an authority of one's own, for which the platform's would have to be started anew. */
export function trusting(ca: string): typeof fetch {
  return (input, init = {}) =>
    new Promise((resolve, reject) => {
      const headers = Object.fromEntries(new Headers(init.headers));
      const request = https.request(String(input), { method: init.method, headers, ca }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => resolve(new Response(Buffer.concat(chunks), { status: response.statusCode })));
      });
      request.on("error", reject);
      request.end();
    });
}

export const caFileOf = (local: Fixture) => path.join(local.stateDir, "tls", "ca.pem");
