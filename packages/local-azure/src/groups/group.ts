import { rmSync } from "node:fs";
import { isAlive } from "../toolchain/process-identity";
import type { Toolchain } from "../toolchain";
import type { ErrorBody } from "../arm/arm-error";
import type { Operations } from "../arm/operations";
import type { MetadataHosts } from "../identities/metadata-hosts";
import { Container } from "../runner/container";
import { prepareVolumes } from "../runner/file-system";
import { endProcess } from "../runner/process";
import { StartError } from "../runner/start-error";
import type { GroupDocument, Provisioning, State } from "../state";

export interface GroupServices {
  state: State;
  operations: Operations;
  toolchain: () => Promise<Toolchain>;
  /** Where the containers get tokens for the group's identities. */
  metadata: MetadataHosts;
  log: (line: string) => void;
}

/**
 * One container group and what is done to it. Each change is written down as an intent first; `carryOut` then makes it
 * true and may be begun again from any point, so a server that was killed carries on where it was.
 */
export class Group {
  private containers: Container[] = [];
  private work: Promise<void> = Promise.resolve();
  private closing = false;

  constructor(
    readonly document: GroupDocument,
    private readonly services: GroupServices,
  ) {}

  get isTransitioning(): boolean {
    return !["Succeeded", "Failed"].includes(this.document.provisioningState);
  }

  /** Azure's word for the whole: documented for `instanceView.state`. */
  get stateWord(): "Pending" | "Running" | "Stopped" | "Succeeded" | "Failed" {
    const { intent, provisioningState } = this.document;
    if (intent === "stop") {
      return "Stopped";
    }
    if (provisioningState === "Failed") {
      return "Failed";
    }
    if (this.containers.length > 0 && this.containers.every((container) => container.isTerminated)) {
      return this.containers.every((container) => container.runtime.exit?.code === 0) ? "Succeeded" : "Failed";
    }
    return this.containers.some((container) => container.isRunning) ? "Running" : "Pending";
  }

  /** All containers have ended for good, by themselves. */
  get isTerminated(): boolean {
    return this.document.provisioningState === "Succeeded" && ["Succeeded", "Failed"].includes(this.stateWord);
  }

  container(name: string): Container | undefined {
    return this.containers.find((container) => container.name === name);
  }

  /** Writes a change down; what it asks for is done by `carryOut`. */
  intend(change: Partial<GroupDocument>): void {
    Object.assign(this.document, change);
    this.save();
  }

  /** After a server's start: whatever was under way goes on, whatever ran is taken over or started again. */
  resume(): Promise<void> {
    return this.isTransitioning ? this.carryOut() : this.queue(() => this.revive());
  }

  carryOut(): Promise<void> {
    return this.queue(async () => {
      const fate = await this.services.operations.turn(this.document.operationId);
      if (fate === "stop") {
        return;
      }
      try {
        if (fate) {
          throw new StartError(fate.code, fate.message);
        }
        await this.steps[this.document.intent]();
      } catch (error) {
        await this.fail(error as Error);
      }
    });
  }

  /** Lets go of the containers or ends them; the documents stay as they are, for the next start. */
  async close(keepContainers: boolean): Promise<void> {
    this.closing = true;
    await this.work;
    await Promise.all(this.containers.map((container) => (keepContainers ? container.release() : container.stop())));
  }

  private readonly steps = {
    run: async () => {
      await this.endOtherGenerations();
      this.createContainers();
      await this.prepare();
      await this.serveIdentities();
      await this.startContainers();
      this.finish("Succeeded");
    },
    stop: async () => {
      await this.endOtherGenerations();
      this.createContainers();
      await Promise.all(this.containers.map((container) => container.stop()));
      await this.services.metadata.end(this.document);
      this.finish("Succeeded");
    },
    delete: async () => {
      await this.endOtherGenerations(true);
      await this.services.metadata.end(this.document);
      this.services.state.removeGroup(this.document);
      this.services.operations.end(this.document.operationId);
      this.services.log(`container group ${this.document.name}: deleted`);
    },
  };

  private queue(task: () => Promise<void>): Promise<void> {
    this.work = this.work
      .then(() => (this.closing ? undefined : task()))
      .catch((error: Error) => this.services.log(`${this.document.name}: ${error.stack ?? error.message}`));
    return this.work;
  }

