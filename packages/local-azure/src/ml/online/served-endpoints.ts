import { isDeepStrictEqual } from "node:util";
import { isWithin, nameOf, sameId } from "../../arm/resource-id";
import type { Documents } from "../../documents";
import type { ScoringAddress } from "../scoring/address";
import type { ServedEndpoint, ServedSettings } from "../scoring/served";
import type { EndpointDocument } from "./endpoint-document";
import type { Fleets } from "./fleets";
import { computeTypeOf } from "./rules-endpoint";

interface Entry extends ServedEndpoint {
  name: string;
  location: string;
}

/** The endpoints as the router sees them, kept in memory: a request must not wait for files. */
export class ServedEndpoints {
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly documents: Documents,
    private readonly fleets: Fleets,
  ) {}

  /** Takes in what an endpoint now is; the settings stay the same object while nothing in them differs. */
  put(document: EndpointDocument): void {
    const { id, serving, keys } = document;
    const settings: ServedSettings = { ...serving, keys };
    const before = this.entries.get(id.toLowerCase());
    this.entries.set(id.toLowerCase(), {
      id,
      name: nameOf(id),
      location: document.location,
      computeType: computeTypeOf(document.properties),
      settings: before && isDeepStrictEqual(before.settings, settings) ? before.settings : settings,
      deployment: (name) => this.fleets.find(`${id}/deployments/${name}`),
    });
  }

  removeWithin(id: string): void {
    for (const key of [...this.entries.keys()].filter((entry) => isWithin(entry, id.toLowerCase()))) {
      this.entries.delete(key);
    }
  }

  find({ computeType, name, location }: ScoringAddress): ServedEndpoint | undefined {
    const found = [...this.entries.values()].find(
      (entry) =>
        entry.computeType === computeType &&
        entry.name.toLowerCase() === name.toLowerCase() &&
        (location === undefined || entry.location === location.toLowerCase()),
    );
    // What went with its workspace is not there any more.
    return found && this.documents.has(found.id) ? found : undefined;
  }

  /** Another endpoint that has the address which this one would get. */
  addressTaken(document: Pick<EndpointDocument, "id" | "location" | "properties">): boolean {
    const computeType = computeTypeOf(document.properties);
    const location = computeType === "Managed" ? document.location : undefined;
    const taken = this.find({ computeType, name: nameOf(document.id), location, what: "score" });
    return taken !== undefined && !sameId(taken.id, document.id);
  }
}
