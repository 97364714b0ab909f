import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

import { validatedArgs, assertValid } from "./validation";
import type { WebserviceKeysArgs } from "./keys/args";
import { keyDefaults } from "./keys/defaults";
import { installInVault, keyPipeline, publishReferences } from "./keys/pipeline";
import { rotationNumbers, rotationRecord } from "./keys/rotation-stash";
import type { KeyReferences } from "./contract/key-references";
import { webserviceKeysRule } from "./keys/rules";
import { withSecretNames } from "./keys/secret-names";
import type { Slot } from "./contract/key-slots";
import { withStash } from "./pulumi/version";

const componentType = "azureml-webservice:index:WebserviceKeys";

/**
 * The primary and the secondary key of a service, generated in the program, each rotated by raising its number. Used by
 * the services of this package, and usable alone for a service of another kind.
 *
 * A key has 43 letters and digits: 256 bits. It stands in the state as a secret only, and with `vault` in Key Vault.
 *
 * Children (their names and types do not change): `<name>-rotation`, `<name>-primary`, `<name>-secondary`, and with
 * `vault` `<name>-primary-secret`, `<name>-secondary-secret` and `<name>-active-secret`.
 *
 * An update that would replace both keys is refused. Used alone and without a vault, the component knows of no place
 * where the keys are installed, so it compares with what was deployed last, even if what came after it failed; and
 * whether the service accepts a new key before `active` names it, it cannot ask.
 */
export class WebserviceKeys extends pulumi.ComponentResource {
  /** The primary key, secret. */
  public readonly primaryKey: pulumi.Output<string>;
  /** The secondary key, secret. */
  public readonly secondaryKey: pulumi.Output<string>;
  /** Where callers find the keys in Key Vault; absent without `vault`. */
  public readonly keyReferences: pulumi.Output<KeyReferences | undefined>;

  /**
   * @param name The component's name; its children are named after it.
   * @param args Rotation numbers and initial keys; all problems in them are reported at once, before anything exists.
   * @param opts Pulumi's options for components.
   */
  constructor(name: string, args: WebserviceKeysArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    const given = withSecretNames(args, name);
    assertValid("WebserviceKeys", name, webserviceKeysRule, given);
    super(componentType, name, {}, withStash(opts));
    const checked = validatedArgs(this, "WebserviceKeys", name, webserviceKeysRule, given);
    const numbers = rotationNumbers(checked.rotation);

    const record = rotationRecord(name, checked.rotation, this);
    const key = (slot: Slot) => slotKey(this, `${name}-${slot}`, numbers[slot], checked.initial?.[slot], record);

    this.primaryKey = key("primary");
    this.secondaryKey = key("secondary");
    const { rotation, vault } = checked;
    const pipeline = keyPipeline(this, { name, service: name, keys: this, rotation, vault });
    this.keyReferences = pipeline.vault
      ? publishReferences(pipeline.vault, pipeline.keys, installInVault(pipeline, pipeline.vault))
      : pulumi.output(undefined);
    this.registerOutputs({
      primaryKey: this.primaryKey,
      secondaryKey: this.secondaryKey,
      keyReferences: this.keyReferences,
    });
  }
}

function slotKey(
  parent: WebserviceKeys,
  name: string,
  number: pulumi.Input<number>,
  initial: pulumi.Input<string> | undefined,
  record: pulumi.Resource,
): pulumi.Output<string> {
  // Every option is spelled out: a changed default of the generator would rotate the keys of every service.
  // RandomBytes will not do: its id is the value itself, in clear in state and previews.
  const generated = new random.RandomPassword(
    name,
    {
      length: 43,
      upper: true,
      lower: true,
      numeric: true,
      special: false,
      minUpper: 0,
      minLower: 0,
      minNumeric: 0,
      minSpecial: 0,
      keepers: { number: pulumi.output(number).apply(String) },
    },
    // A rotation replaces it, under a protected component, too.
    { parent, dependsOn: [record], protect: false },
  );
  if (initial === undefined) {
    return pulumi.secret(generated.result);
  }
  if (typeof number === "number") {
    return pulumi.secret(number === keyDefaults.rotationNumber ? initial : generated.result);
  }
  return pulumi.secret(
    pulumi
      .all([number, initial, generated.result])
      .apply(([n, given, made]) => (n === keyDefaults.rotationNumber ? given : made)),
  );
}
