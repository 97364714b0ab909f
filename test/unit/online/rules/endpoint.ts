import { identityId, named, oldKey, times } from "../../../support/examples";
import { computeId, endpointId, type OnlineKind, storage } from "../../support/online-examples";
import { below, entry, input, item, refuses, takesMap, takesNoOutput, takesObject } from "../../support/rows";
import { azure } from "../../azure/rules/azure";
import { acceptance, replaceBothAt, vault } from "../../keys/rules/key-vault";
import type { Row } from "../../support/row";

const group = "1 to 90 letters, digits, -, _, ., ( or ), not ending in a dot";
const workspace =
  "the name of an Azure ML workspace: 3 to 33 letters, digits, - and _, starting with a letter or digit";
const endpoint =
  "the name of an endpoint: 3 to 32 letters, digits and -, starting with a letter and not ending in -; give endpointName where the component's own name does not fit";
const region = "the name of an Azure region, such as westeurope or West Europe";
const datastore = "the name of a datastore of the workspace: 1 to 255 lower-case letters, digits and _";
const deployment =
  "the name of a deployment: 3 to 32 letters, digits and -, starting with a letter and not ending in -";
const identityTypes = 'one of "SystemAssigned", "UserAssigned", "SystemAssigned, UserAssigned"';
const identityMust =
  "the resource id of a Microsoft.ManagedIdentity/userAssignedIdentities: /subscriptions/…/resourceGroups/…/providers/Microsoft.ManagedIdentity/userAssignedIdentities/…";
const endpointMust =
  "the resource id of a Microsoft.MachineLearningServices/workspaces/onlineEndpoints: /subscriptions/…/resourceGroups/…/providers/Microsoft.MachineLearningServices/workspaces/…/onlineEndpoints/…";
const text5000 = `"${"x".repeat(60)}"… (5001 characters) is not allowed: must be a text of`;

/** Where the endpoint is, and what describes it. */
export const places: Row[] = [
  [{ resourceGroupName: undefined }, `resourceGroupName: is required: give ${group}`],
  ...refuses(input("resourceGroupName"), group, "", "ends-in-a-dot.", 7),
  [{ workspaceName: undefined }, `workspaceName: is required: give ${workspace}`],
  ...refuses(input("workspaceName"), workspace, "ml", "_ml-team", "ml.team", "a".repeat(34)),
  ...refuses(input("endpointName"), endpoint, "ab", "a".repeat(33), "1abc", "ends-", "with_underscore", "with.dot"),
  ...refuses(input("location"), region, "West_Europe"),
  ...refuses(input("description"), "a text of 1 to 5000 characters", "", 7),
  [{ description: "x".repeat(5001) }, `description: ${text5000} 1 to 5000 characters`],
  takesMap(input("tags")),
  [
    { tags: named(51, "x") },
    "tags: 51 entries are not allowed: must be at most 50; put several values into one tag, as JSON",
  ],
  [
    { tags: { "cost/center": "7" } },
    'tags: the name "cost/center" is not allowed: must be 1 to 512 characters without < > % & \\ ? / and control characters',
  ],
  ...refuses(entry(input("tags"), "team"), "a text of at most 256 characters", 7),
  takesMap(input("properties")),
  [{ properties: named(101, "x") }, "properties: 101 entries are not allowed: must be at most 100"],
  [
    { properties: { "new\nline": "x" } },
    'properties: the name "new\\nline" is not allowed: must be 1 to 512 characters without control characters',
  ],
  ...refuses(entry(input("properties"), "team"), "a text of at most 5000 characters", 7),
  ...takesObject(input("identity"), "type, userAssignedIdentityIds"),
  [{ identity: {} }, `identity.type: is required: give ${identityTypes}`],
  ...refuses(below(input("identity"), "type"), identityTypes, "None"),
  takesNoOutput(below(input("identity"), "type"), identityTypes),
  [
    { identity: { type: "UserAssigned" } },
    'identity.userAssignedIdentityIds: is required with type "UserAssigned": give the resource ids of the identities, or choose "SystemAssigned"',
  ],
  ...[
    ["a list of 0", []],
    ["a list of 101", times(101, identityId)],
    ["a text", identityId],
  ].map(([shown, ids]): Row => [
    { identity: { type: "UserAssigned", userAssignedIdentityIds: ids } },
    `identity.userAssignedIdentityIds: ${shown as string} is not allowed: must be a list of 1 to 100`,
  ]),
  ...refuses(
    item(below(input("identity"), "userAssignedIdentityIds", { type: "UserAssigned" }), 0),
    identityMust,
    "puller",
  ),
];

