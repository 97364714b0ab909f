import { readFileSync } from "node:fs";
import type { Properties } from "../providers/properties";
import type { Provider } from "../providers/provider";
import { nameOf, typeOf } from "../urn";

interface Checkpoint {
  checkpoint?: {
    latest?: {
      pending_operations?: {
        type: string;
        resource: { urn: string; type: string; parent?: string; inputs?: Properties };
      }[];
    };
  };
}

export interface PendingCreation {
  urn: string;
  parent: string;
  id: string;
}

/** Resources that a killed operation was creating and that exist: the id by which each can be taken over. */
export async function pendingCreations(stateFile: string, provider: Provider): Promise<PendingCreation[]> {
  const { checkpoint } = JSON.parse(readFileSync(stateFile, "utf8")) as Checkpoint;
  const found: PendingCreation[] = [];
  for (const { type: kind, resource } of checkpoint?.latest?.pending_operations ?? []) {
    const { urn, type, parent = "", inputs = {} } = resource;
    // What the id is made of, names, is no secret and stands in the state as it is.
    const id = kind === "creating" ? provider.idOf(type, inputs) : undefined;
    const request = { urn, type, name: nameOf(urn), oldInputs: undefined, oldOutputs: {} };
    if (id !== undefined && (await provider.read({ ...request, id })) !== undefined) {
      found.push({ urn, parent, id });
    }
  }
  return found;
}

/** The file that `pulumi import` reads, with the same provider version as the SDK's resources have. */
export function importDocument(found: PendingCreation[], version: string) {
  return {
    nameTable: Object.fromEntries(found.map(({ parent }) => [parent, parent])),
    resources: found.map(({ urn, parent, id }) => ({ type: typeOf(urn), name: nameOf(urn), id, parent, version })),
  };
}
