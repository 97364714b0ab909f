import { longestUploadSeconds } from "../gateway";
import { aciDefaults } from "./defaults";
import { probeServer, startServer } from "./server-programs";

/**
 * How `azureml-inference-server-http` is started, configured and watched (its versions 1.x). Its own start command
 * listens on all addresses and has no option against it, so its WSGI application is run under gunicorn directly.
 */

/** Where a model is mounted that comes without an archive. */
export const modelFolder = "/var/azureml-models";

/** The archive in its volume, and where its parts are inside of it. */
export const archived = { folder: "/var/azureml-files", file: "files.tar", source: "app", model: "model" } as const;

/** Variables that the component sets, each with the input that decides its value. */
export const serverVariables: Readonly<Record<string, string>> = {
  AML_APP_ROOT: "sourceDirectory",
  AZUREML_ENTRY_SCRIPT: "entryScript",
  AZUREML_MODEL_DIR: "modelDirectory or modelShare",
  SCORING_TIMEOUT_MS: "scoringTimeoutMs",
  AML_APP_INSIGHTS_ENABLED: "applicationInsights",
  AML_APP_INSIGHTS_KEY: "applicationInsights.instrumentationKey",
};

/** Variables by which the server's own start command is set, and ours, too: each with the input that means the same. */
export const workerVariables = {
  WORKER_COUNT: "workerCount",
  WORKER_TIMEOUT: "workerTimeoutSeconds",
  WORKER_PRELOAD: "workerPreload",
} as const;

/** A worker may take as long as the gateway waits, and a little for the response. */
export function leastWorkerTimeout(scoringTimeoutMs: number): number {
  return Math.ceil(scoringTimeoutMs / 1000) + 5;
}

/**
 * The start command: it unpacks the local files, and then is the server. The gateway passes a request on while it comes
 * in, so a worker may have to wait for a slow one before it predicts.
 */
export function serverCommand(port: number, scoringTimeoutMs: number, bodyLimitMb: number): string[] {
  const leastTimeout = leastWorkerTimeout(scoringTimeoutMs);
  const patientTimeout = longestUploadSeconds(bodyLimitMb) + leastTimeout;
  return [
    ...isolatedPython(startServer),
    `${archived.folder}/${archived.file}`,
    String(port),
    String(aciDefaults.workerCount),
    String(Math.max(patientTimeout, aciDefaults.workerTimeoutSeconds)),
    String(aciDefaults.workerPreload),
    String(leastTimeout),
  ];
}

/** What a start command says, if it is one of ours; an earlier version's may have another form. */
export function readServerCommand(command: readonly unknown[]) {
  const [, , , , program, file, , workerCount, workerTimeoutSeconds, workerPreload] = command.map(String);
  const isOurs = file === `${archived.folder}/${archived.file}` && command.length === 11;
  return isOurs ? { program, workerCount, workerTimeoutSeconds, workerPreload } : undefined;
}

/** The look at the server's processes, which has to end before its time is over; they wake once a second. */
export const leastLookSeconds = 5;

/**
 * A probe from inside the container, because Azure would ask over the group's network, where nothing listens. It looks at
 * the server's processes: a request of its own would wait behind all others, so that a busy server looks like a dead one.
 */
export function lifeProbeCommand(timeoutSeconds: number): string[] {
  return [...isolatedPython(probeServer), String(timeoutSeconds - 2)];
}

/** The same, once the server has answered under a path for the first time since its start. */
export function readyProbeCommand(timeoutSeconds: number, port: number, path: string): string[] {
  return [...lifeProbeCommand(timeoutSeconds), `http://127.0.0.1:${port}${path}`];
}

/** A probe that makes a request each time. The image has Python, but not always curl. */
export function requestProbeCommand(port: number, path: string): string[] {
  const ask = "import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=30).read()";
  return ["python", "-c", ask, `http://127.0.0.1:${port}${path}`];
}

/** Without the image's own packages and variables of Python, which none of these programs needs. */
function isolatedPython(program: string): string[] {
  return ["python", "-I", "-S", "-c", program];
}
