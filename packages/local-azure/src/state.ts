import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import type { ProcessIdentity } from "./toolchain/process-identity";
import type { ErrorBody } from "./arm/arm-error";
import type { GroupDefinition } from "./groups/model";
import { discard, Documents } from "./documents";
import { readJson, writeJson } from "./json-file";

/** Names in ARM are the same in any case, so all keys are lower case; the documents keep the spelling that was given. */
export interface GroupKey {
  subscriptionId: string;
  resourceGroup: string;
  name: string;
}

export interface ResourceGroupDocument {
  subscriptionId: string;
  name: string;
  location: string;
  tags?: Record<string, string>;
  provisioningState: "Succeeded" | "Deleting";
  operationId?: string;
}

export type Provisioning = "Pending" | "Creating" | "Updating" | "Deleting" | "Succeeded" | "Failed";

export interface GroupDocument extends GroupKey {
  definition: GroupDefinition;
  /** What the group is meant to do; written before anything is done, so that a new server can carry it on. */
  intent: "run" | "stop" | "delete";
  provisioningState: Provisioning;
  /** Rises with everything that restarts the containers: a container of an older generation has to go. */
  generation: number;
  /** The generation whose volumes and folders are on disk. */
  preparedGeneration: number;
  operationId?: string;
  /** The label that a reuse scope puts into the address. */
  dnsHash?: string;
  /** Where its containers ask for the tokens of its identities; chosen once. */
  identityPort?: number;
  /** When its containers were last started together: identities are late by then. */
  startedAt?: string;
  /** The principal of its system-assigned identity. */
  systemIdentity?: { principalId: string; clientId: string };
}

export interface ContainerEvent {
  count: number;
  firstTimestamp: string;
  lastTimestamp: string;
  name: string;
  message: string;
  type: "Normal" | "Warning";
}

export interface ContainerRuntime {
  generation: number;
  process?: ProcessIdentity;
  startTime?: string;
  exit?: { code: number; startTime?: string; finishTime: string };
  previousExit?: { code: number; startTime?: string; finishTime: string };
  restartCount: number;
  /** Why it waits: it has not been started yet, or it is backing off. */
  waiting?: string;
  ready: boolean;
  events: ContainerEvent[];
}

export interface OperationDocument {
  id: string;
  /** What is done; kinds that were defined are carried on by themselves after a kill, see arm/operations.ts. */
  kind: string;
  /** The ARM id of what is being worked on. */
  target: string;
  namespace: string;
  location: string;
  /** What the kind's work needs to know. */
  input?: unknown;
  /** The body of the result, once there is one. */
  result?: unknown;
  /** What a fault that was asked for makes of it. */
  fault?: "fails" | "hangs";
  status: "InProgress" | "Succeeded" | "Failed";
  startTime: string;
  endTime?: string;
  error?: ErrorBody;
}

/** Where everything lies. Only files: what is not here after a kill never happened. */
export class State {
  /** The resources of the providers that need no more than a JSON document each. */
  readonly documents: Documents;

  constructor(readonly folder: string) {
    this.documents = new Documents(folder);
  }

  get lockFolder(): string {
    return path.join(this.folder, "server.lock");
  }

  get serverFile(): string {
    return path.join(this.folder, "server.json");
  }

  get journalFile(): string {
    return path.join(this.folder, "requests.jsonl");
  }

  shareFolder(account: string, share: string): string {
    return path.join(this.folder, "files", account, share);
  }

  groupFolder(key: GroupKey): string {
    return path.join(this.resourceGroupFolder(key.subscriptionId, key.resourceGroup), "groups", lower(key.name));
  }

  containerFolder(key: GroupKey, container: string): string {
    return path.join(this.groupFolder(key), "containers", container);
  }

  volumeFolder(key: GroupKey, volume: string): string {
    return path.join(this.groupFolder(key), "volumes", volume);
  }

  logFile(key: GroupKey, container: string): string {
    return path.join(this.containerFolder(key, container), "output.log");
  }

  readResourceGroup(subscriptionId: string, name: string): ResourceGroupDocument | undefined {
    return readJson(path.join(this.resourceGroupFolder(subscriptionId, name), "resource-group.json"));
  }

  writeResourceGroup(document: ResourceGroupDocument): void {
    writeJson(
      path.join(this.resourceGroupFolder(document.subscriptionId, document.name), "resource-group.json"),
      document,
    );
  }

  removeResourceGroup(subscriptionId: string, name: string): void {
    discard(this.folder, this.resourceGroupFolder(subscriptionId, name));
  }

  resourceGroups(): ResourceGroupDocument[] {
    const root = path.join(this.folder, "subscriptions");
    return names(root).flatMap((subscription) =>
      names(path.join(root, subscription)).flatMap((name) => this.readResourceGroup(subscription, name) ?? []),
    );
  }

  readGroup(key: GroupKey): GroupDocument | undefined {
    return readJson(path.join(this.groupFolder(key), "group.json"));
  }

  writeGroup(document: GroupDocument): void {
    writeJson(path.join(this.groupFolder(document), "group.json"), document);
  }

  removeGroup(key: GroupKey): void {
    discard(this.folder, this.groupFolder(key));
  }

  groups(): GroupDocument[] {
    return this.resourceGroups().flatMap(({ subscriptionId, name }) =>
      names(path.join(this.resourceGroupFolder(subscriptionId, name), "groups")).flatMap(
        (group) => this.readGroup({ subscriptionId, resourceGroup: name, name: group }) ?? [],
      ),
    );
  }

  readRuntime(key: GroupKey, container: string): ContainerRuntime | undefined {
    return readJson(path.join(this.containerFolder(key, container), "runtime.json"));
  }

  writeRuntime(key: GroupKey, container: string, runtime: ContainerRuntime): void {
    writeJson(path.join(this.containerFolder(key, container), "runtime.json"), runtime);
  }

  /** The containers that left something on disk, also those that the definition no longer has. */
  containersOnDisk(key: GroupKey): string[] {
    return names(path.join(this.groupFolder(key), "containers"));
  }

  readOperation(id: string): OperationDocument | undefined {
    return /^[0-9a-f-]{36}$/.test(id) ? readJson(path.join(this.folder, "operations", `${id}.json`)) : undefined;
  }

  writeOperation(operation: OperationDocument): void {
    writeJson(path.join(this.folder, "operations", `${operation.id}.json`), operation);
  }

  operations(): OperationDocument[] {
    return names(path.join(this.folder, "operations")).flatMap((file) =>
      file.endsWith(".json") ? (this.readOperation(file.slice(0, -".json".length)) ?? []) : [],
    );
  }

  /** Removes what earlier deletions may have left. */
  emptyTrash(): void {
    rmSync(path.join(this.folder, "trash"), { recursive: true, force: true });
  }

  private resourceGroupFolder(subscriptionId: string, name: string): string {
    return path.join(this.folder, "subscriptions", lower(subscriptionId), lower(name));
  }
}

export function resourceGroupId(subscriptionId: string, name: string): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${name}`;
}

export function groupId(key: GroupKey): string {
  return (
    `${resourceGroupId(key.subscriptionId, key.resourceGroup)}` +
    `/providers/Microsoft.ContainerInstance/containerGroups/${key.name}`
  );
}

function lower(name: string): string {
  return name.toLowerCase();
}

function names(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}
