import * as pulumi from "@pulumi/pulumi";

import { identityId, named, vaultId } from "../../../support/examples";
import { below, input, refuses, type Spot, takesMap, takesNoOutput, takesObject } from "../../support/rows";
import type { Row } from "../../support/row";

/** Rules of `keys` that are the same on every service: the place is the service's. */

const slotNumber = "a whole number, 1 or more; give the slot's number in rotation";
const vaultMust =
  "the resource id of a Microsoft.KeyVault/vaults: /subscriptions/…/resourceGroups/…/providers/Microsoft.KeyVault/vaults/…";
const secretMust = "the name of a secret: 1 to 127 letters, digits and -";
const tagMust =
  "1 to 256 characters without < > % & \\ ? / and control characters, and none of service, slot, version, which the component sets";
const timeMust = "a date such as 2027-01-31, or a time with its zone such as 2027-01-31T02:00:00Z";
const identityMust =
  "the resource id of a Microsoft.ManagedIdentity/userAssignedIdentities: /subscriptions/…/resourceGroups/…/providers/Microsoft.ManagedIdentity/userAssignedIdentities/…";

export function replaceBothAt(rotation: Spot): Row[] {
  const allowed = below(rotation, "replaceBothAt");
  return [
    ...takesObject(allowed, "primary, secondary"),
    [allowed.put({ secondary: 2 }), `${allowed.path}.primary: is required: give a whole number, 1 or more`],
    [allowed.put({ primary: 2 }), `${allowed.path}.secondary: is required: give a whole number, 1 or more`],
    ...refuses(below(allowed, "primary", { secondary: 2 }), slotNumber, 0, 1.5, "2"),
    ...refuses(below(allowed, "secondary", { primary: 2 }), slotNumber, 0, true),
  ];
}

export function vault(spot: Spot): Row[] {
  const given = { vaultId };
  const of = (name: string) => below(spot, name, given);
  const names = of("secretNames");
  const tags = of("tags");
  return [
    ...takesObject(spot, "vaultId, vaultUri, secretNames, contentType, tags, expiresOn"),
    [spot.put({}), `${spot.path}.vaultId: is required: give ${vaultMust}`],
    ...refuses(below(spot, "vaultId"), vaultMust, "contoso", "https://contoso.vault.azure.net"),
    ...refuses(
      of("vaultUri"),
      "the vault's address such as https://contoso.vault.azure.net",
      "http://contoso.vault.azure.net",
      "contoso",
      "https://contoso.vault.azure.net?x",
      "https://contoso.vault.azure.net/secrets/score-active",
    ),
    ...takesObject(names, "primary, secondary, active"),
    ...["primary", "secondary", "active"].flatMap((slot) =>
      refuses(below(names, slot), secretMust, "a_b", "größe", ""),
    ),
    [
      names.put({ primary: "Score", secondary: "score" }),
      `${names.path}.secondary: "score" is the name of primary too: must be another name; leave one out for its default`,
    ],
    [
      names.put({ primary: "one", secondary: "two", active: "two" }),
      `${names.path}.active: "two" is the name of secondary too: must be another name; leave one out for its default`,
    ],
    ...refuses(of("contentType"), "a content type: 1 to 255 printable ASCII characters", "größe", "", "two\nlines"),
    takesMap(tags),
    [
      tags.put(named(13, "x")),
      `${tags.path}: 13 entries are not allowed: must be at most 12; Key Vault allows 15, and the component sets 3`,
    ],
    ...["a<b", "Slot", "version"].map((name): Row => [
      tags.put({ [name]: "x" }),
      `${tags.path}: the name "${name}" is not allowed: must be ${tagMust}`,
    ]),
    [
      tags.put({ team: "x".repeat(257) }),
      `${tags.path}["team"]: "${"x".repeat(60)}"… (257 characters) is not allowed: must be a text of at most 256 characters`,
    ],
    ...refuses(of("expiresOn"), timeMust, "2027-02-31T02:00", "2027-13-01", "31.01.2027", "1969-01-01", "tomorrow"),
    ...Object.entries({
      vaultName: "is not an input; use vaultId, the resource id of the vault",
      vaultUrl: "is not an input; use vaultUri",
      url: "is not an input; use vaultUri",
      identityId: "is not an input; use keys.sync.identityId",
    }).map(([name, reason]): Row => [of(name).put("contoso"), `${spot.path}.${name}: ${reason}`]),
  ];
}

