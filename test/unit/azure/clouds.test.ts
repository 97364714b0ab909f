import * as pulumi from "@pulumi/pulumi";

import { AzureEnvironment } from "../../../src/contract/azure-enums";
import { cloudOf } from "../../../src/azure/clouds";
import { resolved } from "../../support/program";

test.each([
  [
    undefined,
    "https://management.azure.com",
    "https://login.microsoftonline.com",
    "https://ml.azure.com",
    "vault.azure.net",
  ],
  [
    AzureEnvironment.Public,
    "https://management.azure.com",
    "https://login.microsoftonline.com",
    "https://ml.azure.com",
    "vault.azure.net",
  ],
  [
    AzureEnvironment.UsGovernment,
    "https://management.usgovcloudapi.net",
    "https://login.microsoftonline.us",
    "https://ml.azure.us",
    "vault.usgovcloudapi.net",
  ],
  [
    AzureEnvironment.China,
    "https://management.chinacloudapi.cn",
    "https://login.chinacloudapi.cn",
    "https://ml.azure.cn",
    "vault.azure.cn",
  ],
])("the cloud %s", (environment, resourceManager, activeDirectory, machineLearningAudience, keyVaultDomain) => {
  expect(cloudOf({ environment })).toEqual({
    resourceManager,
    resourceManagerAudience: resourceManager,
    activeDirectory,
    machineLearningAudience,
    keyVaultDomain,
  });
});

test("an address of Azure Resource Manager that was given wins, and tokens are still for the cloud", () => {
  const given = { environment: AzureEnvironment.China, resourceManagerEndpoint: "https://arm.example.cn/" };
  expect(cloudOf(given)).toEqual({
    ...cloudOf({ environment: AzureEnvironment.China }),
    resourceManager: "https://arm.example.cn",
  });
});

test("so does one that only an Output knows", async () => {
  const { resourceManager } = cloudOf({ resourceManagerEndpoint: pulumi.output("http://127.0.0.1:8080/") });
  expect(await resolved(pulumi.output(resourceManager))).toEqual({
    known: true,
    secret: false,
    value: "http://127.0.0.1:8080",
  });
});
