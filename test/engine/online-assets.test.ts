import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { createDeployment } from "@azureml-webservice/deploy-harness";
import type { Deployment, Result } from "@azureml-webservice/deploy-harness/types";
import { spawnLocalAzure, type SpawnedLocalAzure } from "@azureml-webservice/local-azure";
import { LocalAzureControl } from "@azureml-webservice/local-azure/control";
import { prepareWorkspace, putAndWait } from "@azureml-webservice/deploy-harness/testing/prepared-workspace";
import { describeEngines, type Engine } from "@azureml-webservice/deploy-harness/testing/engines";
import { changesOf, succeeded } from "@azureml-webservice/deploy-harness/testing/outcomes";

jest.setTimeout(180_000);

const program = path.join(__dirname, "fixtures", "online-assets");

const script = `import os

def init():
    global label
    with open(os.path.join(os.environ["AZUREML_MODEL_DIR"], "model", "label.txt")) as file:
        label = file.read()

def run(raw_data):
    return {"label": label}
`;

/** A local Azure, a folder with a model and code, and a stack that deploys them. */
class AssetStage {
  private readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "online-assets-"));
  private azure: SpawnedLocalAzure | undefined;
  private computeId = "";
  public endpointId = "";
  public workspaceId = "";
  public storageAccount = "";

  public constructor(private readonly engine: Engine) {}

  public async open(): Promise<void> {
    this.azure = await spawnLocalAzure({ stateDir: path.join(this.folder, "azure") });
    const { computeId, workspaceId, storageAccount } = await prepareWorkspace(this.url);
    this.computeId = computeId();
    this.workspaceId = workspaceId;
    this.storageAccount = storageAccount;
    this.endpointId = `${workspaceId}/onlineEndpoints/score`;
  }

  public async close(): Promise<void> {
    await this.azure?.stop();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  public get url(): string {
    return this.azure?.url ?? "";
  }

  public write(file: string, content: string): void {
    const absolute = path.join(this.folder, "files", file);
    fs.mkdirSync(path.dirname(absolute), { recursive: true });
    fs.writeFileSync(absolute, content);
  }

  /** A datastore of a container `shelf` in the workspace's account, as `az ml datastore create` makes it. */
  public async makeDatastore(name: string, properties: Record<string, unknown>): Promise<void> {
    const account = `/providers/Microsoft.Storage/storageAccounts/${this.storageAccount}`;
    const group = this.workspaceId.split("/providers/")[0] ?? "";
    await putAndWait(this.url, `${group}${account}/blobServices/default/containers/shelf`, { properties: {} });
    const all = { accountName: this.storageAccount, credentials: { credentialsType: "None" }, ...properties };
    await putAndWait(this.url, `${this.workspaceId}/datastores/${name}`, { properties: all });
  }

  public deployment(datastore?: string): Promise<Deployment> {
    return createDeployment({
      program,
      stack: "test",
      stateDir: path.join(this.folder, "engine"),
      armEndpoint: this.url,
      engine: this.engine,
      config: {
        computeId: this.computeId,
        resourceManager: this.url,
        folder: path.join(this.folder, "files"),
        ...(datastore === undefined ? {} : { datastore }),
      },
    });
  }

  public async up(datastore?: string): Promise<Result> {
    return (await this.deployment(datastore)).up();
  }

  public get(id: string): Promise<Response> {
    return fetch(`${this.url}${id}?api-version=2025-12-01`, { headers: { authorization: "Bearer az" } });
  }

  /** The id of the model's version that is deployed. */
  public async model(): Promise<string> {
    const answer = await this.get(`${this.endpointId}/deployments/blue`);
    return ((await answer.json()) as { properties: { model: string } }).properties.model;
  }

  /** Where the files of the model that is deployed are. */
  public async modelUri(): Promise<string> {
    const answer = await this.get(await this.model());
    return ((await answer.json()) as { properties: { modelUri: string } }).properties.modelUri;
  }

  /** What a caller gets. */
  public async label(): Promise<unknown> {
    const { scoringUri, primaryKey } = await (await this.deployment()).outputs();
    const headers = { authorization: `Bearer ${String(primaryKey?.value)}`, "content-type": "application/json" };
    const answer = await fetch(String(scoringUri?.value), { method: "POST", headers, body: "[]" });
    return answer.status === 200 ? ((await answer.json()) as { label: string }).label : answer.status;
  }
}

