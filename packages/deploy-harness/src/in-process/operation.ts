import type { Provider } from "../providers/provider";
import type { Properties } from "../providers/properties";
import { makeUrn, STACK_TYPE } from "../urn";
import { findAliased } from "./aliases";
import { create, remove, update, type Context } from "./change";
import { check } from "./check";
import { Deletions } from "./deletions";
import type { Hooks } from "./hooks";
import { importExisting, refuseToReplaceImported } from "./import";
import { ignoreChanges } from "./paths";
import { decide, dependentsToReplace, type Decision } from "./plan";
import { urnOf, type Providers } from "./providers";
import type { Registration } from "./registration";
import { makeStep, readOutputs, type Report } from "./report";
import type { Snapshot } from "./snapshot";
import { stateOf, type ResourceState } from "./state";

/** The operation has failed: nothing further is begun, as the engine stops where it is. */
export class Stopped extends Error {
  override readonly name = "Stopped";
}

export interface OperationParts {
  project: string;
  stack: string;
  preview: boolean;
  snapshot: Snapshot;
  providers: Providers;
  hooks: Hooks;
  report: Report;
}

/**
 * Turns registrations into steps, one after the other, in the order in which the program makes them. The engine runs
 * independent steps at the same time; here one failure therefore never leaves another step half done.
 */
export class Operation {
  private readonly context: Context;
  private readonly registered = new Set<string>();
  /** Replaced in this run, or deleted to be recreated. */
  private readonly replaced = new Set<string>();
  /** Packages of which something was registered, so that an engine has their default providers at hand. */
  private readonly packages = new Set<string>();
  private queue: Promise<unknown> = Promise.resolve();
  private stopped = false;
  private busy = 0;
  private lastActive = Date.now();

  constructor(private readonly parts: OperationParts) {
    const { preview, snapshot, hooks, providers } = parts;
    const providerOf = (resource: ResourceState) => providers.of(resource.type, resource.provider);
    this.context = { preview, snapshot, hooks, providerOf };
    for (const { urn, type, inputs } of snapshot.previous) {
      providers.configure(urn, type, inputs);
    }
  }

  register(registration: Registration): Promise<ResourceState> {
    return this.enqueue(() => this.carryOut(registration));
  }

  registerOutputs(urn: string, outputs: Properties): Promise<void> {
    return this.enqueue(async () => {
      const resource = this.parts.snapshot.current(urn);
      if (resource === undefined) {
        throw new Error(`outputs for ${urn}, which was not registered`);
      }
      resource.outputs = outputs;
      this.parts.snapshot.save();
      if (resource.type === STACK_TYPE) {
        this.parts.report.outputs = readOutputs(outputs);
      }
    });
  }

  /** The program has ended: what it no longer names goes, unless anything failed before. */
  finish(): Promise<void> {
    return this.enqueue(async () => {
      if (!this.parts.report.failed) {
        await new Deletions(this.context, this.parts.report).deleteUnregistered();
      }
    });
  }

  destroyAll(): Promise<void> {
    return this.enqueue(() => new Deletions(this.context, this.parts.report).deleteAll());
  }

  /** Milliseconds since anything was last asked for or done. */
  quietFor(): number {
    return this.busy > 0 ? 0 : Date.now() - this.lastActive;
  }

  private enqueue<T>(work: () => Promise<T>): Promise<T> {
    this.busy++;
    const next = this.queue.then(() => {
      if (this.stopped) {
        throw new Stopped("resource monitor shut down");
      }
      return work();
    });
    this.queue = next
      .catch(() => undefined)
      .finally(() => {
        this.busy--;
        this.lastActive = Date.now();
      });
    return next;
  }

  private async carryOut(registration: Registration): Promise<ResourceState> {
    const { project, stack, snapshot, report } = this.parts;
    const urn = makeUrn(project, stack, registration.parent, registration.type, registration.name);
    try {
      if (this.registered.has(urn)) {
        throw new Error(`Duplicate resource URN '${urn}'; try giving it a unique name`);
      }
      this.registered.add(urn);
      if (registration.custom) {
        this.packages.add(packageOf(registration.type));
      }
      const old = snapshot.find(urn) ?? findAliased(snapshot, registration, project, stack);
      return await this.bringAbout(urn, this.withInherited(registration), old);
    } catch (error) {
      report.fail(error instanceof Error ? error.message : String(error), urn);
      this.stopped = true;
      throw new Stopped("resource monitor shut down");
    }
  }

  /** What an engine hands down from a component to its children, beside what the SDK does (seen on the CLI, 3.260). */
  private withInherited(registration: Registration): Registration {
    const parent = this.parts.snapshot.current(registration.parent);
    return {
      ...registration,
      retainOnDelete: registration.retainOnDelete ?? parent?.retainOnDelete,
      deletedWith: registration.deletedWith || (parent?.deletedWith ?? ""),
    };
  }

