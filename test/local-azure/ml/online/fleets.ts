import type { Toolchain } from "../../../toolchain";
import { isWithin, nameOf } from "../../arm/resource-id";
import type { Documents } from "../../documents";
import { Fleet } from "./fleet";

/** The instances of all deployments. */
export class Fleets {
  private readonly fleets = new Map<string, { id: string; fleet: Fleet }>();

  constructor(
    private readonly documents: Documents,
    private readonly toolchain: () => Promise<Toolchain>,
  ) {}

  of(deploymentId: string): Fleet {
    const key = deploymentId.toLowerCase();
    const known = this.find(deploymentId);
    if (known) {
      return known;
    }
    const fleet = new Fleet(nameOf(deploymentId), this.documents.filesOf(deploymentId), this.toolchain);
    this.fleets.set(key, { id: deploymentId, fleet });
    return fleet;
  }

  find(deploymentId: string): Fleet | undefined {
    return this.fleets.get(deploymentId.toLowerCase())?.fleet;
  }

  /** Ends all instances of the deployments at and below an id, also those that a killed server has left. */
  async endWithin(id: string): Promise<void> {
    const inside = [...this.fleets.entries()].filter(([, entry]) => isWithin(entry.id, id));
    await Promise.all(inside.map(([, { fleet }]) => fleet.end()));
    inside.forEach(([key]) => this.fleets.delete(key));
  }

  async close(keepProcesses: boolean): Promise<void> {
    await Promise.all([...this.fleets.values()].map(({ fleet }) => fleet.close(keepProcesses)));
  }
}
