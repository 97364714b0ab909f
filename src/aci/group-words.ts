import { isUnknown } from "@pulumi/pulumi";

import { gatewayFacts, gatewayFiles, keyCheck } from "../gateway";
import { changedFacts, type Facts } from "../pulumi/changed-facts";
import { containerFacts, isObject, type Parts } from "./container-words";
import { archived } from "./scoring-server";

/**
 * What an update changes of a container group, a line each, for previews and updates: the engine shows whatever is beside
 * a secret as secret, and the gateway's settings are a volume, as the keys are. Values of variables, files and
 * credentials are never shown, nor one that the program has marked secret.
 */
export function groupChanges(before: Parts, after: Parts, secrets: readonly string[]): string[] {
  const [old, next] = [byName(before.containers), byName(after.containers)];
  const names = [...new Set([...Object.keys(old), ...Object.keys(next)])];
  const lines = names.flatMap((name) => {
    const [one, other] = [old[name], next[name]];
    if (one === undefined || other === undefined) {
      return [`${name}: container ${one === undefined ? "added" : "removed"}`];
    }
    const changes = changedFacts(
      { ...containerFacts(name, one), ...volumeFacts(name, before) },
      { ...containerFacts(name, other), ...volumeFacts(name, after) },
      secrets,
    );
    const configuration = name === "gateway" ? gatewayChanges(before, after, secrets) : [];
    return [...changes, ...configuration].map((line) => `${name}: ${line}`);
  });
  return [...lines, ...changedFacts(registryFacts(before), registryFacts(after))];
}

/** One that changes in what no fact stands for, such as with a new version of this package, is said to change all the same. */
function gatewayChanges(before: Parts, after: Parts, secrets: readonly string[]): string[] {
  const [old, next] = [configurationIn(before), configurationIn(after)];
  if (typeof old !== "string" || typeof next !== "string") {
    return changedFacts({ configuration: { hidden: old } }, { configuration: { hidden: next } });
  }
  const lines = changedFacts(gatewayFacts(old), gatewayFacts(next), secrets);
  return old === next
    ? []
    : lines.length === 0
      ? ["configuration changed"]
      : lines.filter((line) => !line.startsWith(`${keyCheck} `));
}

function configurationIn(group: Parts): unknown {
  const content = filesOf(volumesOf(group)["gateway-config"])?.[gatewayFiles.config.file];
  return typeof content === "string" ? Buffer.from(content, "base64").toString() : content;
}

/** What the volumes of a container hold; the keys are the rotation's to say. */
function volumeFacts(container: string, group: Parts): Facts {
  const volumes = volumesOf(group);
  if (container === "scoring") {
    return {
      ...fileFact("local files", volumes["local-files"], archived.file),
      ...fileFact("model files", volumes["model-files"]),
      ...shareFacts("model share", volumes["model-share"]),
    };
  }
  if (container === "gateway") {
    const { tls, acme } = gatewayFiles;
    return {
      ...fileFact("certificate", volumes["gateway-tls"], tls.certificate),
      ...fileFact("private key of the certificate", volumes["gateway-tls"], tls.privateKey),
      ...fileFact("trusted roots", volumes["gateway-acme"], acme.trustedRoots),
      ...shareFacts("certificate share", volumes["gateway-data"]),
    };
  }
  return {};
}

function fileFact(name: string, volume: Parts | undefined, file?: string): Facts {
  const files = filesOf(volume);
  return files === undefined ? {} : { [name]: { hidden: file === undefined ? files : files[file] } };
}

function filesOf(volume: Parts | undefined): Parts | undefined {
  return isObject(volume?.secret) ? volume.secret : undefined;
}

function shareFacts(name: string, volume: Parts | undefined): Facts {
  const share = volume?.azureFile;
  if (!isObject(share)) {
    return {};
  }
  const { storageAccountName, shareName, storageAccountKey } = share;
  const parts = [storageAccountName, shareName];
  return {
    [name]: { shown: parts.find(isUnknown) ?? parts.join("/") },
    [`${name} key`]: { hidden: storageAccountKey },
  };
}

function registryFacts({ imageRegistryCredentials: list }: Parts): Facts {
  const credentials = Object.entries(byName(list, "server"));
  return Object.fromEntries(credentials.map(([server, one]) => [`credentials for ${server}`, { hidden: one }]));
}

function volumesOf({ volumes }: Parts): Readonly<Record<string, Parts | undefined>> {
  return byName(volumes);
}

/** The parts of a list by their names, as far as a preview knows them. */
function byName(list: unknown, key = "name"): Readonly<Record<string, Parts | undefined>> {
  const parts = Array.isArray(list) ? (list as unknown[]).filter(isObject) : [];
  return Object.fromEntries(parts.filter((part) => typeof part[key] === "string").map((part) => [part[key], part]));
}
