import * as fc from "fast-check";

import { roleName, roles } from "../../../src/access/roles";
import { resourceGroupOf } from "../../../src/azure/resource-id";
import { guidOf } from "../../../src/azure/uuid-v5";

const endpointId =
  "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/ml/providers/Microsoft.MachineLearningServices/workspaces/team/onlineEndpoints/diabetes";

describe("the names of roles and assignments", () => {
  // Frozen: other names would replace the roles and assignments of everybody.
  test("do not change", () => {
    expect(guidOf(endpointId, "tokenAccess")).toBe("06ba1de4-30cb-576b-aea5-9a98d402d698");
    expect(guidOf(endpointId, "tokenAccess", "batch")).toBe("dd861d5d-f89d-560a-be9d-7d56c4e0cb24");
  });

  test("are GUIDs of version 5", () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), (id, parts) => {
        expect(guidOf(id, ...parts)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      }),
    );
  });

  test("do not depend on how Azure writes an id", () => {
    expect(guidOf(endpointId.toUpperCase(), "scoring")).toBe(guidOf(endpointId, "scoring"));
  });

  test("tell ids, kinds and grants apart", () => {
    const names = ["a", "b"].flatMap((id) =>
      Object.keys(roles).flatMap((kind) => ["one", "One"].map((grant) => guidOf(id, kind, grant))),
    );
    expect(new Set(names).size).toBe(12);
  });
});

test("roles hold exactly the actions of their purpose, and no wildcard", () => {
  const endpoints = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints";
  expect(Object.fromEntries(Object.entries(roles).map(([kind, { actions }]) => [kind, actions]))).toEqual({
    tokenAccess: [`${endpoints}/read`, `${endpoints}/token/action`],
    scoring: [`${endpoints}/score/action`],
    keyRead: [`${endpoints}/read`, `${endpoints}/listKeys/action`],
  });
});

test("a role's name says what it is for, and is the tenant's only one", () => {
  expect(roleName("keyRead", "diabetes", "1a2b3c4d-0000-5000-8000-000000000000")).toBe(
    "Online endpoint diabetes: read keys (1a2b3c4d)",
  );
});

test.each([
  [endpointId, "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/ml"],
  ["/subscriptions/0/resourcegroups/ML/PROVIDERS/x", "/subscriptions/0/resourcegroups/ML"],
  ["", ""],
])("the resource group of %s", (id, group) => expect(resourceGroupOf(id)).toBe(group));
