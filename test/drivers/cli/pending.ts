import { readFileSync } from "node:fs";
import type { Properties } from "../../providers/properties";
import type { Provider } from "../../providers/provider";
import { nameOf } from "../urn";

interface Checkpoint {
  checkpoint?: {
    latest?: {
      pending_operations?: { type: string; resource: { urn: string; type: string; inputs?: Properties } }[];
    };
  };
}

/** Resources that a killed operation was creating and that exist: the id by which each can be taken over. */
export async function pendingCreations(stateFile: string, provider: Provider): Promise<{ urn: string; id: string }[]> {
  const { checkpoint } = JSON.parse(readFileSync(stateFile, "utf8")) as Checkpoint;
  const found: { urn: string; id: string }[] = [];
  for (const { type: kind, resource } of checkpoint?.latest?.pending_operations ?? []) {
    const { urn, type, inputs = {} } = resource;
    // What the id is made of, names, is no secret and stands in the state as it is.
    const id = kind === "creating" ? provider.idOf(type, inputs) : undefined;
    const request = { urn, type, name: nameOf(urn), oldInputs: undefined, oldOutputs: {} };
    if (id !== undefined && (await provider.read({ ...request, id })) !== undefined) {
      found.push({ urn, id });
    }
  }
  return found;
}
