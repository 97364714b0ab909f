import { formatValue, redact } from "../../validation/format-value";
import type { Problem } from "../../validation/problem";
import { onlyWith } from "../../validation/relations";
import { flag, number, type Relation } from "../../validation/rule";
import { aciDefaults } from "../defaults";
import { leastLookSeconds, leastWorkerTimeout, workerVariables } from "../scoring-server";

/** The inference server that we start: its processes, its times, and the probes that look at it. */

const inputs = {
  WORKER_COUNT: number({ what: "number of processes", from: 1, to: 100, integer: true }),
  WORKER_TIMEOUT: number({ what: "number of seconds", from: 1, to: 86_400, integer: true }),
  WORKER_PRELOAD: flag(),
};

export const workers = {
  workerCount: inputs.WORKER_COUNT,
  workerTimeoutSeconds: inputs.WORKER_TIMEOUT,
  workerPreload: inputs.WORKER_PRELOAD,
};

const names = Object.keys(workerVariables) as (keyof typeof workerVariables)[];

/** The gateway gives up first, and says so; a process that is ended in a request only drops the connection. */
function tooShort(given: unknown, scoringTimeoutMs: unknown): string | undefined {
  const timeoutMs = scoringTimeoutMs === undefined ? aciDefaults.scoringTimeoutMs : scoringTimeoutMs;
  if (typeof given !== "number" || typeof timeoutMs !== "number" || given >= leastWorkerTimeout(timeoutMs)) {
    return undefined;
  }
  return "must be at least 5 seconds more than scoringTimeoutMs, otherwise predictions that callers still wait for are cut off; raise it, or lower scoringTimeoutMs";
}

const timeoutRelation: Relation = {
  of: ["workerTimeoutSeconds", "scoringTimeoutMs"],
  check: ([given, scoringTimeoutMs], [hidden]) => {
    const reason = tooShort(given, scoringTimeoutMs);
    const shown = hidden ? redact(given) : formatValue(given);
    return reason === undefined
      ? undefined
      : { path: "workerTimeoutSeconds", reason: `${shown} is not allowed: ${reason}` };
  },
};

/** The variables mean what the inputs do, so they are held to the same rules. */
function variableRelation(property: string): Relation {
  return {
    of: [property, "entryScript", ...Object.values(workerVariables), "scoringTimeoutMs"],
    check: ([map, entryScript, ...others]) => {
      if (entryScript === undefined || typeof map !== "object" || map === null) {
        return undefined;
      }
      const variables = map as Record<string, unknown>;
      return names
        .filter((name) => variables[name] !== undefined && variables[name] !== null)
        .flatMap((name): Problem[] => {
          const reason = refusal(name, variables[name], others[names.indexOf(name)], others[names.length]);
          return reason === undefined ? [] : [{ path: `${property}["${name}"]`, reason }];
        });
    },
  };
}

function refusal(
  name: keyof typeof workerVariables,
  text: unknown,
  input: unknown,
  scoringTimeoutMs: unknown,
): string | undefined {
  const same = workerVariables[name];
  if (input !== undefined) {
    return `is ${same} under another name, which is set as well: must be set once; remove one of the two`;
  }
  if (typeof text !== "string") {
    return undefined; // an Output, which the start command looks at, or no text, of which enough is said
  }
  const { accepts, expected } = inputs[name];
  const value = name === "WORKER_PRELOAD" ? flags[text.toLowerCase()] : /^\d+$/.test(text) ? Number(text) : undefined;
  // Values of variables are never shown: one of them may be a secret in the wrong place.
  if (!accepts(value)) {
    return `${redact(text)} is not allowed: must be ${expected}, as a text; or use ${same}`;
  }
  const short = name === "WORKER_TIMEOUT" ? tooShort(value, scoringTimeoutMs) : undefined;
  return short && `${redact(text)} is not allowed: ${short}`;
}

const flags: Readonly<Record<string, boolean>> = { true: true, false: false };

/** A request of the probe waits behind all others, so it must not count as a failure sooner than they do. */
const patience: Relation = {
  of: [
    "livenessProbe.path",
    "entryScript",
    "livenessProbe.periodSeconds",
    "livenessProbe.failureThreshold",
    "scoringTimeoutMs",
  ],
  check: ([path, entryScript, period, tries, scoringTimeoutMs], hidden) => {
    const { periodSeconds, failureThreshold } = aciDefaults.probe;
    const every = given(period, periodSeconds);
    const needed = Math.ceil(given(scoringTimeoutMs, aciDefaults.scoringTimeoutMs) / 1000);
    if (path === undefined || entryScript === undefined || every * given(tries, failureThreshold) >= needed) {
      return undefined;
    }
    const raised = hidden.includes(true) ? "failureThreshold" : `failureThreshold to ${Math.ceil(needed / every)}`;
    return {
      path: "livenessProbe.path",
      reason: `is not allowed with these times: a request there waits behind a prediction, which may take scoringTimeoutMs, and failureThreshold tries in a row, one every periodSeconds, must last as long, or a busy service is restarted; raise ${raised}, lower scoringTimeoutMs, or leave path out for a probe that does not wait`,
    };
  },
};

function given(value: unknown, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}

function lookRelation(probe: "livenessProbe" | "readinessProbe"): Relation {
  return {
    of: [`${probe}.timeoutSeconds`, `${probe}.path`, "entryScript"],
    check: ([seconds, path, entryScript], [hidden]) =>
      typeof seconds === "number" && seconds < leastLookSeconds && path === undefined && entryScript !== undefined
        ? {
            path: `${probe}.timeoutSeconds`,
            reason: `${hidden ? redact(seconds) : formatValue(seconds)} is not allowed without path: must be at least ${leastLookSeconds}, because the look at the server's processes takes a second and more on a busy machine; leave it out for ${aciDefaults.lookTimeoutSeconds}`,
          }
        : undefined,
  };
}

export const serverRelations: readonly Relation[] = [
  ...Object.values(workerVariables).map((input) =>
    onlyWith(input, ["entryScript"], {
      because: ", because the image then starts its own server",
      instead: "or set the image's server by its own variables",
    }),
  ),
  timeoutRelation,
  variableRelation("environmentVariables"),
  variableRelation("secretEnvironmentVariables"),
  patience,
  lookRelation("livenessProbe"),
  lookRelation("readinessProbe"),
];