describeEngines("A model and code of local files", (engine) => {
  const stage = new AssetStage(engine);
  const models: string[] = [];
  beforeAll(async () => {
    await stage.open();
    stage.write("src/score.py", script);
    stage.write("model/label.txt", "first");
    stage.write("model/more/notes.txt", "not looked at");
  });
  afterAll(() => stage.close());

  test("are uploaded, registered and serve", async () => {
    succeeded(await stage.up());
    expect(await stage.label()).toBe("first");
    models.push(await stage.model());
  });

  test("the model by its address in the workspace's own datastore", async () => {
    const place = stage.workspaceId.replace("/resourceGroups/", "/resourcegroups/").replace(/\/providers\/[^/]+/, "");
    expect(await stage.modelUri()).toMatch(
      `azureml:/${place}/datastores/workspaceblobstore/paths/azureml-webservice/score/blue/model/`,
    );
  });

  test("that do not change change nothing", async () => {
    expect(changesOf(succeeded(await stage.up()))).toEqual([]);
  });

  test("another content becomes another version, which the deployment takes in place", async () => {
    stage.write("model/label.txt", "second");
    const changes = changesOf(succeeded(await stage.up()));
    expect(changes).toEqual([
      "replace score-deployment-blue-model",
      "replace score-deployment-blue-model-file-label.txt",
      "replace score-deployment-blue-model-file-more/notes.txt",
      "replace score-deployment-blue-model-version",
      "update score-deployment-blue",
    ]);
    expect(await stage.label()).toBe("second");
    models.push(await stage.model());
    expect(new Set(models).size).toBe(2);
    expect(changesOf(succeeded(await stage.up()))).toEqual([]);
  });

  test("the version before is still there, and its files", async () => {
    const answer = await stage.get(models[0] ?? "");
    expect(answer.status).toBe(200);
    const { properties } = (await answer.json()) as { properties: { modelUri: string } };
    expect(properties.modelUri).toMatch(/\/model\/[0-9a-f]{24}\/model$/);
  });

  test("after an update that fails half way the content before can be deployed again", async () => {
    const control = new LocalAzureControl(stage.url);
    await control.fail({ method: "PUT", path: "/deployments/blue", kind: "operation-fails" });
    stage.write("model/label.txt", "third");
    expect((await stage.up()).ok).toBe(false);
    await control.clearFaults();
    stage.write("model/label.txt", "second");
    succeeded(await stage.up());
    expect(await stage.label()).toBe("second");
    expect(changesOf(succeeded(await stage.up()))).toEqual([]);
  });

  test("so can a content of long ago, as a version of its own", async () => {
    stage.write("model/label.txt", "first");
    succeeded(await stage.up());
    expect(await stage.label()).toBe("first");
    expect(models).not.toContain(await stage.model());
  });

  test("new code is refused in the preview, while the deployment has live traffic", async () => {
    stage.write("src/score.py", `${script}\n`);
    const result = await (await stage.deployment()).preview();
    expect(result.ok).toBe(false);
    expect(`${result.log}${result.error}`).toContain(
      "deployments.blue.sourceDirectory: cannot change while blue has 100 % of the live traffic",
    );
    expect(await stage.label()).toBe("first");
  });

  test("another datastore is refused in the preview when it cannot be read, or would take code that serves away", async () => {
    stage.write("src/score.py", script);
    const preview = async (datastore: string) => {
      const { ok, log, error } = await (await stage.deployment(datastore)).preview();
      return [ok, `${log}${error}`];
    };
    expect(await preview("none")).toEqual([
      false,
      expect.stringContaining('storage.datastoreName: the datastore "none" of the workspace "studio" cannot be read'),
    ]);
    await stage.makeDatastore("files", { datastoreType: "AzureFile", fileShareName: "shelf" });
    expect(await preview("files")).toEqual([
      false,
      expect.stringContaining('the datastore "files" is of the type AzureFile: must be one of the type AzureBlob'),
    ]);
    await stage.makeDatastore("shelf", { datastoreType: "AzureBlob", containerName: "shelf" });
    expect(await preview("shelf")).toEqual([
      false,
      expect.stringContaining("storage.datastoreName: cannot lead to another container while blue has 100 %"),
    ]);
  });

  test("another datastore of the same container is another address of the model, and takes nothing away", async () => {
    const own = await stage.get(`${stage.workspaceId}/datastores/workspaceblobstore`);
    const { containerName } = ((await own.json()) as { properties: { containerName: string } }).properties;
    await stage.makeDatastore("mine", { datastoreType: "AzureBlob", containerName });
    const changes = changesOf(succeeded(await stage.up("mine")));
    expect(changes.filter((change) => !change.includes("-model"))).toEqual(["update score-deployment-blue"]);
    expect(await stage.modelUri()).toContain("/datastores/mine/paths/");
    expect(await stage.label()).toBe("first");
  });

  test("go with the program; their versions stay registered", async () => {
    stage.write("src/score.py", script);
    succeeded(await (await stage.deployment()).destroy());
    expect((await stage.get(stage.endpointId)).status).toBe(404);
    expect(await Promise.all(models.map(async (id) => (await stage.get(id)).status))).toEqual([200, 200]);
  });
});
