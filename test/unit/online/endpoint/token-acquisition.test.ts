import { execFileSync } from "node:child_process";

import * as pulumi from "@pulumi/pulumi";

import { AuthMode } from "../../../../src/contract/auth-mode";
import { AzureEnvironment } from "../../../../src/contract/azure-enums";
import { tokenAcquisition } from "../../../../src/online/endpoint/token-acquisition";
import { resolved } from "../../../support/program";

const endpointId =
  "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/ml/providers/Microsoft.MachineLearningServices/workspaces/team/onlineEndpoints/diabetes";
const endpoints = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints";

test("a token of Azure ML: what to send where, and the rights for it", async () => {
  const url = `https://management.azure.com${endpointId}/token?api-version=2025-12-01`;
  expect(await resolved(tokenAcquisition(endpointId, AuthMode.AMLToken))).toEqual({
    known: true,
    secret: false,
    value: {
      version: 1,
      authMode: "AMLToken",
      scope: "https://management.azure.com/.default",
      audience: "https://management.azure.com",
      method: "POST",
      url,
      actions: [`${endpoints}/read`, `${endpoints}/token/action`],
      command: `az account get-access-token --scope https://management.azure.com/.default --query accessToken --output tsv | sed 's/.*/header = "Authorization: Bearer &"/' | curl --fail-with-body --silent --show-error --config - --request POST --header 'Content-Length: 0' '${url}'`,
    },
  });
});

test("a token of Microsoft Entra: for which scope, and the right for it", async () => {
  expect(await resolved(tokenAcquisition(endpointId, AuthMode.AADToken))).toEqual({
    known: true,
    secret: false,
    value: {
      version: 1,
      authMode: "AADToken",
      scope: "https://ml.azure.com/.default",
      audience: "https://ml.azure.com",
      method: "POST",
      url: "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token",
      actions: [`${endpoints}/score/action`],
      command: "az account get-access-token --scope https://ml.azure.com/.default --query accessToken --output tsv",
    },
  });
});

test.each([
  [AzureEnvironment.UsGovernment, "https://management.usgovcloudapi.net", "https://ml.azure.us"],
  [AzureEnvironment.China, "https://management.chinacloudapi.cn", "https://ml.azure.cn"],
])("in the cloud %s", async (environment, resourceManager, ml) => {
  const aml = await resolved(tokenAcquisition(endpointId, AuthMode.AMLToken, { environment }));
  expect(aml.value).toMatchObject({
    scope: `${resourceManager}/.default`,
    url: `${resourceManager}${endpointId}/token?api-version=2025-12-01`,
  });
  const entra = await resolved(tokenAcquisition(endpointId, AuthMode.AADToken, { environment }));
  expect(entra.value).toMatchObject({ scope: `${ml}/.default` });
});

test("an address of Azure Resource Manager of one's own changes the address, not the scope", async () => {
  const azure = { resourceManagerEndpoint: pulumi.output("http://127.0.0.1:8080/") };
  expect((await resolved(tokenAcquisition(endpointId, AuthMode.AMLToken, azure))).value).toMatchObject({
    scope: "https://management.azure.com/.default",
    url: `http://127.0.0.1:8080${endpointId}/token?api-version=2025-12-01`,
  });
});

test.each([AuthMode.Key, AuthMode.None])("nothing with %s", async (authMode) => {
  expect(await resolved(tokenAcquisition(endpointId, authMode))).toMatchObject({ known: true, value: undefined });
});

test("the command hands the token on as curl reads it, and curl gets it by no argument", async () => {
  const { value } = await resolved(tokenAcquisition(endpointId, AuthMode.AMLToken));
  const { command } = value as { command: string };
  const [az, sed, curl] = command.split(" | ");
  expect(az).toMatch(/^az /);
  expect(execFileSync("sh", ["-c", sed ?? ""], { input: "ey.J0-_.~+/=\n", encoding: "utf8" })).toBe(
    'header = "Authorization: Bearer ey.J0-_.~+/="\n',
  );
  expect(curl).toContain("--config -");
  expect(curl).not.toContain("Bearer");
});
