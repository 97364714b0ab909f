import { randomUUID } from "node:crypto";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { parseScoringPath, type ScoringAddress } from "./address";
import { answers, modelAnswer, type Answer } from "./answers";
import { refusal, type TokenChecks } from "./credentials";
import { forward, forwardedHeaders } from "./forward";
import type { ComputeType, ServedDeployment, ServedEndpoint, ServedSettings } from "./served";
import { MirrorTurns, WeightedTurns } from "./traffic";

// Managed: Microsoft, "Manage and increase quotas for Azure Machine Learning", maximum payload of online endpoints.
// Kubernetes: the limit that the same router had for v1 services ("Deploy a model to AKS", 100 MB).
const maxBodyBytes: Record<ComputeType, number> = { Managed: 1.5 * 1024 * 1024, Kubernetes: 100 * 1024 * 1024 };

/** A copy for a mirror is carried on, also when its client has its answer. */
const forever = new AbortController().signal;

const deploymentHeader = "azureml-model-deployment";

export interface RouterServices {
  find(address: ScoringAddress): ServedEndpoint | undefined;
  checks: TokenChecks;
  log: (line: string) => void;
}

interface Turns {
  live: WeightedTurns;
  mirror: MirrorTurns;
}

/** What stands before the deployments of all endpoints: checks credentials, shares out traffic, limits it. */
export class ScoringRouter {
  private readonly server = http.createServer((incoming, outgoing) => void this.answer(incoming, outgoing));
  private readonly turns = new WeakMap<ServedSettings, Turns>();
  private port = 0;

  constructor(private readonly services: RouterServices) {
    // Clients keep connections for as long as they like; the default of 5 s makes them meet a closed one.
    this.server.keepAliveTimeout = 65_000;
  }

  /** Port 0 means any free one. */
  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(port, "127.0.0.1", resolve);
    });
    this.port = (this.server.address() as AddressInfo).port;
    return this.port;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async close(): Promise<void> {
    await new Promise((resolve) => {
      this.server.close(resolve);
      this.server.closeAllConnections();
    });
  }

  private async answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    // Azure replaces the client's own by a GUID of its own (Microsoft, "Troubleshoot online endpoints", tracing).
    const requestId = randomUUID();
    const gone = new AbortController();
    outgoing.once("close", () => gone.abort());
    let answer: Answer;
    try {
      answer = await this.handle(incoming, requestId, gone.signal);
    } catch (error) {
      // Never the request: its headers hold a credential.
      this.services.log(`scoring request ${requestId} failed: ${(error as Error).message}`);
      answer = { status: 500, headers: {}, body: Buffer.from("Internal server error") };
    }
    incoming.resume(); // what was not read, so that the connection can be used again
    outgoing.writeHead(answer.status, {
      ...answer.headers,
      "x-request-id": requestId,
      "content-length": answer.body.length,
    });
    outgoing.end(answer.body);
  }

  private async handle(incoming: IncomingMessage, requestId: string, gone: AbortSignal): Promise<Answer> {
    const url = new URL(incoming.url ?? "/", this.origin);
    const address = parseScoringPath(url.pathname);
    const endpoint = address && this.services.find(address);
    if (endpoint === undefined) {
      return answers.noEndpoint();
    }
    const { settings, computeType } = endpoint;
    const denied = await refusal({ id: endpoint.id, settings }, incoming.headers.authorization, this.services.checks);
    if (denied !== undefined) {
      return answers.denied(denied);
    }
    const wanted = incoming.headers[deploymentHeader];
    const name = typeof wanted === "string" ? wanted : this.turnsOf(settings).live.next();
    const deployment = name === undefined ? undefined : endpoint.deployment(name);
    if (deployment === undefined) {
      return answers.noDeployment();
    }
    const body = await readBody(incoming, maxBodyBytes[computeType]);
    if (body === undefined) {
      return answers.tooLarge(maxBodyBytes[computeType]);
    }
    const request = {
      method: incoming.method ?? "GET",
      path: `${address?.what === "swagger.json" ? "/swagger.json" : deployment.scoringPath}${url.search}`,
      headers: {
        ...forwardedHeaders(incoming.headers, "authorization", "host", "content-length", "expect", deploymentHeader),
        "x-request-id": requestId,
      },
      body,
    };
    const copy = wanted === undefined ? this.turnsOf(settings).mirror.next() : undefined;
    const mirrored = copy === undefined ? undefined : endpoint.deployment(copy);
    if (mirrored !== undefined && address?.what === "score") {
      void score(mirrored, computeType, { ...request, path: `${mirrored.scoringPath}${url.search}` }, forever);
    }
    const answer = await score(deployment, computeType, request, gone);
    return { ...answer, headers: { ...answer.headers, [deploymentHeader]: deployment.name } };
  }

  /** Turns begin anew with each change of the settings. */
  private turnsOf(settings: ServedSettings): Turns {
    let turns = this.turns.get(settings);
    if (turns === undefined) {
      turns = { live: new WeightedTurns(settings.traffic), mirror: new MirrorTurns(settings.mirrorTraffic) };
      this.turns.set(settings, turns);
    }
    return turns;
  }
}

async function score(
  deployment: ServedDeployment,
  type: ComputeType,
  request: Pick<Parameters<typeof forward>[1], "method" | "path" | "headers" | "body">,
  signal: AbortSignal,
): Promise<Answer> {
  const admitted = await deployment.admission.enter(signal);
  if (admitted !== "admitted") {
    return admitted === "too many" ? answers.tooMany(type) : answers.waitedTooLong(type);
  }
  try {
    const timeoutMs = deployment.requestTimeoutMs;
    const outcome = await forward(() => deployment.readyInstances(), { ...request, timeoutMs, signal });
    switch (outcome) {
      case "no instance":
        return answers.noInstance();
      case "crashed":
        return answers.crashed(type);
      case "timeout":
      case "left": // nobody is there to read it
        return answers.timeout(type);
      default:
        return modelAnswer(type, outcome.status, outcome.headers, outcome.body);
    }
  } finally {
    deployment.admission.leave();
  }
}

/** The whole body; undefined when it is larger than `limit`. */
async function readBody(incoming: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= limit) {
      chunks.push(chunk);
    }
  }
  return size <= limit ? Buffer.concat(chunks) : undefined;
}
