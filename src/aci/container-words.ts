import { isUnknown } from "@pulumi/pulumi";

import { entryFacts, type Fact, type Facts } from "../pulumi/changed-facts";
import { readServerCommand } from "./scoring-server";

/** A container as the group's inputs have it. */
export type Parts = Readonly<Record<string, unknown>>;

type Names = Readonly<Record<string, readonly [name: string, unit: string]>>;

/** By container: variables with a name for people and the unit of their values, and those that follow from what is said elsewhere. */
const variables: Readonly<Record<string, { readonly named: Names; readonly following: readonly string[] }>> = {
  scoring: {
    named: {
      AZUREML_ENTRY_SCRIPT: ["entry script", ""],
      WORKER_COUNT: ["workers", ""],
      WORKER_TIMEOUT: ["worker timeout", " s"],
      WORKER_PRELOAD: ["worker preload", ""],
    },
    following: ["AML_APP_INSIGHTS_ENABLED", "AZUREML_MODEL_DIR", "SCORING_TIMEOUT_MS"],
  },
  "key-sync": {
    named: {
      CLIENT_ID: ["client id", ""],
      SYNC_SECONDS: ["interval", " s"],
      VAULT_URI: ["vault", ""],
      PRIMARY_SECRET: ["secret of the primary key", ""],
      SECONDARY_SECRET: ["secret of the secondary key", ""],
    },
    following: ["VAULT_AUDIENCE"],
  },
};

/** What there is to say of a container, but for its ports, mounts and resources, which follow or replace the group. */
export function containerFacts(name: string, container: Parts): Facts {
  return {
    image: { shown: container.image },
    ...commandFacts(container.command),
    ...variableFacts(name, container.environmentVariables),
    ...probeFacts("liveness probe", container.livenessProbe),
    ...probeFacts("readiness probe", container.readinessProbe),
  };
}

/** What the server is told by its start command counts where neither a variable nor the image says something else. */
function commandFacts(command: unknown): Facts {
  if (command === undefined || command === null) {
    return {};
  }
  const server = Array.isArray(command) ? readServerCommand(command) : undefined;
  if (server === undefined) {
    return { "start command": { hidden: command } };
  }
  return {
    "start command": { hidden: server.program },
    workers: { shown: `default (${server.workerCount})` },
    "worker timeout": { shown: `default (${server.workerTimeoutSeconds} s)` },
    "worker preload": { shown: `default (${server.workerPreload})` },
  };
}

function variableFacts(container: string, list: unknown): Facts {
  if (!Array.isArray(list)) {
    return isUnknown(list) ? entryFacts("environment variable", "environment variables", list) : {};
  }
  const { named = {}, following = [] } = variables[container] ?? {};
  return Object.fromEntries(
    (list as Parts[])
      .filter(({ name }) => !following.includes(String(name)))
      .map(({ name, value, secureValue }): [string, Fact] => {
        const [words, unit] = named[String(name)] ?? [];
        if (words !== undefined && secureValue === undefined) {
          return [words, { shown: isUnknown(value) ? value : `${String(value)}${unit}` }];
        }
        const given = secureValue ?? value;
        const isSecure = secureValue !== undefined;
        const hidden = isUnknown(given) ? given : { given, isSecure };
        return [
          name === "AML_APP_INSIGHTS_KEY" ? "Application Insights" : `environment variable ${String(name)}`,
          { hidden },
        ];
      }),
  );
}

const timings: Readonly<Record<string, readonly [name: string, unit: string]>> = {
  initialDelaySeconds: ["initial delay", " s"],
  periodSeconds: ["period", " s"],
  timeoutSeconds: ["timeout", " s"],
  failureThreshold: ["failure threshold", ""],
  successThreshold: ["success threshold", ""],
};

function probeFacts(name: string, probe: unknown): Facts {
  if (!isObject(probe)) {
    return {};
  }
  const timing = Object.entries(timings).map(([input, [words, unit]]) => {
    const value = probe[input];
    return [`${name} ${words}`, { shown: isUnknown(value) ? value : `${String(value)}${unit}` }] as const;
  });
  const { command } = isObject(probe.exec) ? probe.exec : {};
  const texts = Array.isArray(command) ? (command as unknown[]).map(String) : [];
  const url = texts.find((text) => text.startsWith("http://127.0.0.1:"));
  const path = isObject(probe.httpGet) ? probe.httpGet.path : url && new URL(url).pathname;
  return {
    [name]: { hidden: true },
    [`${name} path`]: { shown: path ?? "none" },
    // Without what the path, the port and the timeout make of it.
    [`${name} command`]: { hidden: texts.filter((text) => text !== url && !/^\d+$/.test(text)) },
    ...Object.fromEntries(timing),
  };
}

/** What a preview does not know is none. */
export function isObject(value: unknown): value is Parts {
  return typeof value === "object" && value !== null && !isUnknown(value);
}
