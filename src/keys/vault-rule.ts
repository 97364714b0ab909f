import * as azure from "../validation/azure-rules";
import { type LeafRule, type ObjectRule, type Relation, text } from "../validation/rule";
import { formatValue } from "../validation/format-value";

/** Names and limits of Key Vault, 2024-11-01 and about-keys-secrets-certificates. */

const secretName = text({
  pattern: /^[A-Za-z0-9-]+$/,
  atMost: 127,
  expected: "the name of a secret: 1 to 127 letters, digits and -",
});

/** Without a path: what is below it are the secrets. */
const vaultUri = text({
  pattern: /^https:\/\/[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?\/*$/,
  test: (value) => URL.canParse(value),
  atMost: 1000,
  expected: "the vault's address such as https://contoso.vault.azure.net",
});

/** Those that the component sets. */
const ownTags = ["service", "slot", "version"];
const mostTags = 15;

const isTime = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

const expiresOn = text({
  pattern: isTime,
  test: (value) => Number.isFinite(Date.parse(value)) && Date.parse(value) > 0,
  atMost: 40,
  expected: "a date such as 2027-01-31, or a time with its zone such as 2027-01-31T02:00:00Z",
});

const tagName: LeafRule = text({
  test: (value) => !ownTags.includes(value.toLowerCase()),
  pattern: /^(?!__proto__$)[^<>%&\\?/\p{Cc}]+$/u,
  atMost: 256,
  expected: `1 to 256 characters without < > % & \\ ? / and control characters, and none of ${ownTags.join(", ")}, which the component sets`,
});

const nameProperties = ["primary", "secondary", "active"];

/** Key Vault compares names without case. Two slots in one secret would take turns in it. */
const different: Relation = {
  of: nameProperties,
  check: (names, hidden) =>
    names.flatMap((name, later) => {
      const earlier = names.slice(0, later).findIndex((one) => typeof name === "string" && isSame(one, name));
      const shown = hidden.some(Boolean) ? "the name" : formatValue(name);
      return earlier < 0
        ? []
        : {
            path: nameProperties[later] ?? "",
            reason: `${shown} is the name of ${nameProperties[earlier]} too: must be another name; leave one out for its default`,
          };
    }),
};

function isSame(one: unknown, name: string): boolean {
  return typeof one === "string" && one.toLowerCase() === name.toLowerCase();
}

export const vaultRule: ObjectRule = {
  kind: "object",
  properties: {
    vaultId: { ...azure.resourceId("Microsoft.KeyVault/vaults"), required: true },
    vaultUri,
    secretNames: {
      kind: "object",
      properties: { primary: secretName, secondary: secretName, active: secretName },
      relations: [different],
    },
    contentType: text({
      pattern: /^[\x20-\x7e]+$/,
      atMost: 255,
      expected: "a content type: 1 to 255 printable ASCII characters",
    }),
    tags: {
      kind: "map",
      key: tagName,
      value: text({ empty: true, atMost: 256, expected: "a text of at most 256 characters" }),
      atMost: mostTags - ownTags.length,
      hint: "Key Vault allows 15, and the component sets 3",
    },
    expiresOn,
  },
  retired: {
    vaultName: "is not an input; use vaultId, the resource id of the vault",
    vaultUrl: "is not an input; use vaultUri",
    url: "is not an input; use vaultUri",
    identityId: "is not an input; use keys.sync.identityId",
  },
};
