import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { createDeployment, type ConfigValue, type Deployment, type Result } from "@azureml-webservice/deploy-harness";
import type { Engine } from "@azureml-webservice/deploy-harness/testing/engines";
import { PlainArm } from "./plain-arm";

/** A program of the fixtures on an ARM without rules. */
export class PlainStage {
  readonly arm = new PlainArm();
  private readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "plain-stage-"));

  constructor(
    private readonly engine: Engine,
    private readonly fixture: string,
    private readonly armToken?: string,
  ) {}

  async open(): Promise<void> {
    await this.arm.open();
  }

  close(): void {
    this.arm.close();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  async run(
    operation: "preview" | "up" | "refresh" | "destroy",
    config: Record<string, ConfigValue> = {},
  ): Promise<Result> {
    return (await this.deployment(config))[operation]();
  }

  /** Everything that the driver has left on disk, for the search for secrets. */
  files(): string {
    const entries = fs.readdirSync(this.folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && !entry.parentPath.includes("plugins"));
    return files.map((entry) => fs.readFileSync(path.join(entry.parentPath, entry.name), "latin1")).join("\n");
  }

  private deployment(config: Record<string, ConfigValue>): Promise<Deployment> {
    return createDeployment({
      program: path.join(__dirname, "fixtures", this.fixture),
      stack: "dev",
      config,
      stateDir: this.folder,
      armEndpoint: this.arm.url,
      armToken: this.armToken,
      engine: this.engine,
    });
  }
}
