import * as pulumi from "@pulumi/pulumi";
import { WebserviceKeys, type WebserviceKeysArgs } from "azureml-webservice";

import { connectionString } from "../support/examples";
import { refused } from "./support/refused";

test("WebserviceKeys refuses its own inputs before it is registered", async () => {
  const args = { rotation: { primary: -1 }, initial: { primary: connectionString }, safe: {} };
  const { error, registered } = await refused(() => new WebserviceKeys("keys", args as WebserviceKeysArgs));
  expect(registered).toBe(0);
  expect(error).toBeInstanceOf(pulumi.RunError);
  expect((error as Error).message).toBe(
    [
      'WebserviceKeys "keys" has 3 problems in its inputs; nothing of it was created or changed:',
      "  - safe: is not an input; known are rotation, initial, vault",
      "  - rotation.primary: -1 is not allowed: must be a whole number, 1 or more; leave it out to start at 1, and raise it by one to rotate",
      "  - initial.primary: the value given (not shown: it may be a secret) is not allowed: must be 16 to 128 letters and digits; regenerate that key on the old service, or leave it out for a generated one",
    ].join("\n"),
  );
});
