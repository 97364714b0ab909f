import * as pulumi from "@pulumi/pulumi";
import { RandomId } from "@pulumi/random";

import { stableJson } from "../../pulumi/stable-json";

/**
 * A few random digits, others whenever what is wanted changes, for the record of what a hook has written.
 *
 * A write that has failed may have reached Azure all the same, or does so later, while the record is what it was. Whoever
 * then goes back to the earlier program would see no change, and Azure would keep what had failed. The digits changed
 * before the write was tried, and change again on the way back, so that the record differs and is written again. They
 * come after what the write has to wait for, so that only what was tried counts.
 */
export function attemptNonce(
  name: string,
  wanted: Readonly<Record<string, unknown>>,
  parent: pulumi.Resource,
  dependsOn: pulumi.Resource[],
): RandomId {
  const text = pulumi.output(wanted).apply(stableJson);
  return new RandomId(name, { byteLength: 4, keepers: { wanted: text } }, { parent, dependsOn, protect: false });
}
