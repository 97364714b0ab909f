import * as pulumi from "@pulumi/pulumi";

import type { AciWebserviceArgs } from "./args";
import { aciDefaults } from "./defaults";
import { environment } from "./environment";
import type { LocalFiles } from "./local-files";
import type { ProbeArgs } from "./probe-args";
import { scoringResources } from "./resources";
import {
  archived,
  lifeProbeCommand,
  modelFolder,
  readyProbeCommand,
  requestProbeCommand,
  serverCommand,
} from "./scoring-server";
import { fileShare, type Mount, secretFiles } from "./volumes";

/** The volumes of the scoring container: local files, or a share with the model. */
export function scoringMounts(args: AciWebserviceArgs, files: LocalFiles): Mount[] {
  return [
    ...(files.archive ? [secretFiles("local-files", archived.folder, { [archived.file]: files.archive })] : []),
    ...(files.model ? [secretFiles("model-files", modelFolder, files.model)] : []),
    ...(args.modelShare ? [fileShare("model-share", modelFolder, args.modelShare, true)] : []),
  ];
}

/** The container that runs the model. It exposes no port: only the gateway is meant to reach it. */
export function scoringContainer(args: AciWebserviceArgs, files: LocalFiles, mounts: Mount[]) {
  const port = args.scoringPort ?? aciDefaults.scoringPort;
  const servesScript = files.entryScript !== undefined;
  const probe = (kind: Kind) => {
    const given = args[kind];
    if (servesScript) {
      return serverProbe(kind, given ?? {}, port);
    }
    return given && { ...imageProbe(given, port), ...timingOf(kind, given) };
  };
  return {
    name: "scoring",
    image: args.image,
    command: servesScript
      ? pulumi
          .all([
            port,
            args.scoringTimeoutMs ?? aciDefaults.scoringTimeoutMs,
            args.bodyLimitMb ?? aciDefaults.bodyLimitMb,
          ])
          .apply((settings) => serverCommand(...settings))
      : args.command,
    environmentVariables: environment(args, files),
    resources: scoringResources(args),
    volumeMounts: mounts.map(({ mount }) => mount),
    livenessProbe: probe("livenessProbe"),
    readinessProbe: probe("readinessProbe"),
  };
}

type Kind = "livenessProbe" | "readinessProbe";

/** Azure asks over the group's network. */
function imageProbe({ path = aciDefaults.probe.path }: ProbeArgs, port: pulumi.Input<number>) {
  return { httpGet: { path, port, scheme: "http" } };
}

/** The server that we start listens on the loopback address, so it is probed from inside. */
function serverProbe(kind: Kind, given: ProbeArgs, port: pulumi.Input<number>) {
  if (given.path !== undefined) {
    const command = pulumi.all([port, given.path]).apply(([listen, path]) => requestProbeCommand(listen, path));
    return { exec: { command }, ...timingOf(kind, given) };
  }
  const timeoutSeconds = given.timeoutSeconds ?? aciDefaults.lookTimeoutSeconds;
  const command = pulumi
    .all([timeoutSeconds, port])
    .apply(([seconds, listen]) =>
      kind === "livenessProbe" ? lifeProbeCommand(seconds) : readyProbeCommand(seconds, listen, aciDefaults.probe.path),
    );
  return { exec: { command }, ...timingOf(kind, { ...given, timeoutSeconds }) };
}

function timingOf(kind: Kind, given: ProbeArgs) {
  const { path: _path, ...timing } = { ...aciDefaults[kind], ...aciDefaults.probe, ...given };
  return timing;
}
