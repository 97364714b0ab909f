import { remove, type Context } from "./change";
import { makeStep, type Report } from "./report";
import type { ResourceState } from "./state";

/** Deletes resources, each before those that it depends on. */
export class Deletions {
  constructor(
    private readonly context: Context,
    private readonly report: Report,
  ) {}

  /** What this run did not register, and what a replacement superseded. */
  async deleteUnregistered(): Promise<void> {
    const { snapshot } = this.context;
    await this.delete(snapshot.resources().filter((resource) => snapshot.current(resource.urn) !== resource));
  }

  async deleteAll(): Promise<void> {
    await this.delete(this.context.snapshot.resources());
  }

  private async delete(condemned: ResourceState[]): Promise<void> {
    const urns = new Set(condemned.map(({ urn }) => urn));
    for (const resource of condemned.reverse()) {
      await this.deleteOne(resource, urns.has(resource.deletedWith));
    }
  }

  private async deleteOne(resource: ResourceState, goesWithAnother: boolean): Promise<void> {
    if (resource.protect && !resource.delete) {
      this.report.fail(
        `resource "${resource.urn}" cannot be deleted: it is protected; remove protect from the program first`,
        resource.urn,
      );
      throw new Error("a protected resource stands in the way");
    }
    const work = async () => {
      await remove(this.context, resource, goesWithAnother);
      this.context.snapshot.remove(resource);
    };
    try {
      // The end of a replacement was announced with it; what has been deleted already is only forgotten.
      if (resource.delete || resource.pendingReplacement) {
        await work();
      } else {
        await this.report.step(makeStep("delete", resource.urn), work);
      }
    } catch (error) {
      this.report.fail(error instanceof Error ? error.message : String(error), resource.urn);
      throw error;
    }
  }
}
