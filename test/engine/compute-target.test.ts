import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { createDeployment } from "@azureml-webservice/deploy-harness";
import type { Result } from "@azureml-webservice/deploy-harness/types";
import { describeEngines } from "@azureml-webservice/deploy-harness/testing/engines";
import { succeeded } from "@azureml-webservice/deploy-harness/testing/outcomes";
import {
  prepareWorkspace,
  type PreparedWorkspace,
} from "@azureml-webservice/deploy-harness/testing/prepared-workspace";
import { spawnLocalAzure, type SpawnedLocalAzure } from "@azureml-webservice/local-azure";
import { LocalAzureControl } from "@azureml-webservice/local-azure/control";

jest.setTimeout(120_000);

describeEngines("An update of a compute", (engine) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "compute-target-"));
  let azure: SpawnedLocalAzure;
  let workspace: PreparedWorkspace;
  beforeAll(async () => {
    azure = await spawnLocalAzure({ stateDir: path.join(folder, "azure"), retryAfterSeconds: 0 });
    workspace = await prepareWorkspace(azure.url, { attached: [] });
  });
  afterAll(async () => {
    await azure.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  async function up(cpuCores: string): Promise<Result> {
    const deployment = await createDeployment({
      program: path.join(__dirname, "fixtures", "compute-target"),
      stack: "test",
      stateDir: path.join(folder, "engine"),
      armEndpoint: azure.url,
      engine,
      config: { clusterId: workspace.clusterId(), cpuCores },
    });
    return succeeded(await deployment.up());
  }

  const warned = ({ messages, log }: Result) => `${messages.map(({ text }) => text).join("\n")}${log}`;
  const stale = "Azure says that it has updated the compute inference, but still has another value of instanceTypes";

  test("that Azure carries out says nothing", async () => {
    await up("1");
    expect(warned(await up("2"))).not.toContain(stale);
  });

  test("that only appears to succeed gets a warning with the way out", async () => {
    const id = workspace.computeId("inference");
    const headers = { authorization: "Bearer az" };
    const body: unknown = await (await fetch(`${azure.url}${id}?api-version=2025-12-01`, { headers })).json();
    const control = new LocalAzureControl(azure.url);
    await control.fail({ method: "PUT", path: "/computes/inference$", kind: "status", status: 200, body });
    const text = warned(await up("3"));
    expect(text).toContain(stale);
    expect(text).toContain("detach it and attach it again, by pulumi up --replace with the urn of its attachment");
  });
});
