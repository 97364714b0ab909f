import * as pulumi from "@pulumi/pulumi";
import { KeyState, ManagedWebservice, type ManagedWebserviceArgs, PrincipalType } from "azureml-webservice";

import { noAnswer } from "../../src/online/endpoint/credentials";
import { type ProgramOptions, resolved, runProgram } from "../support/program";
import { captureLog } from "../support/quiet";
import { leaks } from "@azureml-webservice/deploy-harness/testing/secrecy";

const ml = "azure-native:machinelearningservices";
const assignment = "azure-native:authorization:RoleAssignment";
const role = "azure-native:authorization:RoleDefinition";
const group = "/subscriptions/12345678-1234-1234-1234-123456789abc/resourceGroups/ml";
const workspace = `${group}/providers/Microsoft.MachineLearningServices/workspaces/team`;
const args: ManagedWebserviceArgs = {
  resourceGroupName: "ml",
  workspaceName: "team",
  deployments: {
    blue: {
      environmentId: `${workspace}/environments/sklearn/versions/1`,
      instanceType: "Standard_DS3_v2",
      instanceCount: 1,
    },
  },
};

const generated = "Qm7RtYz2LpXcVb9NkWjHs4DfGa6TuEi8OqZx1CvBn3M";
const other = "Hb7WsXe3RfVt5GyNu8JmIk2OlPq9ZaCdEr4TgBnHyUj";
const token = "eyJhbGciOiJSUzI1NiJ9.c29tZWJvZHk.c2lnbmF0dXJl";
const reads = {
  [`${ml}:getWorkspace`]: { id: workspace, location: "westeurope" },
  [`${ml}:listOnlineEndpointKeys`]: { primaryKey: generated, secondaryKey: other },
  [`${ml}:getOnlineEndpointToken`]: {
    accessToken: token,
    refreshAfterTimeUtc: 1_800_000_000,
    expiryTimeUtc: 1_800_043_200,
    tokenType: "Bearer",
  },
};
const outputs = { "random:index/randomPassword:RandomPassword": { result: generated } };

const run = <T>(
  change: Partial<ManagedWebserviceArgs>,
  use: (service: ManagedWebservice) => T,
  options: ProgramOptions = {},
) => runProgram(() => use(new ManagedWebservice("svc", { ...args, ...change })), { reads, outputs, ...options });

let log: ReturnType<typeof captureLog>;
beforeEach(() => {
  log = captureLog();
});
afterEach(() => jest.restoreAllMocks());

const tokens = { tokenAuthEnabled: true };
const entra = { entraAuthEnabled: true };

describe("getToken", () => {
  test("answers Azure's token, secret, with its two times", async () => {
    const { result, registrations } = await run(tokens, (service) => service.getToken());
    expect(await resolved(result)).toEqual({
      known: true,
      secret: true,
      value: { token, refreshBy: "2027-01-15T08:00:00.000Z", expiresOn: "2027-01-15T20:00:00.000Z" },
    });
    expect(leaks([registrations, log], { token })).toEqual([]);
  });

  test("asks nothing in a preview", async () => {
    const { [`${ml}:getOnlineEndpointToken`]: _, ...others } = reads;
    const { result } = await run(tokens, (service) => service.getToken(), { preview: true, reads: others });
    expect(await resolved(result)).toMatchObject({ known: false, secret: true });
  });

  test("says which right may be missing when Azure refuses", () => {
    expect(noAnswer("getToken", "diabetes", "onlineEndpoints/token/action", new Error("Code=Forbidden"))).toBe(
      'getToken: Azure did not answer for the endpoint "diabetes" (Code=Forbidden); the identity that deploys needs the right Microsoft.MachineLearningServices/workspaces/onlineEndpoints/token/action',
    );
  });

  test.each([
    [
      "keys",
      {},
      "getToken: callers of the service need a key, not a token; use getKeys, or set tokenAuthEnabled: true",
    ],
    [
      "Entra",
      entra,
      "getToken: callers of the service need a token of Microsoft Entra, which the caller fetches itself; tokenAcquisition says for which scope and with which right, such as DefaultAzureCredential.getToken(tokenAcquisition.scope) of @azure/identity",
    ],
  ])("with %s there is none", async (_, change, message) => {
    const { result } = await run(change, (service) => () => service.getToken());
    expect(result).toThrow(message);
  });
});

