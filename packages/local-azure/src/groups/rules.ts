import { badRequest } from "../arm/arm-error";
import type { ContainerDefinition, GroupDefinition, Probe } from "./model";
import { checkNetwork } from "./rules-network";
import { checkVolumes } from "./rules-volumes";

// Limits: Microsoft, "Resource availability and quota limits for Azure Container Instances".
const limits = { containers: 60, minCpu: 1, minMemoryInGB: 1, maxCpu: 31, maxMemoryInGB: 240 };

// The codes and messages below were seen in reports of Azure's answers, except those marked `unseen`: there the rule is
// documented, but the code and the words are ours.

/** The platform's own checks of a container group's definition; the first that fails is the answer, as on Azure. */
export function checkGroup(groupName: string, definition: GroupDefinition): void {
  const { properties } = definition;
  if (properties.osType === undefined) {
    throw badRequest(
      "InvalidOsType",
      "The 'osType' for container group '<null>' is invalid. The value must be one of 'Windows,Linux'.",
    );
  }
  if (properties.containers.length === 0) {
    // unseen
    throw badRequest("MissingContainers", `The containers of container group '${groupName}' cannot be empty.`);
  }
  if (properties.containers.length > limits.containers) {
    // unseen
    throw badRequest(
      "TooManyContainers",
      `The container group '${groupName}' has ${properties.containers.length} containers. The maximum is ${limits.containers}.`,
    );
  }
  checkNames(groupName, properties.containers);
  for (const container of properties.containers) {
    checkContainer(groupName, container);
    checkSecurityContext(container, properties.sku);
  }
  checkSums(groupName, properties.containers);
  checkNetwork(groupName, properties);
  checkVolumes(groupName, properties);
  checkRegistryCredentials(groupName, definition);
}

function checkNames(groupName: string, containers: ContainerDefinition[]): void {
  const seen = new Set<string>();
  for (const { name } of containers) {
    if (!/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name) || name.length > 63) {
      throw badRequest(
        "InvalidContainerName",
        `The container name '${name}' in container group '${groupName}' is invalid. The container name must contain no ` +
          "more than 63 characters and must match the regex '[a-z0-9]([-a-z0-9]*[a-z0-9])?' (e.g. 'my-name').",
      );
    }
    if (seen.has(name)) {
      // unseen
      throw badRequest("DuplicateContainerName", `The container name '${name}' is used twice in '${groupName}'.`);
    }
    seen.add(name);
  }
}

function checkContainer(groupName: string, { name, properties }: ContainerDefinition): void {
  if (!properties.image) {
    // unseen
    throw badRequest("MissingImage", `The image of container '${name}' in container group '${groupName}' is missing.`);
  }
  const requests = properties.resources?.requests;
  if (requests?.cpu === undefined || requests.memoryInGB === undefined) {
    throw badRequest(
      "ResourceRequestsNotSpecified",
      `The resource requests are not specified in container '${name}' of contain group '${groupName}'. Both memory ` +
        "and CPU requests are required since API version '2017-07-01-preview'.",
    );
  }
  if (requests.cpu <= 0 || requests.memoryInGB <= 0) {
    // unseen
    throw badRequest(
      "InvalidResourceRequests",
      `The CPU and memory requests of container '${name}' in container group '${groupName}' must be positive.`,
    );
  }
  const tooSmall = amounts.find(({ of }) => (properties.resources?.limits?.[of] ?? Infinity) < requests[of]);
  if (tooSmall !== undefined) {
    // virtual-kubelet/virtual-kubelet#143
    throw badRequest(
      "ResourceLimitsLessThanRequests",
      `The resource requirement '${JSON.stringify(properties.resources)}' in container '${name}' of contain group ` +
        `'${groupName}' is invalid. The '${tooSmall.word}' limit value must be greater than or equal to the request value.`,
    );
  }
  for (const variable of properties.environmentVariables ?? []) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(variable.name)) {
      throw badRequest(
        "InvalidContainerEnvironmentVariable",
        `The environment variable name in container '${name}' of container group '${groupName}' is invalid. A valid ` +
          "environment variable name must start with alphabetic character or '_', followed by a string of " +
          "alphanumeric characters or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName').",
      );
    }
    if ((variable.value === undefined) === (variable.secureValue === undefined)) {
      // unseen
      throw badRequest(
        "InvalidContainerEnvironmentVariable",
        `The environment variable '${variable.name}' in container '${name}' of container group '${groupName}' must ` +
          "have either a value or a secureValue.",
      );
    }
  }
  checkProbe(groupName, name, "livenessProbe", properties.livenessProbe);
  checkProbe(groupName, name, "readinessProbe", properties.readinessProbe);
}

// Seen in MicrosoftDocs/azure-docs#123837, of a group of the Confidential SKU. Other SKUs take no securityContext at all
// (hashicorp/terraform-provider-azurerm#23034); that they answer with the same code is an inference.
function checkSecurityContext({ name, properties }: ContainerDefinition, sku = "Standard"): void {
  const given = Object.keys(properties.securityContext ?? {});
  if (sku === "Confidential" ? given.some((flag) => flag !== "privileged") : properties.securityContext) {
    throw badRequest(
      "SecurityContextNotSupported",
      `Some SecurityContext properties in container '${name}' is not supported. Only the "Privileged" flag is supported` +
        `${sku === "Confidential" ? "" : ", by container groups of the Confidential SKU"}.`,
    );
  }
}

