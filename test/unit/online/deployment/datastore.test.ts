import * as pulumi from "@pulumi/pulumi";

import {
  datastoreContainer,
  type DatastoreContainer,
  datastoreProblem,
} from "../../../../src/online/deployment/datastore";
import { tryResolve } from "../../../../src/pulumi/output-value";
import { runProgram } from "../../../support/program";

const subscription = "12345678-1234-1234-1234-123456789abc";
const group = `/subscriptions/${subscription}/resourceGroups`;
const workspace = {
  id: `${group}/ml/providers/Microsoft.MachineLearningServices/workspaces/contoso`,
  location: "westeurope",
  storageAccount: `${group}/shared/providers/Microsoft.Storage/storageAccounts/contosoml`,
};
const blob = { datastoreType: "AzureBlob", accountName: "contosoml", containerName: "azureml" };

async function container(properties: object, storage: Parameters<typeof datastoreContainer>[1]["storage"] = undefined) {
  const reads = {
    "azure-native:machinelearningservices:getWorkspace": workspace,
    "azure-native:machinelearningservices:getDatastore": { properties },
  };
  const program = () => {
    const component = new pulumi.ComponentResource("test:index:Service", "svc");
    return datastoreContainer(component, { resourceGroupName: "ml", workspaceName: "contoso", storage });
  };
  const { result } = await runProgram(program, { reads });
  return (await tryResolve(result))?.value as DatastoreContainer;
}

test("a datastore says the container, and models have their address by its name", async () => {
  expect(await container({ ...blob, resourceGroup: "other" })).toEqual({
    resourceGroupName: "other",
    accountName: "contosoml",
    containerName: "azureml",
    paths: `azureml://subscriptions/${subscription}/resourcegroups/ml/workspaces/contoso/datastores/workspaceblobstore/paths`,
  });
  expect((await container(blob, { datastoreName: pulumi.output("mine") })).paths).toContain("/datastores/mine/paths");
});

test.each([
  ["the datastore's", { ...blob, resourceGroup: "other" }, {}, "other"],
  ["that of the workspace's own account", blob, {}, "shared"],
  ["the service's, of another account", { ...blob, accountName: "else" }, {}, "ml"],
  ["the one that is given", { ...blob, resourceGroup: "other" }, { resourceGroupName: "given" }, "given"],
])("the resource group is %s", async (_, properties, storage, expected) => {
  expect((await container(properties, storage)).resourceGroupName).toBe(expected);
});

test.each<[string, object, string | undefined]>([
  ["nothing is said, under mocks", {}, undefined],
  ["it is one of blobs", blob, undefined],
  ["its subscription is the workspace's", { ...blob, subscriptionId: subscription.toUpperCase() }, undefined],
  [
    "it is one of files",
    { datastoreType: "AzureFile" },
    'storage.datastoreName: the datastore "mine" is of the type AzureFile: must be one of the type AzureBlob; name another, such as workspaceblobstore',
  ],
  [
    "it leads to another subscription",
    { ...blob, subscriptionId: "other" },
    `storage.datastoreName: the datastore "mine" leads to the subscription other: must be in that of the workspace, ${subscription}, where the files are uploaded; name another, or register the files yourself and give modelId and codeId`,
  ],
])("when %s", (_, properties, problem) => {
  expect(datastoreProblem("mine", properties, workspace)).toBe(problem);
});
