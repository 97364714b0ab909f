import path from "node:path";
import type { IncomingMessage, ServerResponse } from "node:http";
import { exchange, type Watch } from "../arm/exchange";
import { checkShape, integer, object, oneOf } from "../arm/shape";
import { badRequest } from "../arm/arm-error";
import { readJson, writeJson } from "../json-file";
import { groupId, type GroupDocument } from "../state";
import type { Certificates } from "../tls/certificates";
import { trustFileOf } from "../tls/trust";
import { freePort } from "../ports";
import { MetadataHost } from "./metadata-host";
import { identityNotFound, knownPath, type TokenRequests } from "./token-requests";

export const beforehand = ["refused", "silence", "not-found"] as const;

/** How late identities are, and what a container meets before: seen on Azure are all three. */
export interface Lateness {
  /** From the start of a group's containers until its identities answer. */
  startMs: number;
  /** A refused connection, no answer at all, or "Identity not found" (400). Default: refused. */
  until: (typeof beforehand)[number];
}

export interface HostServices {
  folder: string;
  tokens: TokenRequests;
  certificates: () => Promise<Certificates>;
  watch: Watch;
  startMs: number;
}

const latenessShape = object({ startMs: integer, until: oneOf(...beforehand) }, ["startMs"]);

/**
 * The metadata service of each container group that has an identity. On Azure it has one address everywhere and knows
 * by the network who asks; here each group has a port of its own, which its containers are told in the variable that
 * Microsoft's clients go by.
 */
export class MetadataHosts {
  private readonly hosts = new Map<string, MetadataHost>();
  private lateness: Lateness;

  constructor(private readonly services: HostServices) {
    this.lateness = readJson<Lateness>(this.file) ?? { startMs: services.startMs, until: "refused" };
  }

  /** What a control request sets, from now on and for the groups that run. */
  setLateness(body: unknown): Lateness {
    checkShape(latenessShape, body ?? {});
    const { startMs, until = "refused" } = body as { startMs: number; until?: Lateness["until"] };
    if (startMs < 0) {
      throw badRequest("InvalidLateness", "startMs must not be negative.", "startMs");
    }
    this.lateness = { startMs, until };
    writeJson(this.file, this.lateness);
    this.hosts.forEach((host) => host.settle());
    return this.lateness;
  }

  getLateness(): Lateness {
    return this.lateness;
  }

  /** The port of a group that has none yet. */
  newPort(): Promise<number> {
    return freePort();
  }

  /** Answers the containers of a group, from the time on that its identities are there. */
  async serve(group: GroupDocument): Promise<void> {
    const key = groupId(group).toLowerCase();
    const host = this.hosts.get(key) ?? this.newHost(group);
    this.hosts.set(key, host);
    await host.settle();
  }

  async end(group: GroupDocument): Promise<void> {
    const key = groupId(group).toLowerCase();
    const host = this.hosts.get(key);
    this.hosts.delete(key);
    await host?.close();
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.hosts.values()].map((host) => host.close()));
    this.hosts.clear();
  }

  /** What the containers of a group are told: where their identities are, and whom to trust. */
  async environment({ identityPort }: GroupDocument): Promise<Record<string, string>> {
    const certificates = await this.services.certificates();
    const trusted = trustFileOf(certificates);
    return {
      AZURE_POD_IDENTITY_AUTHORITY_HOST: `http://127.0.0.1:${identityPort}`,
      CURL_CA_BUNDLE: trusted,
      SSL_CERT_FILE: trusted,
      REQUESTS_CA_BUNDLE: trusted,
      NODE_EXTRA_CA_CERTS: certificates.caFile,
    };
  }

  private newHost(group: GroupDocument): MetadataHost {
    return new MetadataHost({
      port: group.identityPort ?? 0,
      log: this.services.watch.log,
      opensAt: () => this.readyAt(group),
      listensBefore: () => this.lateness.until !== "refused",
      answer: (incoming, outgoing, origin) => this.exchange(group, incoming, outgoing, origin),
    });
  }

  private readyAt({ startedAt }: GroupDocument): number {
    return (startedAt === undefined ? 0 : Date.parse(startedAt)) + this.lateness.startMs;
  }

  private exchange(
    group: GroupDocument,
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    origin: string,
  ): Promise<void> {
    const { tokens, watch } = this.services;
    return exchange(incoming, outgoing, origin, watch, {
      known: (sent) => knownPath(group, sent),
      respond: (message, _text, place) => {
        if (Date.now() < this.readyAt(group)) {
          return this.lateness.until === "silence" ? "silence" : identityNotFound();
        }
        return tokens.answer(group, place, message.headers["metadata"]);
      },
    });
  }

  private get file(): string {
    return path.join(this.services.folder, "identity-lateness.json");
  }
}
