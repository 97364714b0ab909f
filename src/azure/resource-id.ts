/** The last part of a resource id. */
export function nameIn(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

/** The resource group's id out of the id of something in it. */
export function resourceGroupOf(id: string): string {
  return id.split(/\/providers\//i, 1)[0] ?? id;
}

/** The name of the resource group in an id. */
export function resourceGroupIn(id: string): string | undefined {
  return partOf(id, "resourceGroups");
}

/** What stands behind a word in an id, such as `subscriptions`; ids are the same in any case. */
export function partOf(id: string, word: string): string | undefined {
  return new RegExp(`/${word}/([^/]+)`, "i").exec(id)?.[1];
}
