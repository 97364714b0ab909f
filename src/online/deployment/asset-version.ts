import * as pulumi from "@pulumi/pulumi";
import { RandomId } from "@pulumi/random";

/**
 * The version of an asset that is made of local content: `content` says what the asset is, and every other content gets
 * another version.
 *
 * A hash alone would not do. Versions in Azure ML are immutable, and azure-native refuses to create what exists: whoever
 * goes back to an earlier content, most urgently after an update that failed half way, would find its version still
 * there, or, once deleted, its number burnt ("was deleted, it cannot be recreated", Azure ML's registries). So a few
 * random digits stand behind the hash; the state keeps them as long as the content stays.
 */
export function assetVersion(
  name: string,
  content: Readonly<Record<string, pulumi.Input<string>>>,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  const hash = pulumi.output(content.hash ?? "");
  const salt = new RandomId(name, { byteLength: 4, keepers: { ...content } }, { parent, protect: false });
  // Letters and digits only, as the versions that Azure ML's own tools derive from content.
  return pulumi.all([hash, salt.hex]).apply(([digits, random]) => `${digits.slice(0, 16)}${random}`);
}
