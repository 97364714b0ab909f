import * as pulumi from "@pulumi/pulumi";

import { ArmError } from "../../azure/arm-error";
import { ArmClient } from "../../azure/arm-client";
import { AuthMode } from "../../contract/auth-mode";
import { Acceptance, awaitAcceptance } from "../../keys/acceptance";
import { Guarded } from "../../keys/secrets";
import { Slot } from "../../contract/key-slots";
import { resourceHooks } from "../../pulumi/hooks";
import { unwrapHookInput } from "../../pulumi/hook-inputs";
import { stashWithHooks } from "../../pulumi/stash";
import { creationOf, EndpointResource } from "./endpoint";
import { apiVersion, nameIn, readEndpoint, stateInWords } from "./endpoint-state";

export interface InstallationParts {
  readonly component: pulumi.Resource;
  readonly endpoint: EndpointResource;
  /** Of the attempts to switch the authentication: a mode that comes back after a failure may come without its keys. */
  readonly attempt: pulumi.Output<string>;
  readonly authMode: AuthMode;
  /** A connection that keeps secrets to itself. */
  readonly connect: (...secrets: string[]) => Promise<ArmClient>;
  /** The other slot among them: Azure refuses two regenerations at once. */
  readonly dependsOn: pulumi.Resource[];
  readonly guarded: Guarded;
  /** How the endpoint is found to accept a new key; nothing where nobody waits for that. */
  readonly acceptance: (() => Promise<Acceptance>) | undefined;
}

/** What is recorded of a slot. The number says in a preview what changes; the key is a secret. */
interface Installation {
  readonly endpoint: string;
  readonly slot: Slot;
  readonly number: number;
  readonly authMode: string;
  readonly key: string;
}

/**
 * Puts the program's key into a slot of the endpoint, by `regenerateKeys`, which azure-native has no resource for. The
 * hook comes before the record, so that a failure leaves the record as it was and the next run tries again, with the
 * same key. So the record says what is installed, and the guard goes by it. Without key authentication only the record
 * is written; once it is back, so are the keys.
 */
export function installedKey(
  name: string,
  slot: Slot,
  number: pulumi.Input<number>,
  key: pulumi.Output<string>,
  { component, endpoint, attempt, authMode, connect, dependsOn, guarded, acceptance }: InstallationParts,
): pulumi.CustomResource {
  const install: pulumi.ResourceHookFunction = async ({ oldInputs, newInputs }) => {
    const before = (await unwrapHookInput(oldInputs?.input)) as Partial<Installation> | undefined;
    const wanted = (await unwrapHookInput(newInputs?.input)) as Installation;
    if (before !== undefined && differ(before, wanted)) {
      const change = { slot, from: numberIn(before.number), to: numberIn(wanted.number) };
      guarded.guard.admit(change, await guarded.allowed(), pulumi.runtime.isDryRun());
    }
    if (!pulumi.runtime.isDryRun() && wanted.authMode === AuthMode.Key) {
      const arm = await connect(wanted.key);
      await installKey(arm, wanted);
      if (acceptance !== undefined) {
        await acceptedByEndpoint(arm, wanted, await acceptance(), component);
      }
    }
  };
  return stashWithHooks(
    `${name}-${slot}-key`,
    { endpoint: endpoint.id, created: creationOf(endpoint), attempt, slot, number, authMode, key: pulumi.secret(key) },
    {
      parent: component,
      dependsOn: [endpoint, ...dependsOn],
      // A new endpoint of the same name has the same id, and keys of its own: nothing here would differ.
      replaceWith: [endpoint],
      hooks: resourceHooks(`${name}-${slot}-key`, { beforeCreate: install, beforeUpdate: install, inPreviews: true }),
    },
  );
}

/** Another number, or under the same number another key, such as an initial one that was given or taken away. */
function differ(before: Partial<Installation>, wanted: Installation): boolean {
  const known = typeof before.key === "string" && typeof wanted.key === "string";
  return before.number !== wanted.number || (known && before.key !== wanted.key);
}

function numberIn(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** Answers of a router or a gateway that is overloaded or ill, perhaps before it has looked at the key. */
const unclear = [407, 408, 429, 500, 502, 503, 504];

/**
 * Asked is the OpenAPI description, which costs no prediction. What else is answered but 401 and 403 comes from behind
 * the authentication (how-to-troubleshoot-online-endpoints).
 */
async function acceptedByEndpoint(
  arm: ArmClient,
  { endpoint, slot, number, key }: Installation,
  acceptance: Acceptance,
  component: pulumi.Resource,
): Promise<void> {
  const question = async () => {
    const { swaggerUri, scoringUri } = (await readEndpoint(arm, endpoint)).properties;
    return { url: String(swaggerUri ?? scoringUri) };
  };
  const judge = (status: number) =>
    [401, 403].includes(status) ? "refused" : unclear.includes(status) ? "unclear" : "accepted";
  await awaitAcceptance(acceptance, { slot, number, key, question, judge }, (line, isWarning) => {
    void (isWarning ? pulumi.log.warn(line, component) : pulumi.log.info(line, component));
  });
}

const keyTypes: Readonly<Record<Slot, string>> = { primary: "Primary", secondary: "Secondary" };

async function installKey(arm: ArmClient, { endpoint, slot, number, key }: Installation): Promise<void> {
  try {
    await arm.post(`${endpoint}/regenerateKeys`, apiVersion, { keyType: keyTypes[slot], keyValue: key });
  } catch (error) {
    if (!(error instanceof ArmError)) {
      throw error;
    }
    throw new Error(
      `could not install the ${slot} key (number ${number}) on the endpoint "${nameIn(endpoint)}": ${error.message}; ` +
        `${await stateInWords(arm, endpoint)}, and its ${slot} key may be the old or the new one, the other key is as it was; ` +
        "deploy again to install the same key",
    );
  }
}