/** Keys: the same as on every service. */
export const keys: Row[] = [
  ...takesObject(input("keys"), "rotation, initial, vault, acceptance"),
  ...takesObject(below(input("keys"), "rotation"), "primary, secondary, replaceBothAt"),
  ...takesObject(below(input("keys"), "initial"), "primary, secondary"),
  ...["primary", "secondary"].flatMap((slot) => [
    ...refuses(
      below(below(input("keys"), "rotation"), slot),
      "a whole number, 1 or more; leave it out to start at 1, and raise it by one to rotate",
      0,
    ),
    [
      { keys: { initial: { [slot]: "too-short" } } },
      `keys.initial.${slot}: the value given (not shown: it may be a secret) is not allowed: must be 16 to 128 letters and digits; regenerate that key on the old service, or leave it out for a generated one`,
    ] satisfies Row,
  ]),
  [
    { keys: { initial: { primary: oldKey, secondary: oldKey } } },
    "keys.initial.secondary: is the same as primary (not shown): must be another key, or rotating one would not end the other; leave it out for a generated one",
  ],
  ...replaceBothAt(below(input("keys"), "rotation")),
  ...vault(below(input("keys"), "vault")),
  ...acceptance(below(input("keys"), "acceptance")),
];

/** Storage, adoption and the cloud. */
export function surroundings({ minimal }: OnlineKind): Row[] {
  const adopt = input("adopt");
  const adopted = below(adopt, "deployments", { endpointId });
  const elsewhere = (from: string, to: string) => adopt.put({ endpointId: endpointId.replace(from, to) });
  return [
    ...takesObject(input("storage"), "datastoreName, resourceGroupName"),
    ...refuses(below(input("storage"), "datastoreName", storage), datastore, "My-Store", "a b"),
    [{ storage: { name: "services" } }, "storage.name: is not an input; use datastoreName"],
    ...["accountName", "containerName"].map((name): Row => [
      { storage: { [name]: "contoso" } },
      `storage.${name}: is not an input: a datastore says it; use datastoreName, for a container without one after az ml datastore create`,
    ]),
    ...refuses(below(input("storage"), "resourceGroupName", storage), group, "a."),

    ...takesObject(adopt, "endpointId, deployments"),
    [adopt.put({}), `adopt.endpointId: is required: give ${endpointMust}`],
    takesNoOutput(below(adopt, "endpointId"), endpointMust),
    [
      adopt.put({ endpointId: computeId }),
      `adopt.endpointId: "${computeId.slice(0, 60)}"… (${computeId.length} characters) is not allowed: must be ${endpointMust}`,
    ],
    [
      elsewhere("/diabetes", "/other"),
      'adopt.endpointId: has "other" where endpointName is "diabetes": must be the same; change one of the two',
    ],
    [
      elsewhere("/contoso-ml", "/other-ml"),
      'adopt.endpointId: has "other-ml" where workspaceName is "contoso-ml": must be the same; change one of the two',
    ],
    [
      elsewhere("/resourceGroups/ml", "/resourceGroups/other"),
      'adopt.endpointId: has "other" where resourceGroupName is "ml": must be the same; change one of the two',
    ],
    [adopted.put("blue"), "adopt.deployments: a text is not allowed: must be a list of at most 20"],
    [adopted.put(times(21, "blue")), "adopt.deployments: a list of 21 is not allowed: must be a list of at most 20"],
    takesNoOutput(adopted, "a list of at most 20"),
    ...refuses(item(adopted, 0), deployment, "b"),
    takesNoOutput(item(adopted, 0), deployment),
    [
      { ...adopted.put(["blue", "green"]), deployments: { ...minimal.deployments } },
      'adopt.deployments[1]: "green" is no deployment of this service: must be one of "blue"; describe it there',
    ],
    [
      adopted.put(["blue", "blue"]),
      'adopt.deployments[1]: "blue" is in the list twice: must be there once; leave one out',
    ],

    ...azure,
  ];
}
