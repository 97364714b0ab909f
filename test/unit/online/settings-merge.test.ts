import { merged, settled, type Settings } from "../../../src/online/settings-merge";

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
