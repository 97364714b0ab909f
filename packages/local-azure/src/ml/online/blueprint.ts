import path from "node:path";
import type { Toolchain } from "../../toolchain";
import type { Probe } from "../../groups/model";
import type { DeploymentProperties, ProbeSettings } from "./model";
import { secondsOf } from "./units";

/** What answers: Azure ML's inference server, or in an image that brings its own, something that says what it was asked. */
export type ServerProgram = "inference" | "echo";

/** How the instances of one revision are run; kept on disk, so that they can be run after their assets are gone. */
export interface Blueprint {
  /** Stands for the root directory of the container. */
  root: string;
  appRoot: string;
  /** Absent in what an earlier version has left: the inference server. */
  server?: ServerProgram;
  entryScript?: string;
  modelDir?: string;
  modelMountPath?: string;
  variables: Record<string, string>;
  names: { deployment: string; workspace: string };
  scoringPath: string;
  liveness: ProbePlan;
  readiness: ProbePlan;
  /** How long an instance may take until it is ready. */
  startSeconds: number;
}

export interface ProbePlan {
  path: string;
  timing: Omit<Probe, "httpGet" | "exec">;
}

export interface Routes {
  scoring: string;
  liveness: string;
  readiness: string;
}

/** Where the server of Azure ML's images answers. */
export const defaultRoutes: Routes = { scoring: "/score", liveness: "/", readiness: "/" };

export const azuremlApp = "/var/azureml-app";

/** The times of a deployment's probes; defaults of the specification, and the documented 10 s of initial delay. */
export function probesOf(
  properties: DeploymentProperties,
  routes: Routes,
): Pick<Blueprint, "liveness" | "readiness" | "startSeconds"> {
  const { livenessProbe, readinessProbe, startupProbe } = properties;
  return {
    liveness: { path: routes.liveness, timing: timingOf(livenessProbe) },
    readiness: { path: routes.readiness, timing: timingOf(readinessProbe) },
    // A start has as long as the probe that watches it allows; it is asked more often than that, so as not to wait.
    startSeconds: patienceOf(startupProbe) + patienceOf(readinessProbe),
  };
}

function timingOf(probe: ProbeSettings | undefined): ProbePlan["timing"] {
  return {
    // The server has been found ready before probes begin.
    initialDelaySeconds: seconds(probe?.period, 10),
    periodSeconds: seconds(probe?.period, 10),
    timeoutSeconds: seconds(probe?.timeout, 2),
    successThreshold: probe?.successThreshold ?? 1,
    failureThreshold: probe?.failureThreshold ?? 30,
  };
}

function patienceOf(probe: ProbeSettings | undefined): number {
  return probe === undefined
    ? 10 + 10 * 30
    : seconds(probe.initialDelay, 10) + seconds(probe.period, 10) * (probe.failureThreshold ?? 30);
}

function seconds(duration: string | undefined, otherwise: number): number {
  return (duration === undefined ? undefined : secondsOf(duration)) ?? otherwise;
}

/**
 * The server as Azure ML's images start it (`azmlinfsrv`, which cannot be told to listen on loopback alone), with the
 * two variables by which it is set: WORKER_COUNT and WORKER_TIMEOUT.
 */
export function serverCommand({ variables, server }: Blueprint, port: number): string[] {
  if (server === "echo") {
    return ["caddy", "respond", "--listen", `127.0.0.1:${port}`, "{http.request.method} {http.request.uri.path}"];
  }
  return [
    "gunicorn",
    "--bind",
    `127.0.0.1:${port}`,
    "--workers",
    variables["WORKER_COUNT"] ?? "1",
    "--timeout",
    variables["WORKER_TIMEOUT"] ?? "300",
    "azureml_inference_server_http.server.entry:app",
  ];
}

/** What Azure sets, then what the deployment does. Nothing of this server's own environment. */
export function serverEnvironment(blueprint: Blueprint, { bin }: Toolchain): Record<string, string> {
  const { root, appRoot, entryScript, modelDir, names, variables } = blueprint;
  const own = Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, insideRoot(value, blueprint)]),
  );
  return {
    HOME: path.join(root, "root"),
    TMPDIR: path.join(root, "tmp"),
    LANG: "C.UTF-8",
    PYTHONUNBUFFERED: "1",
    PYTHONDONTWRITEBYTECODE: "1",
    AML_APP_ROOT: appRoot,
    ...(entryScript === undefined ? {} : { AZUREML_ENTRY_SCRIPT: entryScript }),
    ...(modelDir === undefined ? {} : { AZUREML_MODEL_DIR: modelDir }),
    SERVICE_NAME: names.deployment,
    WORKSPACE_NAME: names.workspace,
    ...own,
    PATH: [bin, own["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"].join(":"),
  };
}

/** A process has no root directory of its own here, so paths of the container lead into the folder that stands for it. */
function insideRoot(value: string, { root, modelMountPath }: Blueprint): string {
  const inside = [azuremlApp, ...(modelMountPath ? [modelMountPath] : [])].some(
    (place) => value === place || value.startsWith(`${place.replace(/\/$/, "")}/`),
  );
  return inside ? path.join(root, value) : value;
}
