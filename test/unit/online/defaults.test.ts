import * as pulumi from "@pulumi/pulumi";

import { aksDeploymentDefaults, deploymentDefaults, managedDeploymentDefaults } from "../../../src/online/defaults";
import { kubernetesDeployment, managedDeployment, managedSku } from "../../../src/online/deployment/body";
import type { AksDeploymentArgs, ManagedDeploymentArgs } from "../../../src/online/deployment-args";
import { aksDeployment, managedDeployment as managedRule } from "../../../src/online/rules/deployment";
import { validate } from "../../../src/validation/validate";
import { resolved } from "../../support/program";

const assets = { environmentId: "azureml://registries/azureml/environments/score/versions/1" };
const collections = { collections: { model_inputs: {} } };

const { probe, dataCollection, ...request } = deploymentDefaults;
const { rollingRate, collection } = dataCollection;
const common = {
  ...request,
  livenessProbe: probe,
  readinessProbe: probe,
  dataCollection: { collections: { model_inputs: collection }, rollingRate },
};
const { requested, ...onKubernetes } = aksDeploymentDefaults;

async function kubernetes(args: AksDeploymentArgs): Promise<Record<string, unknown>> {
  expect(validate(aksDeployment, { ...assets, ...args }).problems).toEqual([]);
  return JSON.parse(JSON.stringify((await resolved(pulumi.output(kubernetesDeployment(args, {})))).value)) as Record<
    string,
    unknown
  >;
}

async function managed(args: Omit<ManagedDeploymentArgs, "instanceType">): Promise<unknown> {
  const whole = { instanceType: "Standard_DS3_v2", ...args };
  expect(validate(managedRule, { ...assets, ...whole }).problems).toEqual([]);
  const ofNew = () => managedDeploymentDefaults.instanceCount;
  const body = { properties: managedDeployment(whole, {}), sku: managedSku(whole, ofNew) };
  return JSON.parse(JSON.stringify((await resolved(pulumi.output(body))).value));
}

test("an input that is left out means the same as its default written out, which the rules accept", async () => {
  expect(await kubernetes({ ...common, ...onKubernetes })).toEqual(await kubernetes({ dataCollection: collections }));
  expect(await kubernetes({ gpuCores: 1, ...requested })).toEqual(await kubernetes({ gpuCores: 1 }));
  const { instanceCount } = managedDeploymentDefaults;
  expect(await managed({ ...common, instanceCount })).toEqual(await managed({ dataCollection: collections }));
});

test("the rules go by the number of replicas that is sent where none is given", async () => {
  const { scaleSettings } = await kubernetes({ autoscale: {} });
  const { minInstances, maxInstances } = scaleSettings as { minInstances: number; maxInstances: number };
  const problemsOf = (autoscale: object) =>
    validate(aksDeployment, { ...assets, autoscale }).problems.map(({ path, reason }) => `${path}: ${reason}`);
  expect(problemsOf({ minReplicas: maxInstances })).toEqual([]);
  expect(problemsOf({ minReplicas: maxInstances + 1 })).toEqual([
    `autoscale.minReplicas: ${maxInstances + 1} is more than maxReplicas (${maxInstances}, its default): must be no more; change one of the two`,
  ]);
  expect(problemsOf({ maxReplicas: minInstances })).toEqual([]);
});

test.each([
  ["cpuCores", "cpuCoresLimit"],
  ["memoryGb", "memoryGbLimit"],
] as const)("and by %s that is sent where only other sizes are given", async (name, limit) => {
  const problemsOf = (args: object) => validate(aksDeployment, { ...assets, ...args }).problems;
  expect(problemsOf({ [limit]: requested[name] })).toEqual([]);
  expect(problemsOf({ [limit]: requested[name] / 2 })).toEqual([
    {
      path: limit,
      reason: `${requested[name] / 2} is less than ${name} (${requested[name]}, its default): must be no less; change one of the two`,
    },
  ]);
  expect(await kubernetes({ [limit]: requested[name] })).toEqual(
    await kubernetes({ [limit]: requested[name], [name]: requested[name] }),
  );
});
