import { randomBytes } from "node:crypto";
import type { CheckFailure, Provider } from "../../providers/provider";
import type { Properties } from "../../providers/properties";
import { makeUrn, STACK_TYPE } from "../urn";
import { findAliased } from "./aliases";
import { create, remove, update, type Context } from "./change";
import { Deletions } from "./deletions";
import type { Hooks } from "./hooks";
import { ignoreChanges } from "./paths";
import { decide, dependentsToReplace, type Decision } from "./plan";
import { urnOf, type Providers } from "./providers";
import type { Registration } from "./registration";
import { makeStep, readOutputs, type Report } from "./report";
import { forProvider, likeInputs } from "./secrets";
import type { Snapshot } from "./snapshot";
import type { ResourceState } from "./state";

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
      const old = snapshot.find(urn) ?? findAliased(snapshot, registration, project, stack);
      return await this.bringAbout(urn, registration, old);
    } catch (error) {
      report.fail(error instanceof Error ? error.message : String(error), urn);
      this.stopped = true;
      throw new Stopped("resource monitor shut down");
    }
  }

  private async bringAbout(
    urn: string,
    registration: Registration,
    old: ResourceState | undefined,
  ): Promise<ResourceState> {
    const next = this.stateOf(urn, registration);
    const provider = next.custom ? this.context.providerOf(next) : undefined;
    if (old === undefined) {
      next.inputs = await this.check(next, registration.inputs, {}, provider);
      const step = makeStep(this.replaced.has(urn) ? "replace" : "create", urn);
      await this.parts.report.step(step, () => create(this.context, next, registration.hooks));
    } else {
      const wanted = ignoreChanges(old.inputs, registration.inputs, registration.ignoreChanges);
      next.inputs = await this.check(next, wanted, old.inputs, provider);
      await this.change(old, next, registration, wanted, provider);
    }
    this.parts.providers.configure(urn, next.type, next.inputs);
    return next;
  }

  private async change(
    old: ResourceState,
    next: ResourceState,
    registration: Registration,
    wanted: Properties,
    provider: Provider | undefined,
  ): Promise<void> {
    const { report, snapshot } = this.parts;
    const decision = await this.decide(old, next, provider);
    if (decision.kind === "same") {
      await report.step(makeStep("same", next.urn), async () => {
        Object.assign(next, { id: old.id, outputs: old.outputs });
        snapshot.settle(next, old);
      });
    } else if (decision.kind === "update") {
      const step = makeStep("update", next.urn, decision.changes);
      await report.step(step, () => update(this.context, old, next, registration.hooks));
    } else {
      // What was carried over from the old resource, such as a generated name, is made anew.
      next.inputs = await this.check(next, wanted, {}, provider);
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
    await remove(this.context, resource, this.replaced.has(resource.deletedWith));
    resource.pendingReplacement = true;
    this.parts.snapshot.save();
  }

  private async check(
    next: ResourceState,
    inputs: Properties,
    oldInputs: Properties,
    provider: Provider | undefined,
  ): Promise<Properties> {
    if (provider === undefined) {
      return inputs;
    }
    const { urn, type } = next;
    const name = urn.split("::").slice(3).join("::");
    const request = {
      urn,
      type,
      name,
      oldInputs: forProvider(provider, oldInputs),
      inputs: forProvider(provider, inputs),
      randomSeed: randomBytes(32),
    };
    const checked = await provider.check(request);
    if (checked.failures.length > 0) {
      throw new Error(checked.failures.map(describeFailure(name)).join("; "));
    }
    return likeInputs(checked.inputs, inputs);
  }

  private stateOf(urn: string, registration: Registration): ResourceState {
    const { hooks } = registration;
    return {
      urn,
      type: registration.type,
      custom: registration.custom,
      id: "",
      parent: registration.parent,
      provider: registration.provider === "" ? "" : this.known(registration.provider),
      inputs: {},
      outputs: {},
      dependencies: registration.dependencies,
      propertyDependencies: registration.propertyDependencies,
      protect: registration.protect,
      retainOnDelete: registration.retainOnDelete,
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

  private known(reference: string): string {
    if (this.parts.snapshot.current(urnOf(reference)) === undefined) {
      throw new Error(`the provider ${reference} was not registered`);
    }
    return reference;
  }
}

function describeFailure(name: string): (failure: CheckFailure) => string {
  return ({ property, reason }) => `resource '${name}' has a problem with "${property}": ${reason}`;
}
