import * as pulumi from "@pulumi/pulumi";

import type { AksComputeTargetArgs } from "../../../src/compute/args";
import { computeArgs } from "../../../src/compute/attachment";
import { computeDefaults } from "../../../src/compute/defaults";
import { extensionArgs } from "../../../src/compute/extension";
import { aksComputeTargetRule } from "../../../src/compute/rules";
import { validate } from "../../../src/validation/validate";
import { resolved } from "../../support/program";
import { computeTarget } from "../../support/examples";

async function built(given: Partial<AksComputeTargetArgs>): Promise<unknown> {
  const args = { ...computeTarget, ...given };
  expect(validate(aksComputeTargetRule, args).problems).toEqual([]);
  const cluster = pulumi.output({
    id: args.clusterId,
    resourceGroupName: "ml",
    name: "inference",
    location: "westeurope",
  });
  const compute = computeArgs(args, args.computeName, "westeurope", cluster);
  const { value } = await resolved(pulumi.output({ compute, extension: extensionArgs(args, cluster) }));
  return JSON.parse(JSON.stringify(value));
}

test("an input that is left out means the same as its default written out, which the rules accept", async () => {
  expect(await built(computeDefaults)).toEqual(await built({}));
  expect(await built({ inferenceRouter: {}, identity: computeDefaults.identity })).toEqual(await built({}));
});
