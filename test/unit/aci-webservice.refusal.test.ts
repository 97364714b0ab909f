import * as pulumi from "@pulumi/pulumi";
import { AciWebservice, type AciWebserviceArgs } from "azureml-webservice";

import { certificate, minimal, named, oldKey } from "../support/examples";
import { refused } from "./support/refused";

const service =
  (args: unknown, name = "diabetes") =>
  () =>
    new AciWebservice(name, args as AciWebserviceArgs);

test("all problems are in one message, in the order of the inputs, and nothing is registered", async () => {
  const args = {
    image: "Diabetes",
    authEnabled: true,
    tokenAuthEnabled: true,
    cpuCores: 0.01,
    keys: { rotation: { primary: 0 }, initial: { primary: oldKey, secondary: oldKey } },
    tls: { ...certificate, hostname: undefined },
    scoringPort: 443,
    sslEnabled: true,
  };
  const { error, registered } = await refused(service(args));
  expect(registered).toBe(0);
  expect(error).toBeInstanceOf(pulumi.RunError);
  const [head, ...lines] = (error as Error).message.split("\n");
  expect(head).toBe('AciWebservice "diabetes" has 9 problems in its inputs; nothing of it was created or changed:');
  expect(lines.map((line) => line.split(": ")[0])).toEqual([
    "  - sslEnabled",
    "  - resourceGroupName",
    "  - tokenAuthEnabled",
    "  - keys.rotation.primary",
    "  - keys.initial.secondary",
    "  - image",
    "  - cpuCores",
    "  - tls.hostname",
    "  - scoringPort",
  ]);
});

test.each([undefined, null, "args", ["args"]])("args that are %p are refused like wrong inputs", async (args) => {
  const { error, registered } = await refused(service(args));
  expect(registered).toBe(0);
  expect(error).toBeInstanceOf(pulumi.RunError);
  expect((error as Error).message).toContain("\n  - resourceGroupName: is required: give ");
});

test("a name of the component that cannot be the service's is refused with the way out", async () => {
  const { error } = await refused(service({ ...minimal, serviceName: undefined }, "My\nService"));
  expect((error as Error).message).toBe(
    'AciWebservice "My\\nService" has 1 problem in its inputs; nothing of it was created or changed:\n' +
      '  - serviceName: "My\\nService" is not allowed: must be 3 to 32 lower-case letters, digits and single -, ' +
      "starting with a letter and not ending in -; give serviceName where the component's own name does not fit",
  );
});

test("thousands of problems do not bury the message's beginning", async () => {
  const { error } = await refused(service({ ...minimal, environmentVariables: named(1000, 7) }));
  const lines = (error as Error).message.split("\n");
  expect(lines[0]).toContain("has 1000 problems");
  expect(lines).toHaveLength(52);
  expect(lines[51]).toBe("  - and 950 more");
});