describe("getKeys", () => {
  test("answers Azure's keys, secret", async () => {
    const { result, registrations } = await run({}, (service) => service.getKeys());
    expect(await resolved(result)).toEqual({
      known: true,
      secret: true,
      value: { primaryKey: generated, secondaryKey: other },
    });
    expect(leaks([registrations, log], { generated, other })).toEqual([]);
  });

  test("asks nothing in a preview", async () => {
    const { [`${ml}:listOnlineEndpointKeys`]: _, ...others } = reads;
    const { result } = await run({}, (service) => service.getKeys(), { preview: true, reads: others });
    expect(await resolved(result)).toMatchObject({ known: false, secret: true });
  });

  test.each([
    [
      "tokens of Azure ML",
      tokens,
      "getKeys: no key opens the service; callers of the service need a token of Azure ML; use getToken, or set authEnabled: true in place of tokenAuthEnabled",
    ],
    [
      "Entra",
      entra,
      "getKeys: no key opens the service; callers of the service need a token of Microsoft Entra; set authEnabled: true in place of entraAuthEnabled",
    ],
  ])("with %s there are none", async (_, change, message) => {
    const { result } = await run(change, (service) => () => service.getKeys());
    expect(result).toThrow(message);
  });
});

describe("checkKeys", () => {
  test("names the slot that somebody regenerated, and the ways out, and shows no key", async () => {
    const { result } = await run({}, (service) => service.checkKeys());
    expect(await resolved(result)).toEqual({
      known: true,
      secret: false,
      value: { primary: KeyState.Installed, secondary: KeyState.Different },
    });
    expect(log).toEqual([
      {
        level: "warn",
        text: "the secondary key of the endpoint is not this program's: somebody has regenerated it, and callers with the program's secondary key are refused; raise keys.rotation.secondary for a new key, or take over the endpoint's with: pulumi up --replace 'urn:pulumi:stack::project::azureml-webservice:index:ManagedWebservice$pulumi:index:Stash::svc-secondary-key'",
      },
    ]);
    expect(leaks(log, { generated, other })).toEqual([]);
  });

  test("is silent when all is well", async () => {
    const same = { [`${ml}:listOnlineEndpointKeys`]: { primaryKey: generated, secondaryKey: generated } };
    const { result } = await run({}, (service) => service.checkKeys(), { reads: { ...reads, ...same } });
    expect(await resolved(result)).toMatchObject({ value: { primary: "Installed", secondary: "Installed" } });
    expect(log).toEqual([]);
  });

  test("asks nothing in a preview", async () => {
    const { [`${ml}:listOnlineEndpointKeys`]: _, ...others } = reads;
    const { result } = await run({}, (service) => service.checkKeys(), { preview: true, reads: others });
    expect(await resolved(result)).toMatchObject({ known: false });
  });

  test("needs keys", async () => {
    const { result } = await run(tokens, (service) => () => service.checkKeys());
    expect(result).toThrow("checkKeys: no key opens the service; callers of the service need a token of Azure ML");
  });
});

