import { badRequest } from "../arm/arm-error";
import type { GroupProperties } from "./model";

const maxPortsPerIp = 5;

/** Ports, addresses and labels. `unseen` marks codes and words that are ours, as in rules.ts. */
export function checkNetwork(groupName: string, { containers, ipAddress, subnetIds }: GroupProperties): void {
  const exposed = containers.flatMap(({ properties }) => properties.ports ?? []);
  const seen = new Set<string>();
  for (const { port, protocol = "TCP" } of [...exposed, ...(ipAddress?.ports ?? [])]) {
    if (port < 1 || port > 65535) {
      // unseen
      throw badRequest(
        "InvalidPort",
        `The port '${port}' ${protocol} of container group '${groupName}' is out of range.`,
      );
    }
  }
  for (const { port, protocol = "TCP" } of exposed) {
    // The containers of a group share one network namespace. unseen
    if (seen.has(`${port}/${protocol}`)) {
      throw badRequest(
        "DuplicateContainerPorts",
        `The port '${port}' is exposed by more than one container in container group '${groupName}'.`,
      );
    }
    seen.add(`${port}/${protocol}`);
  }
  if (subnetIds?.length && (ipAddress?.type === "Public" || ipAddress?.dnsNameLabel !== undefined)) {
    // unseen
    throw badRequest(
      "InvalidNetworkConfiguration",
      `The container group '${groupName}' is in a virtual network. Its IP address must be Private and cannot have a ` +
        "DNS name label.",
    );
  }
  for (const { id } of subnetIds ?? []) {
    if (
      !/^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Network\/virtualNetworks\/[^/]+\/subnets\/[^/]+$/i.test(
        id,
      )
    ) {
      // The code is ARM's for any malformed id.
      throw badRequest("LinkedInvalidPropertyId", `Property id '${id}' at path 'properties.subnetIds' is invalid.`);
    }
  }
  if (ipAddress === undefined) {
    return;
  }
  if (ipAddress.type === "Private" && !subnetIds?.length) {
    throw badRequest(
      "PrivateIPAddressNotSupported",
      `IP Address type in container group '${groupName}' is invalid. Private IP address is only supported when ` +
        "network profile is defined.",
    );
  }
  const ports = ipAddress.ports ?? [];
  if (ports.length === 0) {
    throw badRequest(
      "MissingIpAddressPorts",
      `The ports in the 'ipAddress' of container group '${groupName}' cannot be empty.`,
    );
  }
  if (ports.length > maxPortsPerIp) {
    // unseen; the number is documented
    throw badRequest(
      "TooManyPorts",
      `The 'ipAddress' of container group '${groupName}' has ${ports.length} ports. The maximum is ${maxPortsPerIp}.`,
    );
  }
  const twice = ports.filter(({ port, protocol = "TCP" }, index) =>
    ports.slice(0, index).some((other) => other.port === port && (other.protocol ?? "TCP") === protocol),
  );
  if (twice.length > 0) {
    // unseen
    throw badRequest(
      "DuplicateIpAddressPorts",
      `The port '${twice[0]?.port}' is given twice in the 'ipAddress' of container group '${groupName}'.`,
    );
  }
  const unreferenced = ports.filter(({ port, protocol = "TCP" }) => !seen.has(`${port}/${protocol}`));
  if (unreferenced.length > 0) {
    throw badRequest(
      "UnreferencedIpAddressPorts",
      `Following ports '${unreferenced.map(({ port }) => port).join(",")}' in the 'ipAddress' are not used by any ` +
        `container in container group '${groupName}'.`,
    );
  }
  checkLabel(groupName, ipAddress.dnsNameLabel);
}

// The sentence was seen; its code was not.
function checkLabel(groupName: string, label: string | undefined): void {
  if (label !== undefined && !/^[a-z][a-z0-9-]{3,61}[a-z0-9]$/.test(label)) {
    throw badRequest(
      "InvalidDnsNameLabel",
      `The DNS name label '${label}' in container group '${groupName}' is invalid. It can contain only lowercase ` +
        "letters, numbers and hyphens. The first character must be a letter. The last character must be a letter or " +
        "number. The value must be between 5 and 63 characters long.",
    );
  }
}
