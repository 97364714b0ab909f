/** The last part of a resource id. */
export function nameIn(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

/** The resource group's id out of the id of something in it. */
export function resourceGroupOf(id: string): string {
  return id.split(/\/providers\//i, 1)[0] ?? id;
}
