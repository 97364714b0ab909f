import { grantableModes, type GrantKind, type GrantRole } from "../contract/auth-modes";

/** By what is granted, in the order in which inputs list it. */
export const roles = Object.fromEntries(grantableModes.map(({ grant }) => [grant.kind, grant])) as Readonly<
  Record<GrantKind, GrantRole>
>;

export const grantKinds: readonly GrantKind[] = grantableModes.map(({ grant }) => grant.kind);

/** Tenants allow a name once, so it carries the beginning of the role's GUID. */
export function roleName(kind: GrantKind, endpointName: string, guid: string): string {
  return `Online endpoint ${endpointName}: ${roles[kind].title} (${guid.slice(0, 8)})`;
}
