import * as pulumi from "@pulumi/pulumi";

import { gatewayCommand, gatewayConfig, gatewayFiles, GatewaySettings, keyFileContent } from "../gateway";
import { AciWebserviceArgs } from "./args";
import { publicHostname } from "./address";
import { TlsMode } from "./enums";
import * as limits from "./limits";
import { base64, fileShare, Mount, secretFiles, sharedFolder } from "./volumes";

/** Where an ACME authority asks for the proof; it cannot be moved. */
const acmePort = 80;

/** The volume with the two key files; only a group with key authentication has it. */
export const keysVolume = "gateway-keys";

/** The keys that come with the group. */
export interface GatewayKeys {
  readonly primaryKey: pulumi.Output<string>;
  readonly secondaryKey: pulumi.Output<string>;
}

/** The two keys come from a vault, by way of a container that writes their files. */
export const fromVault = "vault";

/** The public port: the given one, or the scheme's own. */
export function publicPort(args: AciWebserviceArgs): pulumi.Input<number> {
  return args.port ?? (hasTls(args) ? 443 : 80);
}

export function hasTls(args: AciWebserviceArgs): boolean {
  return args.tls !== undefined && args.tls.mode !== TlsMode.None;
}

/** The ports that the gateway opens, the same on the container and on the group: Container Instances maps none. */
export function gatewayPorts(args: AciWebserviceArgs) {
  const port = publicPort(args);
  return [
    { port, protocol: "TCP" },
    ...(args.tls?.http3 ? [{ port, protocol: "UDP" }] : []),
    ...(args.tls?.mode === TlsMode.Automatic ? [{ port: acmePort, protocol: "TCP" }] : []),
  ];
}

/** The volumes of the gateway, each a folder below the working directory of its image. */
export function gatewayMounts(args: AciWebserviceArgs, keys: GatewayKeys | typeof fromVault | undefined): Mount[] {
  const folder = (name: string) => `${gatewayFiles.workingDirectory}/${name}`;
  const { config, tls, acme, data } = gatewayFiles;
  const mounts = [secretFiles("gateway-config", folder(config.folder), { [config.file]: configuration(args) })];
  if (keys === fromVault) {
    mounts.push(sharedFolder(keysVolume, folder(gatewayFiles.keys.folder), true));
  } else if (keys !== undefined) {
    mounts.push(
      secretFiles(keysVolume, folder(gatewayFiles.keys.folder), {
        [gatewayFiles.keys.primary]: base64(keys.primaryKey, keyFileContent),
        [gatewayFiles.keys.secondary]: base64(keys.secondaryKey, keyFileContent),
      }),
    );
  }
  if (args.tls?.certificatePem !== undefined && args.tls.privateKeyPem !== undefined) {
    mounts.push(
      secretFiles("gateway-tls", folder(tls.folder), {
        [tls.certificate]: base64(args.tls.certificatePem),
        [tls.privateKey]: pulumi.secret(base64(args.tls.privateKeyPem)),
      }),
    );
  }
  if (args.tls?.acmeTrustedRootsPem !== undefined) {
    const roots = { [acme.trustedRoots]: base64(args.tls.acmeTrustedRootsPem) };
    mounts.push(secretFiles("gateway-acme", folder(acme.folder), roots));
  }
  if (args.tls?.storage !== undefined) {
    mounts.push(fileShare("gateway-data", folder(data.folder), args.tls.storage, false));
  }
  return mounts;
}

export function gatewayContainer(args: AciWebserviceArgs, mounts: Mount[]) {
  return {
    name: "gateway",
    image: args.gatewayImage ?? limits.defaultGatewayImage,
    command: gatewayCommand,
    ports: gatewayPorts(args),
    resources: { requests: { cpu: limits.gatewayCpuCores, memoryInGB: limits.gatewayMemoryGb } },
    volumeMounts: mounts.map(({ mount }) => mount),
    livenessProbe: gatewayProbe(args),
  };
}

/**
 * The gateway answers for itself, whatever the model does. With automatic TLS it is asked on the plain port: until the
 * first certificate is there no handshake succeeds, and a restart would only delay it.
 */
function gatewayProbe(args: AciWebserviceArgs) {
  const automatic = args.tls?.mode === TlsMode.Automatic;
  const port = automatic ? acmePort : publicPort(args);
  return {
    httpGet: { path: "/", port, scheme: hasTls(args) && !automatic ? "https" : "http" },
    initialDelaySeconds: 5,
    periodSeconds: 10,
    timeoutSeconds: 2,
    successThreshold: 1,
    failureThreshold: 6,
  };
}

function configuration(args: AciWebserviceArgs): pulumi.Output<string> {
  const settings = pulumi.output({
    port: publicPort(args),
    scoringPort: args.scoringPort ?? limits.defaultScoringPort,
    bodyLimitMb: args.bodyLimitMb ?? limits.defaultBodyLimitMb,
    scoringTimeoutMs: args.scoringTimeoutMs ?? limits.defaultScoringTimeoutMs,
    cors: args.cors && { maxAgeSeconds: 600, ...args.cors },
    hostname: publicHostname(args),
    email: args.tls?.email,
    directoryUrl: args.tls?.acmeDirectoryUrl,
  });
  const http3 = args.tls?.http3 === true;
  const config = settings.apply(({ hostname, email, directoryUrl, cors, ...rest }) =>
    JSON.stringify(
      gatewayConfig({
        ...rest,
        authEnabled: args.authEnabled === true,
        ...(cors ? { cors } : {}),
        tls: gatewayTls(args, hostname, email, directoryUrl),
        http3,
      }),
    ),
  );
  return base64(config);
}

function gatewayTls(
  args: AciWebserviceArgs,
  hostname: string | undefined,
  email: string | undefined,
  directoryUrl: string | undefined,
): GatewaySettings["tls"] {
  switch (args.tls?.mode) {
    case TlsMode.Certificate:
      return { mode: "Certificate" };
    case TlsMode.Automatic:
      return {
        mode: "Automatic",
        hostname: hostname ?? "",
        email,
        directoryUrl,
        trustedRoots: args.tls.acmeTrustedRootsPem !== undefined,
        httpPort: acmePort,
      };
    default:
      return { mode: "None" };
  }
}
