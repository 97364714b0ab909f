import type { PendingOperation, ResourceState, StateFile } from "./state";

/**
 * The state while an operation runs: what this run has settled, followed by what it has not come to yet. That is also
 * what is written after each step, so that a failed or killed run loses nothing.
 */
export class Snapshot {
  private readonly settled: ResourceState[] = [];
  private readonly olds: ResourceState[];
  private readonly done = new Set<ResourceState>();
  private readonly pending = new Set<PendingOperation>();
  private readonly leftBehind: PendingOperation[];

  constructor(
    private readonly file: StateFile,
    /** A preview changes nothing on disk. */
    private readonly persistent: boolean,
  ) {
    const state = file.read();
    this.olds = state.resources;
    this.leftBehind = state.pending;
  }

  /** What an earlier run left, in the order of creation. */
  get previous(): readonly ResourceState[] {
    return this.olds;
  }

  /** Operations that an earlier run began and, being killed, never ended. */
  get interrupted(): readonly PendingOperation[] {
    return this.leftBehind;
  }

  find(urn: string): ResourceState | undefined {
    return this.olds.find((old) => old.urn === urn && !old.delete && !this.done.has(old));
  }

  current(urn: string): ResourceState | undefined {
    return this.settled.find((resource) => resource.urn === urn);
  }

  /** Fails after a kill: what was still queued then must not happen, because nobody would know of it. */
  begin(kind: PendingOperation["kind"], resource: ResourceState): PendingOperation {
    if (this.file.isClosed) {
      throw new Error("the operation was killed");
    }
    const operation = { kind, resource };
    this.pending.add(operation);
    this.save();
    return operation;
  }

  /** The operation ended, well or not; whatever it changed is recorded by the calls before this one. */
  end(operation: PendingOperation): void {
    this.pending.delete(operation);
    this.save();
  }

  /** Something that existed before and is in the state from now on; it is still to be settled. */
  adopt(resource: ResourceState): void {
    this.olds.push(resource);
    this.save();
  }

  /** `resource` is the state of this run; `instead` is what it was before, unless that is still to be deleted. */
  settle(resource: ResourceState, instead?: ResourceState): void {
    this.settled.push(resource);
    if (instead !== undefined) {
      this.done.add(instead);
    }
    this.save();
  }

  remove(resource: ResourceState): void {
    this.done.add(resource);
    const index = this.settled.indexOf(resource);
    if (index >= 0) {
      this.settled.splice(index, 1);
    }
    this.save();
  }

  /** All resources, in an order in which each stands after those it depends on. */
  resources(): ResourceState[] {
    return [...this.settled, ...this.olds.filter((old) => !this.done.has(old))];
  }

  save(): void {
    if (this.persistent) {
      const pending = [...this.leftBehind, ...this.pending];
      this.file.write({ version: 1, resources: this.resources(), pending });
    }
  }
}
