const resourceGroup = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}";
const provider = "/subscriptions/{subscriptionId}/providers/Microsoft.ContainerInstance";

/** Every address that a deployment of ours uses, by a word for it. */
const places = {
  "resource group": resourceGroup,
  "container group": `${resourceGroup}/providers/Microsoft.ContainerInstance/containerGroups/{containerGroupName}`,
  // Where a long-running operation is followed: ARM names these addresses in headers, no specification does.
  "operation on a container group": `${provider}/locations/{location}/operations/{operationId}`,
  "result of an operation on a container group": `${provider}/locations/{location}/operationResults/{operationId}`,
  "result of an operation on a resource group": "/subscriptions/{subscriptionId}/operationresults/{operationId}",
};

export type Place = keyof typeof places | "unknown";

export function placeOf(url: string): Place {
  const path = pathOf(url);
  const names = Object.keys(places) as (keyof typeof places)[];
  return names.find((name) => fits(places[name], path)) ?? "unknown";
}

export function pathOf(url: string): string {
  return new URL(url, "http://arm").pathname;
}

export function versionOf(url: string): string | null {
  return new URL(url, "http://arm").searchParams.get("api-version");
}

/**
 * ARM takes the fixed parts of a path in any case; what we send is compared as the specifications write it. A scope is
 * a whole id, the other parameters are names.
 */
export function fits(template: string, path: string): boolean {
  const parts = template.split("/").map((part) => {
    if (part === "{scope}") {
      return ".+";
    }
    return part.startsWith("{") ? "[^/]+" : part.replace(/[.*+?^$()|[\]\\]/g, "\\$&");
  });
  return new RegExp(`^${parts.join("/")}$`).test(path);
}
