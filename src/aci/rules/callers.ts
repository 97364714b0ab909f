import { unavailableSwitches } from "../../access/auth-switch-rules";
import { headerName } from "../../contract/patterns";
import { onlyWith } from "../../validation/relations";
import { type LeafRule, number, type ObjectRule, type Relation, text } from "../../validation/rule";
import { aciDefaults } from "../defaults";

/** Who may call: authentication, and web pages of other origins. */

const { tokenAuthEnabled: noTokens, ...otherSwitches } = unavailableSwitches("aci");

/** The switches of other modes, which are no inputs here. */
export const switchesElsewhere = otherSwitches;

/** v1 had it on its services of all kinds. */
export const tokenAuthEnabled: LeafRule = {
  kind: "leaf",
  accepts: (value) => value === false,
  expected: "false or nothing",
  hint: `${noTokens?.why}: ${noTokens?.instead}`,
  plain: true,
};

export const callerRelations: readonly Relation[] = [
  onlyWith("keys", ["authEnabled"], {
    lack: "without key authentication",
    instead: "or set authEnabled: true",
    counts: (authEnabled = aciDefaults.authEnabled) => authEnabled === true,
  }),
];

/** Compared letter by letter with what the browser sends, so another way to write it would never match. */
function isOrigin(value: string): boolean {
  if (value === "*") {
    return true;
  }
  if (!URL.canParse(value)) {
    return false;
  }
  // For the schemes of apps (capacitor://localhost) the URL standard knows no origin; browsers send them as written.
  const { protocol, origin } = new URL(value);
  return protocol === "http:" || protocol === "https:" ? origin === value : true;
}

const origin = text({
  pattern: /^(?:\*|[a-z][a-z0-9+.-]*:\/\/[a-z0-9._[\]:-]+)$/,
  test: isOrigin,
  atMost: 300,
  expected:
    "an origin as browsers send it, such as https://app.example.com (lower case, no path or final /, no standard port, no wildcard inside), or the single entry *",
});

export const cors: ObjectRule = {
  kind: "object",
  properties: {
    allowedOrigins: { kind: "list", item: origin, atLeast: 1, atMost: 100, required: true },
    allowedHeaders: {
      kind: "list",
      item: text({
        pattern: headerName,
        atMost: 100,
        expected: "the name of a header: at most 100 letters, digits and -, not starting with -",
      }),
      atLeast: 1,
      atMost: 50,
    },
    maxAgeSeconds: number({ what: "number of seconds", from: 0, to: 86_400, integer: true }),
  },
  relations: [
    {
      of: ["allowedOrigins"],
      deep: true,
      check: ([origins]) =>
        Array.isArray(origins) && origins.length > 1 && origins.includes("*")
          ? {
              path: "allowedOrigins",
              reason:
                '"*" beside other origins is not allowed: must stand alone; name the origins, or give only "*" for all',
            }
          : undefined,
    },
  ],
};
