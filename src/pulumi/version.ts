import * as pulumi from "@pulumi/pulumi";
import { errorMessage } from "./error-message";

/** The first CLI that knows `pulumi.Stash` (3.208) and `replacementTrigger`. */
const needed = "3.211.0";

/** Fails, with the way out, where the engine is too old for what a component is about to register. */
export async function requireStash(): Promise<string> {
  try {
    await pulumi.requirePulumiVersion(`>=${needed}`);
    return needed;
  } catch (error) {
    const reason = errorMessage(error);
    throw new pulumi.RunError(
      `authenticated web services need the Pulumi CLI ${needed} or later, which remembers their keys' rotation: update it (https://www.pulumi.com/docs/install/); ${reason}`,
    );
  }
}
