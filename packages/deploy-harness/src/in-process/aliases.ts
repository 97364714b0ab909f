import { makeUrn } from "../urn";
import type { Registration } from "./registration";
import type { Snapshot } from "./snapshot";
import type { ResourceState } from "./state";

/**
 * What a resource was called before, from its own aliases: by URN, name, type or parent. Unlike the engine, this does
 * not follow the aliases of its parents.
 */
export function findAliased(
  snapshot: Snapshot,
  { aliases, parent, type, name }: Registration,
  project: string,
  stack: string,
): ResourceState | undefined {
  for (const alias of aliases) {
    const urn = alias.urn ?? makeUrn(project, stack, alias.parent ?? parent, alias.type ?? type, alias.name ?? name);
    const found = snapshot.find(urn);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}
