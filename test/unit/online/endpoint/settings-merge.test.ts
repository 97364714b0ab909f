import { merged, missing, settled, type Settings } from "../../../../src/online/endpoint/settings-merge";

const live = {
  id: "/subscriptions/s/…/onlineEndpoints/e",
  name: "e",
  type: "Microsoft.MachineLearningServices/workspaces/onlineEndpoints",
  location: "westeurope",
  kind: "Managed",
  identity: {
    type: "SystemAssigned, UserAssigned",
    principalId: "p",
    tenantId: "t",
    userAssignedIdentities: { "/u/1": { principalId: "q", clientId: "c" } },
  },
  tags: { ours: "1", policy: "kept" },
  properties: {
    authMode: "Key",
    description: "old",
    keys: null,
    mirrorTraffic: {},
    properties: { sticky: "yes" },
    provisioningState: "Succeeded",
    publicNetworkAccess: "Enabled",
    scoringUri: "https://e/score",
    swaggerUri: "https://e/swagger.json",
    traffic: { blue: 100 },
    added: "by a later version of Azure",
  },
  systemData: { createdBy: "x" },
};

const wanted: Settings = { endpoint: live.id, authMode: "Key", traffic: { blue: 100 } };

describe("the body that writes an endpoint's settings", () => {
  it("keeps all that Azure has and nobody asked to change, without what Azure computes", () => {
    expect(merged(live, undefined, wanted)).toEqual({
      location: "westeurope",
      kind: "Managed",
      identity: { type: "SystemAssigned, UserAssigned", userAssignedIdentities: { "/u/1": {} } },
      tags: live.tags,
      properties: {
        authMode: "Key",
        description: "old",
        properties: { sticky: "yes" },
        publicNetworkAccess: "Enabled",
        traffic: { blue: 100 },
        added: "by a later version of Azure",
      },
    });
  });

  it("writes what is wanted over it", () => {
    const next: Settings = {
      ...wanted,
      authMode: "AMLToken",
      traffic: { blue: 90, green: 10 },
      mirrorTraffic: { red: 20 },
      publicNetworkAccess: "Disabled",
      description: "new",
      tags: { ours: "2" },
      properties: { more: "too" },
    };
    expect(merged(live, undefined, next)).toMatchObject({
      tags: { ours: "2", policy: "kept" },
      properties: {
        authMode: "AMLToken",
        traffic: { blue: 90, green: 10 },
        mirrorTraffic: { red: 20 },
        publicNetworkAccess: "Disabled",
        description: "new",
        properties: { sticky: "yes", more: "too" },
      },
    });
  });

  it("takes away what this program had put there: a tag, the description, the copies", () => {
    const before: Settings = { ...wanted, tags: { ours: "1" }, description: "old", mirrorTraffic: { red: 20 } };
    const copying = { ...live, properties: { ...live.properties, mirrorTraffic: { red: 20 } } };
    expect(merged(copying, before, wanted)).toMatchObject({
      tags: { policy: "kept" },
      properties: { description: null, mirrorTraffic: {} },
    });
  });

  it("never leaves traffic out: Azure would drop it", () => {
    expect(merged(live, undefined, { ...wanted, traffic: {} })).toMatchObject({ properties: { traffic: {} } });
  });
});

describe("whether there is anything to write", () => {
  it("is nothing when the endpoint is as wanted, whatever case and order its names are in", () => {
    const body = merged(live, undefined, { ...wanted, traffic: { green: 10, blue: 90 } });
    expect(
      settled({ ...live, properties: { ...live.properties, traffic: { blue: 90, green: 10, red: 0 } } }, body),
    ).toBe(true);
  });

  it.each<[string, Partial<Settings>]>([
    ["traffic", { traffic: { blue: 90, green: 10 } }],
    ["copies", { mirrorTraffic: { green: 10 } }],
    ["the authentication", { authMode: "AMLToken" }],
    ["the network access", { publicNetworkAccess: "Disabled" }],
    ["the description", { description: "new" }],
    ["a tag", { tags: { ours: "2" } }],
    ["a property", { properties: { more: "1" } }],
  ])("is something when %s differs", (_, change) => {
    expect(settled(live, merged(live, undefined, { ...wanted, ...change }))).toBe(false);
  });
});

describe("what Azure has not taken over", () => {
  const before: Settings = { ...wanted, description: "old" };
  const body = merged(live, before, { ...wanted, tags: { ours: "2" }, properties: { more: "too" } });
  /** What Azure has after the write. */
  const after = (change: object, tags: object = { ours: "2", policy: "kept" }) => ({
    tags,
    properties: { ...live.properties, description: null, properties: { sticky: "yes", more: "too" }, ...change },
  });

  it.each<[string, object]>([
    ["everything is there", after({})],
    ["an empty description is none", after({ description: "" })],
    ["a policy has added a tag and set another", after({}, { ours: "2", policy: "other", costs: "42" })],
    [
      "Azure has added a property and changed its own",
      after({ properties: { sticky: "no", more: "too", operation: "2" } }),
    ],
  ])("is nothing when %s", (_, found) => {
    expect(missing({ ...live, ...found }, body)).toEqual([]);
  });

  it.each<[string, object]>([
    ["traffic", after({ traffic: {} })],
    ["mirrorTraffic", after({ mirrorTraffic: { blue: 10 } })],
    ["authMode", after({ authMode: "AMLToken" })],
    ["publicNetworkAccess", after({ publicNetworkAccess: "Disabled" })],
    ["description", after({ description: "old" })],
    ["properties", after({ properties: { sticky: "yes" } })],
    ["tags", after({}, { policy: "kept" })],
  ])("is named: %s", (name, found) => {
    expect(missing({ ...live, ...found }, body)).toEqual([name]);
  });
});
