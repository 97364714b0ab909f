import { appendFileSync, mkdirSync } from "node:fs";
import path from "node:path";
import { ArmError } from "../../arm/arm-error";
import { nameOf } from "../../arm/resource-id";
import type { Documents } from "../../documents";
import { StartError } from "../../runner/start-error";
import { resolveAssets } from "./deployment-assets";
import { planOf, type DeploymentDocument } from "./deployment-document";
import { workspaceIdOf } from "./endpoint-document";
import type { Fleets } from "./fleets";
import { prepareRevision, revisionFolder, type Download } from "./revision";

/** Makes deployments what their documents say; may be begun again from any point. */
export class Rollouts {
  constructor(
    private readonly documents: Documents,
    private readonly fleets: Fleets,
    private readonly download: Download,
  ) {}

  async carryOut(id: string): Promise<void> {
    const document = this.documents.read<DeploymentDocument>(id);
    if (document === undefined) {
      return;
    }
    await this.prepare(document);
    const plan = planOf(document);
    const serving = { plan, properties: document.properties };
    try {
      await this.fleets.of(document.id).follow(plan, () => this.documents.update<DeploymentDocument>(id, { serving }));
    } catch (error) {
      throw error instanceof StartError ? new ArmError(400, error.code, error.message) : error;
    }
    this.documents.update<DeploymentDocument>(id, { provisioningState: "Succeeded" });
  }

  private async prepare({ id, revision, serving, properties }: DeploymentDocument): Promise<void> {
    if (serving?.plan.revision === revision) {
      return;
    }
    const folder = revisionFolder(this.documents.filesOf(id), revision);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const note = (line: string) => appendFileSync(storageInitializerLog(folder), `${line}\n`, { mode: 0o600 });
    const workspaceId = workspaceIdOf(id);
    const names = { deployment: nameOf(id), workspace: nameOf(workspaceId) };
    const assets = resolveAssets(this.documents, workspaceId, properties);
    await prepareRevision(folder, names, properties, assets, this.download, note);
  }
}

/** What Azure's init container, which fetches model and code, would have written. */
export function storageInitializerLog(folder: string): string {
  return path.join(folder, "storage-initializer.log");
}
