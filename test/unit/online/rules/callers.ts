import { named } from "../../../support/examples";
import { computeId, principal } from "../../support/online-examples";
import { below, entry, input, refuses, type Spot, takesMap, takesNoOutput, takesObject } from "../../support/rows";
import type { Row } from "../../support/row";

/** Who may call, and who may fetch what it takes. */

const open = (instead: string) =>
  `authEnabled: false is not allowed alone, because Azure ML v2 has no endpoint without authentication: must be true or left out for keys, or come with ${instead}; for open access put a gateway of your own in front that holds the key`;

const isFlag = (name: string): Row[] => [
  ...refuses(input(name), "true or false", "true"),
  takesNoOutput(input(name), "true or false"),
];

const both: Row[] = [
  ...isFlag("authEnabled"),
  ...isFlag("tokenAuthEnabled"),
  [
    { authEnabled: true, tokenAuthEnabled: true },
    "tokenAuthEnabled: true is not allowed beside authEnabled: true, because an endpoint has exactly one authentication: turn all but one off",
  ],
];

export const aksAuthentication: Row[] = [
  ...both,
  [{ authEnabled: false }, open("tokenAuthEnabled: true")],
  [{ authEnabled: false, tokenAuthEnabled: false }, open("tokenAuthEnabled: true")],
];

export const managedAuthentication: Row[] = [
  ...both,
  ...isFlag("entraAuthEnabled"),
  [{ authEnabled: false }, open("tokenAuthEnabled: true or entraAuthEnabled: true")],
  [
    { authEnabled: false, tokenAuthEnabled: false, entraAuthEnabled: false },
    open("tokenAuthEnabled: true or entraAuthEnabled: true"),
  ],
  [
    { authEnabled: true, entraAuthEnabled: true },
    "entraAuthEnabled: true is not allowed beside authEnabled: true, because an endpoint has exactly one authentication: turn all but one off",
  ],
  [
    { tokenAuthEnabled: true, entraAuthEnabled: true },
    "entraAuthEnabled: true is not allowed beside tokenAuthEnabled: true, because an endpoint has exactly one authentication: turn all but one off",
  ],
  [
    { authEnabled: true, tokenAuthEnabled: true, entraAuthEnabled: true },
    "entraAuthEnabled: true is not allowed beside authEnabled and tokenAuthEnabled: true, because an endpoint has exactly one authentication: turn all but one off",
  ],
];

const types = 'one of "User", "Group", "ServicePrincipal"';
const objectId = "the object id of a user, a group or a service principal, a GUID";
const role =
  "the resource id of a role definition: /subscriptions/…/providers/Microsoft.Authorization/roleDefinitions/…";

/** `whole` holds the grants beside what else they need. */
function grantRows(whole: Spot, kinds: readonly string[]): Row[] {
  const rows = kinds.flatMap((kind): Row[] => {
    const spot = below(whole, kind);
    const one = entry(spot, "portal");
    return [
      takesMap(spot),
      takesNoOutput(spot, "an object of names and values"),
      [
        spot.put(named(101, principal)),
        `${spot.path}: 101 entries are not allowed: must be at most 100; give the role to a group`,
      ],
      [
        spot.put({ "the portal": principal }),
        `${spot.path}: the name "the portal" is not allowed: must be 1 to 64 letters, digits and _ -`,
      ],
      ...takesObject(one, "principalId, principalType"),
      [one.put({ principalType: "User" }), `${one.path}.principalId: is required: give ${objectId}`],
      ...refuses(below(one, "principalId", principal), objectId, "portal@contoso.com"),
      [one.put({ principalId: principal.principalId }), `${one.path}.principalType: is required: give ${types}`],
      ...refuses(below(one, "principalType", principal), types, "Device", "user"),
      takesNoOutput(below(one, "principalType", principal), types),
      [one.put({ ...principal, objectId: "" }), `${one.path}.objectId: is not an input; use principalId`],
      [
        one.put({ ...principal, clientId: "" }),
        `${one.path}.clientId: is not an input; use principalId, the object id of the service principal`,
      ],
      ...refuses(below(below(whole, "roleDefinitionIds"), kind), role, "Owner", computeId.slice(0, 50)),
    ];
  });
  const inputs = [...kinds, "roleDefinitionIds"].join(", ");
  return [...takesObject(whole, inputs), ...takesObject(below(whole, "roleDefinitionIds"), kinds.join(", ")), ...rows];
}

const noEntra =
  "is not an input: Kubernetes endpoints have no Microsoft Entra authentication; callers with a key or a token of Azure ML need no role";

export const aksGrants: Row[] = [
  ...grantRows(input("grants"), ["tokenAccess", "keyRead"]),
  [{ grants: { scoring: { portal: principal } } }, `grants.scoring: ${noEntra}`],
  [{ grants: { roleDefinitionIds: { scoring: "" } } }, `grants.roleDefinitionIds.scoring: ${noEntra}`],
];

export const managedGrants: Row[] = grantRows(input("grants"), ["tokenAccess", "scoring", "keyRead"]);