export function acceptance(spot: Spot): Row[] {
  const timeout = below(spot, "timeoutSeconds");
  const settling = below(spot, "settlingSeconds");
  return [
    ...takesObject(spot, "check, timeoutSeconds, settlingSeconds"),
    ...refuses(below(spot, "check"), 'one of "Request", "Wait"', "request", true),
    takesNoOutput(below(spot, "check"), 'one of "Request", "Wait"'),
    ...refuses(timeout, "a whole number of seconds, from 1 to 3600", 0, 3601, 1.5),
    takesNoOutput(timeout, "a whole number of seconds, from 1 to 3600"),
    ...refuses(settling, "a whole number of seconds, from 0 to 3600", -1, 3601),
    takesNoOutput(settling, "a whole number of seconds, from 0 to 3600"),
    [
      spot.put({ check: "Wait", timeoutSeconds: 60 }),
      `${spot.path}.timeoutSeconds: has no meaning with check "Wait": must be left out; it belongs to "Request"`,
    ],
    [
      spot.put({ check: "Request", settlingSeconds: 60 }),
      `${spot.path}.settlingSeconds: has no meaning with check "Request": must be left out; it belongs to "Wait"`,
    ],
  ];
}

/** On Container Instances, where key authentication has to be on. */
const keys: Spot = { path: "keys", put: (value) => ({ authEnabled: true, keys: value }) };
const sync = below(keys, "sync", { vault: { vaultId } });
const withoutVault =
  "has no meaning without vault, because the keys come with the group: must be left out; or give vault";
const secondsMust = "a whole number of seconds, from 5 to 3600";

export const aciKeyVault: Row[] = [
  ...replaceBothAt(below(keys, "rotation")),
  ...vault(below(keys, "vault")),
  ...acceptance(below(keys, "acceptance", { vault: { vaultId } })),
  ...takesObject(sync, "intervalSeconds, image, cpuCores, memoryGb, identityId"),
  ...refuses(below(sync, "intervalSeconds"), secondsMust, 4, 3601, 5.5, "30"),
  ...refuses(
    below(sync, "image"),
    "a container image such as contoso.azurecr.io/models/diabetes:3, its path in lower case and without https://",
    "Curl",
  ),
  ...refuses(below(sync, "identityId"), identityMust, "puller"),
  [keys.put({ acceptance: {} }), `keys.acceptance: ${withoutVault}`],
  [keys.put({ sync: { identityId } }), `keys.sync: ${withoutVault}`],
  ...refuses(below(sync, "cpuCores"), "a number of CPU cores, from 0.1 to 31", 0.05, 32, "1"),
  ...refuses(
    below(sync, "memoryGb"),
    "a number of GB, from 0.2 to 240; with less it may be killed under load",
    0.1,
    241,
  ),
];

/** Used alone, for a service of another kind. */
export const aloneKeys: Row[] = [
  ...takesObject(input("rotation"), "primary, secondary, replaceBothAt"),
  ...["primary", "secondary"].flatMap((slot) => [
    ...refuses(
      below(input("rotation"), slot),
      "a whole number, 1 or more; leave it out to start at 1, and raise it by one to rotate",
      0,
    ),
    [
      { initial: { [slot]: "too-short" } },
      `initial.${slot}: the value given (not shown: it may be a secret) is not allowed: must be 16 to 128 letters and digits; regenerate that key on the old service, or leave it out for a generated one`,
    ] satisfies Row,
  ]),
  ...takesObject(input("initial"), "primary, secondary"),
  [
    { initial: { primary: "a".repeat(16), secondary: "a".repeat(16) } },
    "initial.secondary: is the same as primary (not shown): must be another key, or rotating one would not end the other; leave it out for a generated one",
  ],
  ...replaceBothAt(input("rotation")),
  ...vault(input("vault")),
  [
    { vault: { vaultId, secretNames: { primary: pulumi.output("a"), secondary: 5 } } },
    `vault.secretNames.secondary: 5 is not allowed: must be ${secretMust}`,
  ],
  [{ acceptance: {} }, "acceptance: is not an input; known are rotation, initial, vault"],
  [{ sync: {} }, "sync: is not an input; known are rotation, initial, vault"],
];