  private async bringAbout(
    urn: string,
    registration: Registration,
    known: ResourceState | undefined,
  ): Promise<ResourceState> {
    const next = stateOf(urn, { ...registration, provider: this.known(registration.provider) });
    const provider = next.custom ? this.context.providerOf(next) : undefined;
    const imported = await importExisting(this.parts, next, registration, known, provider);
    const old = imported ?? known;
    if (old === undefined) {
      next.inputs = await check(next, registration.inputs, {}, provider);
      const step = makeStep(this.replaced.has(urn) ? "replace" : "create", urn);
      await this.parts.report.step(step, () => create(this.context, next, registration.hooks));
    } else {
      const wanted = ignoreChanges(old.inputs, registration.inputs, registration.ignoreChanges);
      next.inputs = await check(next, wanted, old.inputs, provider);
      await this.change(old, next, registration, provider, imported !== undefined);
    }
    this.parts.providers.configure(urn, next.type, next.inputs);
    return next;
  }

  private async change(
    old: ResourceState,
    next: ResourceState,
    registration: Registration,
    provider: Provider | undefined,
    imported: boolean,
  ): Promise<void> {
    const { report, snapshot } = this.parts;
    const decision = await this.decide(old, next, provider);
    if (decision.kind === "same" && imported) {
      Object.assign(next, { id: old.id, outputs: old.outputs });
      snapshot.settle(next, old);
    } else if (decision.kind === "same") {
      await report.step(makeStep("same", next.urn), async () => {
        Object.assign(next, { id: old.id, outputs: old.outputs });
        snapshot.settle(next, old);
      });
    } else if (decision.kind === "update") {
      const step = makeStep("update", next.urn, decision.changes);
      await report.step(step, () => update(this.context, old, next, registration.hooks));
    } else {
      refuseToReplaceImported(this.parts, registration, next.urn);
      // Nothing is carried over from the old resource: neither a generated name nor what changes were ignored of.
      next.inputs = await check(next, registration.inputs, {}, provider);
      await this.replace(old, next, registration, decision);
    }
  }

  private async decide(old: ResourceState, next: ResourceState, provider: Provider | undefined): Promise<Decision> {
    if (old.pendingReplacement) {
      return { kind: "replace", changes: {}, deleteBeforeReplace: true };
    }
    return decide(old, next, provider, this.replaced);
  }

  private async replace(
    old: ResourceState,
    next: ResourceState,
    { hooks, deleteBeforeReplace }: Registration,
    decision: Decision,
  ): Promise<void> {
    const { report, snapshot } = this.parts;
    if (old.protect) {
      throw new Error(
        `unable to replace resource "${old.urn}": it is protected; remove protect from the program first`,
      );
    }
    this.replaced.add(next.urn);
    const step = makeStep("replace", next.urn, decision.changes, decision.reason);
    await report.step(step, async () => {
      if (old.pendingReplacement) {
        return create(this.context, next, hooks, { gone: old });
      }
      if (!(deleteBeforeReplace ?? decision.deleteBeforeReplace)) {
        return create(this.context, next, hooks, { superseded: old });
      }
      const unregistered = snapshot.previous.filter(({ urn }) => urn === old.urn || !this.registered.has(urn));
      const dependents = await dependentsToReplace(old, unregistered, this.context.providerOf);
      for (const resource of [old, ...dependents].reverse()) {
        await this.makeRoom(resource);
      }
      return create(this.context, next, hooks, { gone: old });
    });
  }

  /** Deletes what will be created again, and remembers that it will be until that has happened. */
  private async makeRoom(resource: ResourceState): Promise<void> {
    if (resource.pendingReplacement) {
      return;
    }
    if (resource.protect) {
      throw new Error(`unable to replace resource "${resource.urn}", which goes with another: it is protected`);
    }
    this.replaced.add(resource.urn);
    this.requireProviderOf(resource);
    await remove(this.context, resource, this.replaced.has(resource.deletedWith));
    resource.pendingReplacement = true;
    this.parts.snapshot.save();
  }

  /**
   * An engine meets a default provider with the first resource of its package that the program registers; it cannot
   * delete anything of that package earlier (seen on the CLI, 3.260, with these words).
   */
  private requireProviderOf({ urn, type, provider }: ResourceState): void {
    if (provider === "" && !this.packages.has(packageOf(type))) {
      throw new Error(
        `unknown provider for resource ${urn}: it goes before the program has registered anything of the package ` +
          `"${packageOf(type)}"; what it goes with has to depend on something of that package`,
      );
    }
  }

  private known(reference: string): string {
    if (reference !== "" && this.parts.snapshot.current(urnOf(reference)) === undefined) {
      throw new Error(`the provider ${reference} was not registered`);
    }
    return reference;
  }
}

function packageOf(type: string): string {
  return type.split(":")[0] ?? "";
}
