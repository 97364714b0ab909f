import * as azure from "../../validation/azure-rules";
import { type ListRule, type MapRule, number, type ObjectRule, type Relation, text } from "../../validation/rule";
import { serverVariables } from "../scoring-server";

/** The scoring container: command, variables and probes. */

export const command: ListRule = {
  kind: "list",
  item: text({ atMost: 10_000, expected: "a text of 1 to 10000 characters without NUL" }),
  atLeast: 1,
  atMost: 100,
};

const variableName = text({
  // A JavaScript object cannot be trusted to carry the name __proto__ along.
  pattern: /^(?!__proto__$)[A-Za-z_][A-Za-z0-9_]*$/,
  atMost: 256,
  expected: "at most 256 letters, digits and _, not starting with a digit",
});

const variableValue = text({
  atMost: 100_000,
  expected: "a text of 1 to 100000 characters without NUL",
  hint: "leave the variable out where it has no value",
  // A value that was refused may well be a secret in the wrong place.
  secret: true,
});

export const variables: MapRule = { kind: "map", key: variableName, value: variableValue, atMost: 1000 };

const seconds = (from: number) => number({ what: "number of seconds", from, to: 86_400, integer: true });
const tries = number({ what: "number of tries", from: 1, to: 1000, integer: true });

export const probe: ObjectRule = {
  kind: "object",
  properties: {
    path: azure.requestPath,
    initialDelaySeconds: seconds(0),
    periodSeconds: seconds(1),
    timeoutSeconds: seconds(1),
    successThreshold: tries,
    failureThreshold: tries,
  },
};

export const variableRelations: readonly Relation[] = [
  {
    of: ["environmentVariables", "secretEnvironmentVariables"],
    check: ([plain, secret]) => {
      const secretNames = new Set(names(secret));
      const twice = names(plain).filter((name) => secretNames.has(name));
      return twice.map((name) => ({
        path: `secretEnvironmentVariables["${name}"]`,
        reason: "is in environmentVariables too: must be in one of the two; leave it out of environmentVariables",
      }));
    },
  },
  ...["environmentVariables", "secretEnvironmentVariables"].map((property): Relation => ({
    of: [property],
    check: ([given]) =>
      names(given)
        .filter((name) => Object.hasOwn(serverVariables, name))
        .map((name) => ({
          path: `${property}["${name}"]`,
          reason: `is set by the component: must be left out; use ${serverVariables[name]} instead`,
        })),
  })),
];

function names(map: unknown): string[] {
  return typeof map === "object" && map !== null ? Object.keys(map) : [];
}