describe("grants by methods", () => {
  const batch = { principalId: "7c1f6471-1bf0-4dda-aec3-cb9272f09590", principalType: PrincipalType.ServicePrincipal };
  const portal = { ...batch, principalId: "8d1f6471-1bf0-4dda-aec3-cb9272f09590" };

  test.each([false, true])("are named like those of the input, and share its role (preview: %s)", async (preview) => {
    const { registrations } = await run(
      { ...tokens, grants: { tokenAccess: { batch } } },
      (service) => {
        service.grantTokenAccess("portal", portal);
        service.grantKeyRead("portal", portal);
      },
      { preview },
    );
    const made = registrations.filter(({ type }) => type === role || type === assignment);
    expect(made.map(({ type, name, parent }) => [type, name, parent]).sort()).toEqual([
      [assignment, "svc-key-read-portal", "svc"],
      [assignment, "svc-token-access-batch", "svc"],
      [assignment, "svc-token-access-portal", "svc"],
      [role, "svc-key-read-role", "svc"],
      [role, "svc-token-access-role", "svc"],
    ]);
  });

  test("a role of its own stands at the workspace's resource group, an assignment at the endpoint", async () => {
    const { registrations } = await run(tokens, (service) => service.grantTokenAccess("batch", batch));
    expect(registrations.find(({ type }) => type === role)?.inputs).toEqual({
      scope: group,
      assignableScopes: [group],
      roleDefinitionId: "e0737cff-b4c2-583c-9689-2ea6f5e693f7",
      roleName: "Online endpoint svc: fetch tokens (e0737cff)",
      roleType: "CustomRole",
      description: "Lets callers of the online endpoint fetch tokens of Azure ML for it, and nothing else.",
      permissions: [
        {
          actions: [
            "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/read",
            "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/token/action",
          ],
          notActions: [],
          dataActions: [],
          notDataActions: [],
        },
      ],
    });
    const { inputs, options } = registrations.find(({ type }) => type === assignment) ?? {};
    expect(inputs).toEqual({
      scope: "svc-endpoint-id",
      roleAssignmentName: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      roleDefinitionId: "svc-token-access-role-id",
      ...batch,
    });
    expect(options).toMatchObject({
      deleteBeforeReplace: true,
      replaceWith: ["svc-endpoint"],
      replaceOnChanges: ["roleDefinitionId", "principalId", "principalType"],
    });
  });

  test("a role that was given is used in its place", async () => {
    const tokenAccess = `${group.slice(0, 51)}/providers/Microsoft.Authorization/roleDefinitions/5a1f6471-1bf0-4dda-aec3-cb9272f09590`;
    const { registrations } = await run({ ...tokens, grants: { roleDefinitionIds: { tokenAccess } } }, (service) =>
      service.grantTokenAccess("batch", batch),
    );
    expect(registrations.filter(({ type }) => type === role)).toEqual([]);
    expect(registrations.find(({ type }) => type === assignment)?.inputs).toMatchObject({
      roleDefinitionId: tokenAccess,
    });
  });

  test.each<[string, (service: ManagedWebservice) => void, string]>([
    [
      "a name twice",
      (service) => service.grantTokenAccess("batch", portal),
      'grantTokenAccess: "batch" is granted already: give each grant a name of its own',
    ],
    [
      "a principal twice",
      (service) => service.grantTokenAccess("nightly", { ...batch, principalId: batch.principalId.toUpperCase() }),
      'grantTokenAccess: the principal of "nightly" has this right already, by "batch": Azure assigns a role once; leave one of the two out',
    ],
    [
      "bad arguments",
      (service) => service.grantKeyRead("every one", { principalId: "me", principalType: "Person" as PrincipalType }),
      'grantKeyRead "svc" has 3 problems in its inputs; nothing of it was created or changed:\n  - name: "every one" is not allowed',
    ],
  ])("%s is refused", async (_, use, message) => {
    const { result, registrations } = await run(
      { ...tokens, grants: { tokenAccess: { batch } } },
      (service) => () => use(service),
    );
    const before = registrations.length;
    expect(result).toThrow(message);
    expect(registrations).toHaveLength(before);
  });

  test("a principal twice in the input is refused too", async () => {
    const grants = { keyRead: { one: batch, two: batch } };
    await expect(run({ grants }, () => undefined)).rejects.toThrow(
      'grants.keyRead: the principal of "two" has this right already, by "one"',
    );
  });

  test("nobody grants twice what only an Output knows to be the same, but the same Output is seen", async () => {
    const principalId = pulumi.output(batch.principalId);
    const { result } = await run(tokens, (service) => () => {
      service.grantTokenAccess("one", { ...batch, principalId });
      service.grantTokenAccess("two", { ...batch, principalId });
    });
    expect(result).toThrow('the principal of "two" has this right already, by "one"');
  });
});
