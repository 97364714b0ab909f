import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { startLocalAzure } from "@azureml-webservice/local-azure";
import { LocalAzureControl, type NewPrincipal } from "@azureml-webservice/local-azure/control";
import { ArmClient, subscriptionId, type Answer } from "@azureml-webservice/local-azure/testing/arm-client";
import {
  Access,
  allows,
  matchesAction,
  type RoleAssignment,
} from "@azureml-webservice/local-azure/authorization/access";
import { Documents } from "@azureml-webservice/local-azure/documents";
import { temporaryFolder } from "@azureml-webservice/local-azure/testing/definitions";
import { useLocalAzure } from "@azureml-webservice/local-azure/testing/use-local-azure";

const local = useLocalAzure();
const version = "?api-version=2022-04-01";
const reader = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const contributor = "b24988ac-6180-42a0-ab88-20f7382dd24c";
const dataScientist = "f6c7c914-8db3-469d-8ca1-694a8f32e121";
const subscription = `/subscriptions/${subscriptionId}`;
const workspace = () => `${local.arm.resourceGroup}/providers/Microsoft.MachineLearningServices/workspaces/work`;

let control: LocalAzureControl;
let app: NewPrincipal;
let token: string;

beforeAll(async () => {
  control = new LocalAzureControl(local.server.url);
  await local.arm.finished(
    await local.arm.send("PUT", `${workspace()}?api-version=2025-12-01`, { location: "westeurope", properties: {} }),
  );
});

beforeEach(async () => {
  app = await control.createPrincipal("app");
  token = await control.token({ principalId: app.principalId });
});

const definitionId = (role: string) => `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role}`;
const assignmentId = (scope: string, name: string) =>
  `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`;

function assign(scope: string, role: string, change: Record<string, unknown> = {}, name: string = randomUUID()) {
  const properties = {
    roleDefinitionId: definitionId(role),
    principalId: app.principalId,
    principalType: "ServicePrincipal",
    ...change,
  };
  return local.arm.send("PUT", assignmentId(scope, name) + version, { properties });
}

function define(change: Record<string, unknown> = {}, name: string = randomUUID()): Promise<Answer> {
  const properties = {
    roleName: `role ${name}`,
    permissions: [{ actions: ["Microsoft.MachineLearningServices/workspaces/read"] }],
    assignableScopes: [local.arm.resourceGroup],
    ...change,
  };
  return local.arm.send("PUT", definitionId(name) + version, { properties });
}

/** What the application may do, asked with its token. */
async function as(method: string, path: string, body?: unknown): Promise<Answer> {
  const address = path.includes("?") ? path : `${path}?api-version=2025-12-01`;
  return local.arm.send(method, address, body, { authorization: `Bearer ${token}` });
}

describe("a principal", () => {
  it("may do nothing without a role, and is told so in Azure's words", async () => {
    const answer = await as("GET", workspace());
    expect(answer.status).toBe(403);
    expect(answer.body.error).toEqual({
      code: "AuthorizationFailed",
      message:
        `The client '${app.clientId}' with object id '${app.principalId}' does not have authorization to perform ` +
        `action 'Microsoft.MachineLearningServices/workspaces/read' over scope '${workspace()}' or the scope is ` +
        "invalid. If access was recently granted, please refresh your credentials.",
    });
  });

  it.each([
    ["the subscription", () => subscription],
    ["the resource group", () => local.arm.resourceGroup],
    ["the resource, in any case", () => workspace().replace("workspaces/work", "WORKSPACES/WORK")],
  ])("has a role that it was given at %s, until that is taken away", async (_, scope) => {
    const given = await assign(scope(), reader);
    expect(given.status).toBe(201);
    expect((await as("GET", workspace())).status).toBe(200);
    expect((await as("PUT", workspace(), { location: "westeurope", properties: {} })).status).toBe(403);
    expect((await local.arm.send("DELETE", given.body.id + version)).status).toBe(200);
    expect((await as("GET", workspace())).status).toBe(403);
  });

  it("cannot give itself more as a Contributor", async () => {
    await assign(local.arm.resourceGroup, contributor);
    const more = await as("PUT", assignmentId(local.arm.resourceGroup, randomUUID()) + version, {
      properties: { roleDefinitionId: definitionId(reader), principalId: app.principalId },
    });
    expect(more.body.error).toMatchObject({
      code: "AuthorizationFailed",
      message: expect.stringContaining("'Microsoft.Authorization/roleAssignments/write'"),
    });
  });

  it("may do what stands in a role of one's own, and loses it when the role changes", async () => {
    const name = randomUUID();
    const defined = await define({}, name);
    expect(defined.status).toBe(201);
    expect((await assign(workspace(), defined.body.name)).status).toBe(201);
    expect((await as("GET", workspace())).status).toBe(200);
    await define({ permissions: [{ actions: ["Microsoft.MachineLearningServices/workspaces/delete"] }] }, name);
    expect((await as("GET", workspace())).status).toBe(403);
  });
});

