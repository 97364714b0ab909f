import { ArmError, badRequest } from "../arm/arm-error";
import type { ContainerDefinition, GroupProperties, Volume } from "./model";

const maxVolumes = 20;

// A resource of a template may have 1 MB (Microsoft, "Resolve errors for job size exceeded"), and Container Instances was
// seen to answer "Request Entity Too Large" (hashicorp/terraform-provider-azurerm#23481). Invented: that a PUT without a
// template is measured so, that it is the secret volumes that are measured, and the words.
const maxSecretBytes = 1024 * 1024;

/** Volumes and their mounts. The rules are documented; where nothing else is said, the codes and words are invented. */
export function checkVolumes(groupName: string, { containers, volumes = [] }: GroupProperties): void {
  if (volumes.length > maxVolumes) {
    throw badRequest(
      "TooManyVolumes",
      `The container group '${groupName}' has ${volumes.length} volumes. The maximum is ${maxVolumes}.`,
    );
  }
  checkSecretSize(groupName, volumes);
  const names = new Set<string>();
  for (const volume of volumes) {
    checkVolume(groupName, volume);
    if (names.has(volume.name)) {
      throw badRequest("DuplicateVolumeName", `The volume name '${volume.name}' is used twice in '${groupName}'.`);
    }
    names.add(volume.name);
  }
  for (const container of containers) {
    checkMounts(groupName, container, names);
  }
}

function checkSecretSize(groupName: string, volumes: Volume[]): void {
  const contents = volumes.flatMap(({ secret }) => Object.values(secret ?? {}));
  const size = contents.reduce((sum, content) => sum + content.length, 0);
  if (size > maxSecretBytes) {
    throw new ArmError(
      413,
      "RequestEntityTooLarge",
      `Request Entity Too Large: the secret volumes of container group '${groupName}' have ${size} bytes. The maximum is ` +
        `${maxSecretBytes}.`,
    );
  }
}

function checkVolume(groupName: string, volume: Volume): void {
  const invalid = (reason: string) =>
    badRequest("InvalidVolume", `The volume '${volume.name}' in container group '${groupName}' is invalid. ${reason}`);
  if (!/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(volume.name) || /--/.test(volume.name)) {
    throw invalid("Its name may hold lower-case letters, digits and single hyphens only.");
  }
  if (volume.name.length < 5 || volume.name.length > 63) {
    throw invalid("Its name must be between 5 and 63 characters long.");
  }
  const kinds = [volume.secret, volume.emptyDir, volume.azureFile, volume.gitRepo].filter((kind) => kind !== undefined);
  if (kinds.length !== 1) {
    throw invalid("It must have exactly one of azureFile, emptyDir, gitRepo and secret.");
  }
  for (const [file, content] of Object.entries(volume.secret ?? {})) {
    if (!/^[-._a-zA-Z0-9]+$/.test(file) || file === "." || file === "..") {
      throw invalid(`The name of its file '${file}' may hold letters, digits, '-', '_' and '.' only.`);
    }
    if (content === "") {
      // Code and words: virtual-kubelet/azure-aci#175.
      throw badRequest(
        "SecretValueNotSpecified",
        `The value of secret '${file}' is not specified in volume '${volume.name}'.`,
      );
    }
    if (content.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(content)) {
      throw invalid(`The content of its file '${file}' is not valid base64.`);
    }
  }
  if (volume.azureFile) {
    // Names of storage accounts and shares: Microsoft, "Naming rules and restrictions for Azure resources".
    if (!/^[a-z0-9]{3,24}$/.test(volume.azureFile.storageAccountName)) {
      throw invalid("storageAccountName must be 3 to 24 lower-case letters and digits.");
    }
    if (!/^[a-z0-9](-?[a-z0-9]){2,62}$/.test(volume.azureFile.shareName) || volume.azureFile.shareName.length > 63) {
      throw invalid("shareName must be 3 to 63 lower-case letters, digits and single hyphens.");
    }
    if (!volume.azureFile.storageAccountKey) {
      throw invalid("storageAccountKey is required.");
    }
  }
}

function checkMounts(groupName: string, container: ContainerDefinition, volumes: Set<string>): void {
  const paths = new Set<string>();
  for (const { name, mountPath } of container.properties.volumeMounts ?? []) {
    const invalid = (reason: string) =>
      badRequest(
        "InvalidVolumeMount",
        `The volume mount '${name}' of container '${container.name}' in container group '${groupName}' is invalid. ${reason}`,
      );
    if (!volumes.has(name)) {
      throw invalid("There is no volume with this name.");
    }
    if (!mountPath.startsWith("/") || mountPath.includes(":") || /(^|\/)\.\.?(\/|$)/.test(mountPath)) {
      throw invalid(`The mount path '${mountPath}' must be absolute, without ':' and without '.' or '..' as a part.`);
    }
    const normal = mountPath.replace(/\/+/g, "/").replace(/(.)\/$/, "$1");
    if (normal === "/") {
      throw invalid("The root cannot be a mount path.");
    }
    if (paths.has(normal)) {
      throw invalid(`The mount path '${mountPath}' is used twice.`);
    }
    paths.add(normal);
  }
}
