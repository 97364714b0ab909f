import type { Toolchain } from "../../toolchain";
import { isWithin, nameOf } from "../../arm/resource-id";
import type { Documents } from "../../documents";
import { Fleet } from "./fleet";

const sweepMs = 1000;

/** The instances of all deployments. */
export class Fleets {
  private readonly fleets = new Map<string, { id: string; fleet: Fleet }>();
  private sweeper: NodeJS.Timeout | undefined;

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

  /** From now on, ends what has lost its deployment: it went with its workspace, which knows nothing of processes. */
  sweep(): void {
    this.sweeper = setInterval(() => {
      for (const { id } of this.fleets.values()) {
        if (!this.documents.has(id)) {
          void this.endWithin(id);
        }
      }
    }, sweepMs).unref();
  }

  async close(keepProcesses: boolean): Promise<void> {
    clearInterval(this.sweeper);
    await Promise.all([...this.fleets.values()].map(({ fleet }) => fleet.close(keepProcesses)));
  }
}
