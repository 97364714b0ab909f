export const STACK_TYPE = "pulumi:pulumi:Stack";

/** A URN as the engine makes it: the types of all parents but the stack stand before the resource's own. */
export function makeUrn(project: string, stack: string, parent: string, type: string, name: string): string {
  const parentTypes = parent === "" ? "" : qualifiedTypeOf(parent);
  const prefix = parentTypes === "" || parentTypes === STACK_TYPE ? "" : `${parentTypes}$`;
  return `urn:pulumi:${stack}::${project}::${prefix}${type}::${name}`;
}

function qualifiedTypeOf(urn: string): string {
  return urn.split("::")[2] ?? "";
}

export function typeOf(urn: string): string {
  return qualifiedTypeOf(urn).split("$").at(-1) ?? "";
}

export function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}
