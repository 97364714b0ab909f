import * as pulumi from "@pulumi/pulumi";

import type { AciWebserviceArgs, ProbeArgs } from "./args";
import { aciDefaults } from "./defaults";
import { environment } from "./environment";
import type { LocalFiles } from "./local-files";
import { scoringResources } from "./resources";
import { modelFolder, serverCommand, serverProbeCommand, sourceFolder } from "./scoring-server";
import { fileShare, type Mount, secretFiles } from "./volumes";

/** The volumes of the scoring container: local files, or a share with the model. */
export function scoringMounts(args: AciWebserviceArgs, files: LocalFiles): Mount[] {
  return [
    ...(files.source ? [secretFiles("source-files", sourceFolder, files.source)] : []),
    ...(files.model ? [secretFiles("model-files", modelFolder, files.model)] : []),
    ...(args.modelShare ? [fileShare("model-share", modelFolder, args.modelShare, true)] : []),
  ];
}

/** The container that runs the model. It exposes no port: only the gateway is meant to reach it. */
export function scoringContainer(args: AciWebserviceArgs, files: LocalFiles, mounts: Mount[]) {
  const port = args.scoringPort ?? aciDefaults.scoringPort;
  const servesScript = files.entryScript !== undefined;
  const probe = (given: ProbeArgs | undefined, initialDelaySeconds: number) =>
    given === undefined && !servesScript
      ? undefined
      : scoringProbe(given ?? {}, port, servesScript, initialDelaySeconds);
  return {
    name: "scoring",
    image: args.image,
    command: servesScript
      ? pulumi
          .all([port, args.scoringTimeoutMs ?? aciDefaults.scoringTimeoutMs])
          .apply(([listen, timeoutMs]) => serverCommand(listen, timeoutMs))
      : args.command,
    environmentVariables: environment(args, files),
    resources: scoringResources(args),
    volumeMounts: mounts.map(({ mount }) => mount),
    livenessProbe: probe(args.livenessProbe, aciDefaults.livenessProbe.initialDelaySeconds),
    readinessProbe: probe(args.readinessProbe, aciDefaults.readinessProbe.initialDelaySeconds),
  };
}

function scoringProbe(
  given: ProbeArgs,
  port: pulumi.Input<number>,
  servesScript: boolean,
  initialDelaySeconds: number,
) {
  const { path: defaultPath, ...defaultTiming } = aciDefaults.probe;
  const { path = defaultPath, ...timing } = given;
  // A server on the loopback address is probed from inside; another one over the group's network, as Azure does it.
  const ask = servesScript
    ? { exec: { command: pulumi.all([port, path]).apply(([listen, probed]) => serverProbeCommand(listen, probed)) } }
    : { httpGet: { path, port, scheme: "http" } };
  return { ...ask, initialDelaySeconds, ...defaultTiming, ...timing };
}
