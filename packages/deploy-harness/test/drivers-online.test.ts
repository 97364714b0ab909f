import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { createDeployment, type Result } from "@azureml-webservice/deploy-harness";
import { startLocalAzure, type LocalAzure } from "@azureml-webservice/local-azure";
import { LocalAzureControl } from "@azureml-webservice/local-azure/control";
import { describeEngines } from "@azureml-webservice/deploy-harness/testing/engines";
import { leaksInText } from "@azureml-webservice/deploy-harness/testing/secrecy";
import { changesOf, succeeded } from "@azureml-webservice/deploy-harness/testing/outcomes";

jest.setTimeout(180_000);

const md5 = (text: string) => createHash("md5").update(text).digest("base64");

/** Files and texts reach a storage account through either engine, and functions answer what is there. */
describeEngines("drivers, all online resources", (engine) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "drivers-online-"));
  let azure: LocalAzure;
  let principalId: string;
  beforeAll(async () => {
    azure = await startLocalAzure({ stateDir: path.join(folder, "azure") });
    ({ principalId } = await new LocalAzureControl(azure.url).createPrincipal("caller"));
  });
  afterAll(async () => {
    await azure?.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  async function run(operation: "preview" | "up" | "destroy", config: Record<string, string> = {}): Promise<Result> {
    const deployment = await createDeployment({
      program: path.join(__dirname, "fixtures", "online-resources"),
      stack: "dev",
      config: { principalId, accountName: "driversfiles", ...config },
      stateDir: path.join(folder, engine),
      armEndpoint: azure.url,
      engine,
    });
    return succeeded(await deployment[operation]());
  }

  test("a preview makes nothing, and knows no address that Azure gives", async () => {
    const result = await run("preview");
    expect(Object.keys(result.outputs)).not.toContain("scoringUri");
    expect(Object.keys(result.outputs)).not.toContain("blobUrl");
  });

  test("up uploads a file and a text, and functions answer", async () => {
    const { outputs } = await run("up");
    expect(outputs.textMd5?.value).toBe(md5("none"));
    expect(outputs.scoringUri?.value).toMatch(/\/score$/);
    expect(outputs.found?.value).toBe("Key");
    const { primaryKey, secondaryKey } = outputs.keys?.value as Record<string, string>;
    expect(primaryKey).not.toBe(secondaryKey);
  });

  test("a second run changes nothing", async () => {
    expect(changesOf(await run("up"))).toEqual([]);
  });

  const changes = ["replace text", "update endpoint", "update script"];

  // A preview does not know a blob's address even when it stays, so whoever reads it may change.
  test.each([
    ["preview", [...changes, "update code", "update model"]],
    ["up", changes],
  ] as const)("%s replaces a blob for its content, and updates its metadata", async (operation, expected) => {
    const result = await run(operation, { description: "changed", notes: "other" });
    expect(changesOf(result)).toEqual([...expected].sort());
    expect(result.changes.find(({ name }) => name === "text")?.replaceKeys).toEqual(["source"]);
    expect(result.changes.find(({ name }) => name === "script")?.diff).toEqual(["metadata.about"]);
  });

  test("then it has the new content, and the account's key stands nowhere", async () => {
    const changed = { description: "changed", notes: "other" };
    expect(changesOf(await run("up", changed))).toEqual([]);
    expect((await run("up", changed)).outputs.textMd5?.value).toBe(md5("other"));
    const account = `/subscriptions/${"0".repeat(8)}-0000-0000-0000-${"0".repeat(12)}/resourceGroups/contract/providers/Microsoft.Storage/storageAccounts/driversfiles`;
    const answer = await fetch(`${azure.url}${account}/listKeys?api-version=2024-01-01`, {
      method: "POST",
      headers: { authorization: "Bearer owner" },
    });
    const { keys } = (await answer.json()) as { keys: { value: string }[] };
    const files = fs
      .readdirSync(path.join(folder, engine), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes("plugins"))
      .map((entry) => fs.readFileSync(path.join(entry.parentPath, entry.name), "latin1"));
    expect(leaksInText(files.join("\n"), { key: keys[0]?.value ?? "" })).toEqual([]);
  });

  test("destroy leaves nothing", async () => {
    expect((await run("destroy")).changes.at(-1)?.name).toBe("online-resources-dev");
  });
});