describe("role assignments", () => {
  it("are the same when they are put again, and cannot become others", async () => {
    const name = randomUUID();
    const first = await assign(workspace(), reader, {}, name);
    expect((await assign(workspace(), reader, {}, name)).status).toBe(200);
    expect((await local.arm.send("GET", assignmentId(workspace(), name) + version)).body).toEqual(
      expect.objectContaining({ id: first.body.id, name }),
    );
    for (const changed of [
      await assign(workspace(), contributor, {}, name),
      await assign(local.arm.resourceGroup, reader, {}, name),
    ]) {
      expect(changed.body.error.code).toBe("RoleAssignmentUpdateNotPermitted");
    }
    const twin = await assign(workspace(), reader);
    expect(twin.status).toBe(409);
    expect(twin.body.error).toMatchObject({
      code: "RoleAssignmentExists",
      message: expect.stringContaining(name.replaceAll("-", "")),
    });
  });

  it.each([
    ["a name that is no GUID", {}, "mine", "InvalidRoleAssignmentId"],
    ["a principal that is no GUID", { principalId: "me" }, undefined, "InvalidPrincipalId"],
    ["an unknown type", { principalType: "Robot" }, undefined, "InvalidRequestContent"],
    ["a type that is not the principal's", { principalType: "User" }, undefined, "UnmatchedPrincipalType"],
    [
      "a role that is not there",
      { roleDefinitionId: definitionId(randomUUID()) },
      undefined,
      "RoleDefinitionDoesNotExist",
    ],
    ["a person who is not there", { principalId: randomUUID(), principalType: "User" }, undefined, "PrincipalNotFound"],
    ["a condition without a version", { condition: "true" }, undefined, "InvalidConditionVersion"],
  ])("refuse %s", async (_, change, name, code) => {
    expect((await assign(workspace(), reader, change, name)).body.error.code).toBe(code);
  });

  it("take a service principal that the directory does not have yet, and a group that it has", async () => {
    expect((await assign(workspace(), reader, { principalId: randomUUID() })).status).toBe(201);
    const { principalId } = await control.createPrincipal("people", "Group");
    expect((await assign(workspace(), reader, { principalId, principalType: "Group" })).status).toBe(201);
  });

  it("need what they are put on, and go with it", async () => {
    const gone = workspace().replace(/work$/, "gone");
    expect((await assign(gone, reader)).body.error.code).toBe("ResourceNotFound");
    const create = () =>
      local.arm.send("PUT", `${gone}?api-version=2025-12-01`, { location: "westeurope", properties: {} });
    await local.arm.finished(await create());
    await assign(gone, reader);
    await local.arm.ended(await local.arm.send("DELETE", `${gone}?api-version=2025-12-01`));
    await local.arm.finished(await create());
    expect((await as("GET", gone)).status).toBe(403);
  });

  it("are listed at, above and below a scope", async () => {
    const above = (await assign(subscription, reader)).body.name;
    const below = (await assign(workspace(), dataScientist)).body.name;
    const list = async (filter: string) => {
      const address = `${local.arm.resourceGroup}/providers/Microsoft.Authorization/roleAssignments${version}`;
      const { body } = await local.arm.send("GET", `${address}&$filter=${encodeURIComponent(filter)}`);
      return body.value.map(({ name }: { name: string }) => name);
    };
    expect((await list(`principalId eq '${app.principalId}'`)).sort()).toEqual([above, below].sort());
    expect(await list(`atScope() and assignedTo('${app.principalId}')`)).toEqual([above]);
  });
});

