import * as pulumi from "@pulumi/pulumi";
import { errorMessage } from "./error-message";
import { perProgram } from "./per-program";

/** The first CLI that knows `pulumi.Stash` (3.208) and `replacementTrigger`. */
const needed = "3.211.0";

/**
 * Fails, with the way out, where the engine is too old for what a component is about to register. Pulumi reports an error
 * object once, so there is one for the whole program.
 */
const requireStash = perProgram(checkVersion);

/**
 * The options of a component that registers a Stash: with an engine that knows none, no resource in it is planned. The
 * component itself is, so that what is logged of it is not held up, the error least of all.
 */
export function withStash(opts: pulumi.ComponentResourceOptions = {}): pulumi.ComponentResourceOptions {
  const checked = requireStash().then(() => []);
  const wait: pulumi.ResourceTransformation = ({ type, props, opts: given }) =>
    type.startsWith("azureml-webservice:")
      ? undefined
      : {
          props,
          opts: { ...given, dependsOn: [checked, given.dependsOn] as unknown as pulumi.Input<pulumi.Resource>[] },
        };
  return { ...opts, transformations: [...(opts.transformations ?? []), wait] };
}

async function checkVersion(): Promise<string> {
  try {
    await pulumi.requirePulumiVersion(`>=${needed}`);
    return needed;
  } catch (error) {
    // Without the status of gRPC in front.
    const reason = errorMessage(error).replace(/^\d+ [A-Z_]+: /, "");
    throw new pulumi.RunError(
      `key rotation needs the Pulumi CLI ${needed} or later: update it (https://www.pulumi.com/docs/install/); ${reason}`,
    );
  }
}
