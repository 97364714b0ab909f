import * as pulumi from "@pulumi/pulumi";

import {
  type GatewayAutomaticTls,
  gatewayCommand,
  gatewayConfig,
  gatewayFiles,
  type GatewaySettings,
  keyFileContent,
} from "../gateway";
import type { AciWebserviceArgs } from "./args";
import { publicHostname } from "./address";
import { aciDefaults, defaultPort, gatewayProbe } from "./defaults";
import { TlsMode } from "./enums";
import { gatewayImage } from "./images";
import { gatewayResources } from "./resources";
import { base64, fileShare, type Mount, secretFiles, sharedFolder } from "./volumes";

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
  return args.port ?? defaultPort(hasTls(args));
}

export function hasTls(args: AciWebserviceArgs): boolean {
  return args.tls !== undefined && args.tls.mode !== TlsMode.None;
}

/** Whether callers need a key. */
export function hasKeys({ authEnabled }: AciWebserviceArgs): boolean {
  return authEnabled ?? aciDefaults.authEnabled;
}

function hasHttp3(args: AciWebserviceArgs): boolean {
  return hasTls(args) && (args.tls?.http3 ?? aciDefaults.tls.http3);
}

/** The port without TLS, where an ACME authority asks for the proof. */
function httpPort(args: AciWebserviceArgs): pulumi.Input<number> {
  return args.tls?.httpPort ?? aciDefaults.tls.httpPort;
}

/** The ports that the gateway opens, the same on the container and on the group: Container Instances maps none. */
export function gatewayPorts(args: AciWebserviceArgs) {
  const port = publicPort(args);
  return [
    { port, protocol: "TCP" },
    ...(hasHttp3(args) ? [{ port, protocol: "UDP" }] : []),
    ...(args.tls?.mode === TlsMode.Automatic ? [{ port: httpPort(args), protocol: "TCP" }] : []),
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
    image: gatewayImage(args),
    command: gatewayCommand,
    ports: gatewayPorts(args),
    resources: gatewayResources(args),
    volumeMounts: mounts.map(({ mount }) => mount),
    livenessProbe: livenessProbe(args),
  };
}

/**
 * The probe sees the gateway alone, whatever the model does. With automatic TLS the plain port is probed: until the
 * first certificate is there no handshake succeeds, and a restart would only delay it.
 */
function livenessProbe(args: AciWebserviceArgs) {
  const automatic = args.tls?.mode === TlsMode.Automatic;
  const port = automatic ? httpPort(args) : publicPort(args);
  return {
    httpGet: { path: "/", port, scheme: hasTls(args) && !automatic ? "https" : "http" },
    ...gatewayProbe,
  };
}

function configuration(args: AciWebserviceArgs): pulumi.Output<string> {
  const settings = pulumi.output({
    port: publicPort(args),
    scoringPort: args.scoringPort ?? aciDefaults.scoringPort,
    bodyLimitMb: args.bodyLimitMb ?? aciDefaults.bodyLimitMb,
    scoringTimeoutMs: args.scoringTimeoutMs ?? aciDefaults.scoringTimeoutMs,
    cors: args.cors && { ...aciDefaults.cors, ...args.cors },
    hostname: publicHostname(args),
    email: args.tls?.email,
    directoryUrl: args.tls?.acmeDirectoryUrl,
    httpPort: httpPort(args),
  });
  const config = settings.apply(({ hostname, email, directoryUrl, httpPort, cors, ...rest }) =>
    JSON.stringify(
      gatewayConfig({
        ...rest,
        authEnabled: hasKeys(args),
        ...(cors ? { cors } : {}),
        tls: gatewayTls(args, hostname, { email, directoryUrl, httpPort }),
        http3: hasHttp3(args),
      }),
    ),
  );
  return base64(config);
}

function gatewayTls(
  args: AciWebserviceArgs,
  hostname: string | undefined,
  automatic: Pick<GatewayAutomaticTls, "email" | "directoryUrl" | "httpPort">,
): GatewaySettings["tls"] {
  switch (args.tls?.mode) {
    case TlsMode.Certificate:
      return { mode: "Certificate" };
    case TlsMode.Automatic:
      return {
        mode: "Automatic",
        hostname: hostname ?? "",
        trustedRoots: args.tls.acmeTrustedRootsPem !== undefined,
        ...automatic,
      };
    default:
      return { mode: "None" };
  }
}