  /** Ends every process of the group that is not of the current generation, also of containers it no longer has. */
  private async endOtherGenerations(all = false): Promise<void> {
    const { state } = this.services;
    const { generation, definition } = this.document;
    const names = definition.properties.containers.map(({ name }) => name);
    const old = state.containersOnDisk(this.document).filter((name) => {
      const runtime = state.readRuntime(this.document, name);
      return all || runtime?.generation !== generation || !names.includes(name);
    });
    await Promise.all(
      old.map(async (name) => {
        await this.container(name)?.stop();
        const recorded = state.readRuntime(this.document, name)?.process;
        if (recorded && isAlive(recorded)) {
          await endProcess(recorded);
        }
      }),
    );
    this.containers = this.containers.filter(({ name }) => !old.includes(name));
    for (const name of old.filter((name) => !names.includes(name))) {
      rmSync(state.containerFolder(this.document, name), { recursive: true, force: true });
    }
  }

  private createContainers(): void {
    const { definition, generation } = this.document;
    const { state, toolchain } = this.services;
    const services = {
      state,
      toolchain,
      platform: async () => (this.hasIdentities ? this.services.metadata.environment(this.document) : {}),
    };
    const policy = definition.properties.restartPolicy ?? "Always";
    this.containers = definition.properties.containers.map(
      (container) =>
        this.container(container.name) ?? new Container(services, this.document, container, policy, generation),
    );
  }

  private get hasIdentities(): boolean {
    return (this.document.definition.identity?.type ?? "None") !== "None";
  }

  /** Before the containers start: what they are told is where to ask, not that there is an answer already. */
  private async serveIdentities(): Promise<void> {
    const { metadata } = this.services;
    if (!this.hasIdentities) {
      await metadata.end(this.document);
      return;
    }
    const { identityPort = await metadata.newPort(), startedAt } = this.document;
    const goesOn = startedAt !== undefined && this.containers.some((container) => container.isRunning);
    this.intend({ identityPort, startedAt: goesOn ? startedAt : new Date().toISOString() });
    await metadata.serve(this.document);
  }

  private async prepare(): Promise<void> {
    const { generation, preparedGeneration, definition } = this.document;
    if (preparedGeneration === generation) {
      return;
    }
    const volumes = definition.properties.volumes ?? [];
    prepareVolumes(this.services.state, this.document, volumes);
    this.containers.forEach((container) => container.prepare(volumes));
    this.intend({ preparedGeneration: generation });
  }

  private async startContainers(): Promise<void> {
    for (const container of this.containers) {
      if (this.closing) {
        return;
      }
      await container.start();
    }
  }

  private async revive(): Promise<void> {
    const { intent, provisioningState } = this.document;
    const runs = intent === "run" && provisioningState === "Succeeded";
    await this.endOtherGenerations(!runs);
    this.createContainers();
    if (!runs) {
      return;
    }
    await this.serveIdentities();
    for (const container of this.containers) {
      await container.start().catch((error: Error) => this.services.log(`${this.document.name}: ${error.message}`));
    }
  }

  private async fail(error: Error): Promise<void> {
    const reason: ErrorBody =
      error instanceof StartError
        ? { code: error.code, message: `Container group '${this.document.name}': ${error.message}` }
        : { code: "InternalServerError", message: error.message };
    // What does run would only keep ports from the next attempt.
    await Promise.all(this.containers.map((container) => container.stop()));
    this.finish("Failed", reason);
  }

  private finish(provisioningState: Provisioning, error?: ErrorBody): void {
    if (this.closing) {
      return; // half done: the next server carries it on
    }
    // First the resource, then the operation: a client that sees the operation's end reads the resource next.
    this.intend({ provisioningState });
    this.services.operations.end(this.document.operationId, error);
    const { intent, name } = this.document;
    this.services.log(
      error
        ? `container group ${name}: failed: ${error.message}`
        : `container group ${name}: ${intent === "run" ? "running" : "stopped"}`,
    );
  }

  private save(): void {
    this.services.state.writeGroup(this.document);
  }
}
