import type * as pulumi from "@pulumi/pulumi";

import type { ArmClient } from "../../../azure/arm-client";
import { AuthMode } from "../../../contract/auth-mode";
import { bySlot, type BySlot, type Slot } from "../../../contract/key-slots";
import type { Acceptance } from "../../../keys/acceptance";
import { installInOrder, type KeyPipeline } from "../../../keys/pipeline";
import { tryResolve } from "../../../pulumi/output-value";
import { creationOf, type EndpointResource } from "../endpoint";
import { acceptedKey } from "./accepted";
import { keyInForce } from "./in-force";
import { installation } from "./installation";
import { type EndpointKeys, keysInForce } from "./requests";

export interface EndpointKeysOptions {
  readonly endpoint: EndpointResource;
  /** What was written last: a rewrite may have brought other keys. */
  readonly settings: pulumi.CustomResource;
  /** Differs when the authentication was put back that somebody had changed by hand. */
  readonly restored: pulumi.Output<string | undefined>;
  /** Of the attempts to switch the authentication: a mode that comes back after a failure may come with other keys. */
  readonly attempt: pulumi.Output<string>;
  readonly authMode: AuthMode;
  /** A connection that keeps secrets to itself. */
  readonly connect: (...secrets: string[]) => Promise<ArmClient>;
  /** How the endpoint is found to accept a new key; absent where nobody waits for that. */
  readonly acceptance: (() => Promise<Acceptance>) | undefined;
}

/** The keys of an endpoint as its callers may use them. */
export interface EndpointKeyChildren {
  /** The pipeline from here on: with the keys that Azure says are in force. */
  readonly pipeline: KeyPipeline;
  readonly installations: BySlot<pulumi.CustomResource>;
  /** What has to be there before a slot's key is told to anybody. */
  readonly ready: BySlot<pulumi.CustomResource>;
}

/**
 * One slot after the other is rotated where its number moves, read, and accepted, before the next one is touched: Azure
 * refuses two regenerations at once, and whatever fails later leaves the earlier slot's key known.
 */
export function endpointKeys(pipeline: KeyPipeline, options: EndpointKeysOptions): EndpointKeyChildren {
  const { endpoint, settings, restored, attempt, authMode, connect, acceptance } = options;
  const hasKeys = authMode === AuthMode.Key;
  const known = new KnownKeys(() => readAll(endpoint, connect));
  const children = installInOrder(pipeline, (slot, earlier?: SlotChildren) => {
    const installed = installation(pipeline, slot, {
      ...{ endpoint, attempt, authMode, connect, dependsOn: [settings], after: earlier?.ready },
      regenerated: (which, key) => known.replaced(which, key),
    });
    if (!hasKeys) {
      return { installed, ready: installed, key: pipeline.keys[slot] };
    }
    const inForce = keyInForce(pipeline, slot, {
      installation: installed,
      renewedBy: { created: creationOf(endpoint), attempt, settings: settings.id, restored },
      read: (which) => known.key(which),
    });
    const ready = acceptance ? acceptedKey(pipeline, slot, { endpoint, inForce, connect, acceptance }) : inForce.record;
    return { installed, ready, key: inForce.key };
  });
  return {
    pipeline: {
      ...pipeline,
      keys: bySlot((slot) => children[slot].key),
      ...(pipeline.vault === undefined ? {} : { vault: { ...pipeline.vault, isFrozen: !hasKeys } }),
    },
    installations: bySlot((slot) => children[slot].installed),
    ready: bySlot((slot) => children[slot].ready),
  };
}

interface SlotChildren {
  readonly installed: pulumi.CustomResource;
  readonly ready: pulumi.CustomResource;
  readonly key: pulumi.Output<string>;
}

async function readAll(endpoint: EndpointResource, connect: () => Promise<ArmClient>): Promise<EndpointKeys> {
  return keysInForce(await connect(), String((await tryResolve(endpoint.id))?.value));
}

/** What this run has learned of the keys: Azure is asked once, and again after a key was replaced without being read. */
class KnownKeys {
  private readonly regenerated = new Map<Slot, string>();
  private asked: Promise<EndpointKeys> | undefined;

  constructor(private readonly ask: () => Promise<EndpointKeys>) {}

  replaced(slot: Slot, key: string | undefined): void {
    this.asked = undefined;
    if (key !== undefined) {
      this.regenerated.set(slot, key);
    }
  }

  async key(slot: Slot): Promise<string> {
    return this.regenerated.get(slot) ?? (await (this.asked ??= this.ask()))[slot];
  }
}
