import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Properties, Value } from "../providers/properties";
import { Cipher } from "./cipher";
import type { Registration } from "./registration";

/** What is remembered of a resource between runs; field by field what the engine keeps, as far as it is used here. */
export interface ResourceState {
  urn: string;
  type: string;
  custom: boolean;
  id: string;
  parent: string;
  /** `urn::id` of an explicit provider; empty for the default one. */
  provider: string;
  inputs: Properties;
  outputs: Properties;
  dependencies: string[];
  propertyDependencies: Record<string, string[]>;
  protect: boolean;
  retainOnDelete: boolean;
  deletedWith: string;
  replaceWith: string[];
  replaceOnChanges: string[];
  ignoreChanges: string[];
  replacementTrigger: Value;
  additionalSecretOutputs: string[];
  /** Names of the hooks that run around a deletion, which happens when the program no longer names the resource. */
  deleteHooks: { before: string[]; after: string[] };
  /** It exists, but did not come up: the next run updates it. */
  initError: string;
  /** A replacement exists; this one is still to be deleted. */
  delete: boolean;
  /** Deleted to make room; the replacement is still to be created. */
  pendingReplacement: boolean;
  /** Read, not managed. */
  external: boolean;
}

export interface PendingOperation {
  kind: "creating" | "updating" | "deleting";
  resource: ResourceState;
}

export interface StackState {
  version: 1;
  resources: ResourceState[];
  /** Operations that had begun when this was written. They stay only when the engine was killed. */
  pending: PendingOperation[];
}

/** What a registration makes of a resource before anything is known of its inputs. */
export function stateOf(urn: string, registration: Registration): ResourceState {
  const { hooks } = registration;
  return {
    urn,
    type: registration.type,
    custom: registration.custom,
    id: "",
    parent: registration.parent,
    provider: registration.provider,
    inputs: {},
    outputs: {},
    dependencies: registration.dependencies,
    propertyDependencies: registration.propertyDependencies,
    protect: registration.protect,
    retainOnDelete: registration.retainOnDelete ?? false,
    deletedWith: registration.deletedWith,
    replaceWith: registration.replaceWith,
    replaceOnChanges: registration.replaceOnChanges,
    ignoreChanges: registration.ignoreChanges,
    replacementTrigger: registration.replacementTrigger,
    additionalSecretOutputs: registration.additionalSecretOutputs,
    deleteHooks: { before: hooks.beforeDelete, after: hooks.afterDelete },
    initError: "",
    delete: false,
    pendingReplacement: false,
    external: false,
  };
}

/** The state on disk, replaced as a whole each time, so that a kill leaves the old or the new one, never a half. */
export class StateFile {
  readonly path: string;
  private readonly cipher: Cipher;
  private closed = false;

  constructor(stateDir: string, project: string, stack: string) {
    this.path = join(stateDir, `${project}.${stack}.json`);
    this.cipher = new Cipher(join(stateDir, "state.key"));
  }

  read(): StackState {
    if (!existsSync(this.path)) {
      return { version: 1, resources: [], pending: [] };
    }
    const document = JSON.parse(readFileSync(this.path, "utf8")) as Value;
    return this.cipher.decrypt(document) as unknown as StackState;
  }

  write(state: StackState): void {
    if (this.closed) {
      return;
    }
    const text = JSON.stringify(this.cipher.encrypt(state as unknown as Value), undefined, 2);
    const fresh = `${this.path}.new`;
    const file = openSync(fresh, "w", 0o600);
    writeSync(file, text);
    fsyncSync(file);
    closeSync(file);
    renameSync(fresh, this.path);
  }

  /** From now on nothing is written: the operation was killed. */
  close(): void {
    this.closed = true;
  }

  get isClosed(): boolean {
    return this.closed;
  }
}
