/** The parts of an ARM id; ids are the same in any case. */
export interface ResourceId {
  subscriptionId?: string;
  resourceGroup?: string;
  /** What follows the subscription or the resource group. */
  rest: string[];
}

export function parseId(id: string): ResourceId {
  const segments = id.split("/").filter(Boolean);
  const at = (index: number, word: string) => segments[index]?.toLowerCase() === word && segments[index + 1];
  const subscriptionId = at(0, "subscriptions") || undefined;
  const resourceGroup = (subscriptionId && at(2, "resourcegroups")) || undefined;
  return { subscriptionId, resourceGroup, rest: segments.slice(resourceGroup ? 4 : subscriptionId ? 2 : 0) };
}

/** `Microsoft.X/a/b` of `…/providers/Microsoft.X/a/one/b/two`: the type of the resource that an id ends with. */
export function typeOf(id: string): string {
  const segments = id.split("/").filter(Boolean);
  const start = segments.map((segment) => segment.toLowerCase()).lastIndexOf("providers") + 1;
  return [segments[start], ...segments.slice(start + 1).filter((_, index) => index % 2 === 0)].join("/");
}

export function nameOf(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

export function sameId(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** Whether `id` is `ancestor` or lies below it. */
export function isWithin(id: string, ancestor: string): boolean {
  return `${id}/`.toLowerCase().startsWith(ancestor === "/" ? "/" : `${ancestor}/`.toLowerCase());
}
