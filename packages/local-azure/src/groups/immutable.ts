import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { ArmError, badRequest } from "../arm/arm-error";
import type { GroupDefinition, GroupProperties } from "./model";

/**
 * Refuses what Azure cannot change on a group that exists (Microsoft, "Update containers in Azure Container
 * Instances", properties that require container delete). Code and sentence were seen for the restart policy; that the
 * others are named in the same way is an inference.
 */
export function checkUpdate(groupName: string, before: GroupDefinition, after: GroupDefinition): void {
  if (before.location !== after.location) {
    // ARM's own answer for every type of resource.
    throw new ArmError(
      409,
      "InvalidResourceLocation",
      `The resource '${groupName}' already exists in location '${before.location}'. A resource with the same name ` +
        `cannot be created in location '${after.location}'. Please select a new resource name.`,
    );
  }
  const stay = new Set(after.properties.containers.map(({ name }) => name));
  const was = immutables(before, stay);
  const is = immutables(after, new Set(before.properties.containers.map(({ name }) => name)));
  for (const name of Object.keys(was)) {
    if (!isDeepStrictEqual(was[name], is[name])) {
      throw badRequest(
        "InvalidContainerGroupUpdate",
        `The updates on container group '${groupName}' are invalid. If you are going to update the ${name} ` +
          `(old ${show(was[name])}, new ${show(is[name])}) for a container group, you must delete it first and then ` +
          "create a new one.",
      );
    }
  }
}

function immutables({ properties, zones }: GroupDefinition, inBoth: Set<string>): Record<string, unknown> {
  return {
    OsType: properties.osType,
    RestartPolicy: properties.restartPolicy ?? "Always",
    SubnetIds: (properties.subnetIds ?? []).map(({ id }) => id.toLowerCase()),
    Zones: zones ?? [],
    Sku: properties.sku ?? "Standard",
    Diagnostics: diagnostics(properties),
    Resources: resources(properties, inBoth),
  };
}

// MicrosoftDocs/azure-docs#65195. The key takes part in the comparison, but is shown to nobody.
function diagnostics({ diagnostics: given }: GroupProperties): unknown {
  const { workspaceKey, ...shown } = given?.logAnalytics ?? {};
  const digest = createHash("sha256").update(String(workspaceKey));
  return given?.logAnalytics && { ...shown, workspaceKeyDigest: digest.digest("hex").slice(0, 8) };
}

// Only of containers that stay: whether adding one counts as changing the group's CPU, the documents do not say.
function resources({ containers }: GroupProperties, inBoth: Set<string>): unknown {
  return Object.fromEntries(
    containers
      .filter(({ name }) => inBoth.has(name))
      // A limit that is not given is the request (container-instances-container-groups). That limits cannot be changed in
      // place either is an inference: the documents speak of CPU and memory.
      .map(({ name, properties: { resources: given } }) => [
        name,
        { ...given, limits: given?.limits ?? given?.requests },
      ]),
  );
}

function show(value: unknown): string {
  return JSON.stringify(value ?? null);
}
