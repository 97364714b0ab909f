import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

import { checkedArgs, refuseProblems } from "./inputs";
import { WebserviceKeysArgs } from "./keys/args";
import { rotationRecord } from "./keys/record";
import { Slot, webserviceKeysRule } from "./keys/rules";

const componentType = "azureml-webservice:index:WebserviceKeys";

/**
 * The primary and the secondary key of a service, generated in the program, each rotated by raising its number. Used by
 * the services of this package, and usable alone for a service of another kind.
 *
 * A key has 43 letters and digits: 256 bits. It stands in the state as a secret only.
 */
export class WebserviceKeys extends pulumi.ComponentResource {
  /** The primary key, secret. */
  public readonly primaryKey: pulumi.Output<string>;
  /** The secondary key, secret. */
  public readonly secondaryKey: pulumi.Output<string>;

  /**
   * @param name The component's name; its children are named after it.
   * @param args Rotation numbers and initial keys; all problems in them are reported at once, before anything exists.
   * @param opts Pulumi's options for components.
   */
  constructor(name: string, args: WebserviceKeysArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    refuseProblems("WebserviceKeys", name, webserviceKeysRule, args);
    super(componentType, name, {}, opts);
    const { rotation, initial } = checkedArgs(this, "WebserviceKeys", name, webserviceKeysRule, args);
    const numbers = { primary: rotation?.primary ?? 1, secondary: rotation?.secondary ?? 1 };

    const record = rotationRecord(name, numbers, this);
    const key = (slot: Slot) => slotKey(this, `${name}-${slot}`, numbers[slot], initial?.[slot], record);

    this.primaryKey = key("primary");
    this.secondaryKey = key("secondary");
    this.registerOutputs({ primaryKey: this.primaryKey, secondaryKey: this.secondaryKey });
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
    { parent, dependsOn: [record] },
  );
  if (initial === undefined) {
    return pulumi.secret(generated.result);
  }
  if (typeof number === "number") {
    return pulumi.secret(number === 1 ? initial : generated.result);
  }
  return pulumi.secret(
    pulumi.all([number, initial, generated.result]).apply(([n, given, made]) => (n === 1 ? given : made)),
  );
}