// unseen: all of it; that the scheme is lower case and the port required is in the specification (see shapes.ts).
function checkProbe(groupName: string, container: string, kind: string, probe: Probe | undefined): void {
  if (probe === undefined) {
    return;
  }
  const invalid = (reason: string) =>
    badRequest(
      "InvalidProbe",
      `The ${kind} of container '${container}' in container group '${groupName}' is invalid. ${reason}`,
    );
  if ((probe.exec === undefined) === (probe.httpGet === undefined)) {
    throw invalid("It must have either exec or httpGet.");
  }
  if (probe.exec && !probe.exec.command?.length) {
    throw invalid("The command of exec cannot be empty.");
  }
  if (probe.httpGet && (probe.httpGet.port < 1 || probe.httpGet.port > 65535)) {
    throw invalid("The port of httpGet must be between 1 and 65535.");
  }
  if (!/^\/[\x21-\x7e]*$/.test(probe.httpGet?.path ?? "/")) {
    throw invalid("The path of httpGet must begin with '/' and have no spaces or characters beyond ASCII.");
  }
  if ((probe.initialDelaySeconds ?? 0) < 0) {
    throw invalid("initialDelaySeconds must not be negative.");
  }
  for (const name of ["periodSeconds", "failureThreshold", "successThreshold", "timeoutSeconds"] as const) {
    if ((probe[name] ?? 1) < 1) {
      throw invalid(`${name} must be at least 1.`);
    }
  }
}

const amounts = [
  { of: "cpu", word: "Cpu" },
  { of: "memoryInGB", word: "MemoryInGB" },
] as const;

// unseen: codes and words of the group's limits; the numbers are documented.
function checkSums(groupName: string, containers: ContainerDefinition[]): void {
  const sum = (of: "cpu" | "memoryInGB") =>
    // Tenths do not add up exactly in binary: 0.1 + 0.2 + 0.7 must count as 1.
    Math.round(containers.reduce((total, c) => total + (c.properties.resources?.requests?.[of] ?? 0), 0) * 1e6) / 1e6;
  for (const { name, properties } of containers) {
    const limit = properties.resources?.limits;
    const tooLarge = amounts.find(({ of }) => (limit?.[of] ?? 0) > sum(of));
    if (tooLarge !== undefined) {
      // virtual-kubelet/azure-aci#149; a missing limit is the request (container-instances-container-groups).
      throw badRequest(
        "ContainerLimitGreaterThanContainerGroupTotalRequest",
        `The '${tooLarge.word}' limit '${limit?.[tooLarge.of]}' in container '${name}' is greater than the total ` +
          `request '${sum(tooLarge.of)}' of container group '${groupName}'.`,
      );
    }
  }
  const cpu = sum("cpu");
  const memory = sum("memoryInGB");
  if (cpu < limits.minCpu || memory < limits.minMemoryInGB) {
    throw badRequest(
      "InvalidContainerGroupResources",
      `The container group '${groupName}' requests ${cpu} CPU and ${memory} GB. A container group must request at ` +
        `least ${limits.minCpu} CPU and ${limits.minMemoryInGB} GB in all.`,
    );
  }
  if (cpu > limits.maxCpu || memory > limits.maxMemoryInGB) {
    throw badRequest(
      "InvalidContainerGroupResources",
      `The container group '${groupName}' requests ${cpu} CPU and ${memory} GB. The maximum is ${limits.maxCpu} CPU ` +
        `and ${limits.maxMemoryInGB} GB.`,
    );
  }
}

// The identity's rule: Microsoft, "Deploy to Azure Container Instances from Azure Container Registry using a managed
// identity": only a user-assigned identity of the group itself can pull. unseen: codes and words.
function checkRegistryCredentials(groupName: string, { properties, identity }: GroupDefinition): void {
  const assigned = Object.keys(identity?.userAssignedIdentities ?? {}).map((id) => id.toLowerCase());
  const servers = new Set<string>();
  for (const credential of properties.imageRegistryCredentials ?? []) {
    const invalid = (reason: string) =>
      badRequest(
        "InvalidImageRegistryCredential",
        `The image registry credential of '${credential.server}' in container group '${groupName}' is invalid. ${reason}`,
      );
    if (servers.has(credential.server)) {
      throw invalid("The server is named twice.");
    }
    servers.add(credential.server);
    if (!/^[A-Za-z0-9.-]+(:\d+)?(\/[\w.-]+)*$/.test(credential.server)) {
      throw invalid("The server must be a host name without a scheme.");
    }
    if (credential.identity === undefined) {
      if (!credential.username || !credential.password) {
        throw invalid("Both username and password are required when no identity is given.");
      }
    } else if (credential.username !== undefined || credential.password !== undefined) {
      throw invalid("An identity cannot be combined with a username or a password.");
    } else if (!assigned.includes(credential.identity.toLowerCase())) {
      throw invalid("The identity must be one of the group's user-assigned identities.");
    }
  }
}