describe("role definitions", () => {
  it("are read, kept apart by their names, and stay as long as they are assigned", async () => {
    const { body } = await define({ roleName: "Token fetcher" });
    expect(body.id).toBe(definitionId(body.name));
    expect((await local.arm.send("GET", body.id + version)).body.properties).toMatchObject({
      roleName: "Token fetcher",
      type: "CustomRole",
    });
    expect((await define({ roleName: "token fetcher" })).body.error.code).toBe("RoleDefinitionWithSameNameExists");
    const assigned = await assign(workspace(), body.name);
    expect((await local.arm.send("DELETE", body.id + version)).body.error.code).toBe("RoleDefinitionHasAssignments");
    await local.arm.send("DELETE", assigned.body.id + version);
    expect((await local.arm.send("DELETE", body.id + version)).status).toBe(200);
  });

  it.each([
    [
      "an action that there is not",
      { permissions: [{ actions: ["Microsoft.MachineLearningServices/workspaces/reed"] }] },
      "InvalidActionOrNotAction",
    ],
    [
      "a wildcard for nothing",
      { permissions: [{ actions: ["Microsoft.MachineLearningServices/*/fly"] }] },
      "InvalidActionOrNotAction",
    ],
    ["no scope", { assignableScopes: [] }, "InvalidAssignableScopes"],
    ["the whole tenant", { assignableScopes: ["/"] }, "InvalidAssignableScopes"],
    ["a built-in name", { roleName: "Reader" }, "RoleDefinitionWithSameNameExists"],
  ])("refuse %s", async (_, change, code) => {
    expect((await define(change)).body.error.code).toBe(code);
  });

  it("are assigned within their scopes alone", async () => {
    const { body } = await define();
    const outside = await assign(subscription, body.name);
    expect(outside.status).toBe(400);
    expect(outside.body.error.code).toBe("RoleAssignmentScopeNotAssignableToRoleDefinition");
  });

  it("that are built in cannot be changed", async () => {
    expect((await define({}, reader)).body.error.code).toBe("RoleDefinitionNotCustom");
    expect((await local.arm.send("DELETE", definitionId(reader) + version)).status).toBe(403);
  });
});

describe("a new assignment", () => {
  it("does not count before it has spread", async () => {
    const stateDir = temporaryFolder();
    const slow = await startLocalAzure({ stateDir, rolePropagationMs: 3_600_000 });
    const arm = new ArmClient(slow.url);
    await arm.createResourceGroup();
    const { principalId } = await new LocalAzureControl(slow.url).createPrincipal("late");
    const properties = { roleDefinitionId: definitionId(reader), principalId };
    const given = await arm.send("PUT", assignmentId(subscription, randomUUID()) + version, { properties });
    expect(given.status).toBe(201);
    const authorization = `Bearer ${await new LocalAzureControl(slow.url).token({ principalId })}`;
    expect((await arm.send("GET", arm.resourceGroup, undefined, { authorization })).status).toBe(403);
    await slow.stop();
    rmSync(stateDir, { recursive: true });
  });

  it.each([
    [30_000, false],
    [90_000, true],
  ])("that was made %i ms ago counts after a minute: %s", (age, counts) => {
    const folder = temporaryFolder();
    const documents = new Documents(folder);
    const createdOn = new Date(Date.now() - age).toISOString();
    const name = randomUUID();
    documents.write<RoleAssignment>({
      id: assignmentId(subscription, name),
      name,
      properties: {
        roleDefinitionId: definitionId(reader),
        principalId: name,
        principalType: "ServicePrincipal",
        scope: subscription,
        createdOn,
        updatedOn: createdOn,
      },
    });
    expect(new Access(documents, 60_000).authorize(name, "A/read", `${subscription}/resourceGroups/x`)).toBe(counts);
    rmSync(folder, { recursive: true });
  });
});

describe("a permission", () => {
  it.each([
    ["*", "A/b/read", true],
    ["*/read", "A/b/c/read", true],
    ["*/read", "A/b/write", false],
    ["A/*/read", "a/b/c/READ", true],
    ["A/b/*", "A/bc/read", false],
    ["A.b/c", "Axb/c", false],
  ])("%s fits %s: %s", (pattern, action, fits) => {
    expect(matchesAction(pattern, action)).toBe(fits);
  });

  it("is not given by actions for data, nor by what is taken away", () => {
    expect(allows({ dataActions: ["*"] }, "A/read", "action")).toBe(false);
    expect(allows({ dataActions: ["*"] }, "A/read", "dataAction")).toBe(true);
    expect(allows({ actions: ["*"], notActions: ["A/*"] }, "A/read", "action")).toBe(false);
    expect(allows({ actions: ["*"], notActions: ["A/*"] }, "B/read", "action")).toBe(true);
  });
});

test("permissions at a resource group are those of the caller's roles there and above", async () => {
  const permissions = `${local.arm.resourceGroup}/providers/Microsoft.Authorization/permissions${version}`;
  const asApp = { authorization: `Bearer ${token}` };
  const read = async (headers: Record<string, string> = {}) =>
    (await local.arm.send("GET", permissions, undefined, headers)).body.value as { actions: string[] }[];
  expect(await read(asApp)).toEqual([]);
  await local.arm.send("PUT", `${assignmentId(subscription, randomUUID())}${version}`, {
    properties: {
      roleDefinitionId: definitionId(reader),
      principalId: app.principalId,
      principalType: "ServicePrincipal",
    },
  });
  expect((await read(asApp)).map(({ actions }) => actions)).toEqual([["*/read"]]);
  expect((await read()).map(({ actions }) => actions)).toEqual([["*"]]);
});
