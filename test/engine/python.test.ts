import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { createInterface } from "node:readline";

import { createDeployment } from "@azureml-webservice/deploy-harness";
import { describeCli } from "@azureml-webservice/deploy-harness/testing/engines";
import { succeeded } from "@azureml-webservice/deploy-harness/testing/outcomes";
import { computeId, keysOf, OnlineStage, textOf } from "./online-fixture";

/*
 * A component that a program in another language uses runs in the provider's process, which may hold several programs, and
 * its hooks are called from outside of them all.
 */

jest.setTimeout(180_000);

const fixtures = path.join(__dirname, "fixtures");
const hasPython = spawnSync("python3", ["-c", "import pulumi"]).status === 0;
const test_ = hasPython ? test : test.skip;
const why = hasPython ? "" : ", skipped: python3 cannot import pulumi (pip install pulumi)";

describeCli(`A Python program${why}`, () => {
  const stage = new OnlineStage("cli", { kind: "aks" });
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "python-"));
  let provider: ChildProcess;
  let port = 0;
  beforeAll(async () => {
    if (!hasPython) {
      return;
    }
    await stage.open();
    provider = spawn(process.execPath, [path.join(fixtures, "component-provider", "index.js")], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    [port] = (await once(createInterface({ input: provider.stdout! }), "line")).map(Number) as [number];
  });
  afterAll(async () => {
    provider?.kill();
    await stage.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const probe = { initialDelaySeconds: 1, periodSeconds: 1 };
  const deployment = (rotation: { primary?: number; secondary?: number }, tokenAuthEnabled = false) => {
    const args = {
      resourceGroupName: "models",
      workspaceName: "studio",
      endpointName: "score",
      computeId,
      tokenAuthEnabled,
      keys: { rotation },
      storage: { accountName: "studiofiles", containerName: "code" },
      azure: { environment: "public", resourceManagerEndpoint: stage.url },
      deployments: {
        blue: {
          image: "mcr.microsoft.com/azureml/tiny:1",
          sourceDirectory: path.join(fixtures, "online-webservice", "score"),
          entryScript: "score.py",
          environmentVariables: { VERSION: "1", BROKEN: "false" },
          numReplicas: 1,
          ...{ livenessProbe: probe, readinessProbe: probe },
        },
      },
    };
    return createDeployment({
      program: path.join(fixtures, "python-webservice"),
      ...{ stack: "test", stateDir: folder, armEndpoint: stage.url, engine: "cli" },
      providers: { "azureml-webservice": port },
      config: { args: JSON.stringify(args) },
    });
  };
  let keys = { primary: "", secondary: "" };

  const previewed = (...what: Parameters<typeof deployment>) =>
    stage.onlyLooking(async () => (await deployment(...what)).preview());

  test_("is previewed, deploys, and rotates a key, with the messages of hooks", async () => {
    succeeded(await previewed({}));
    keys = keysOf(succeeded(await (await deployment({})).up()));
    expect(await stage.statusOf(keys.secondary)).toBe(200);
    const switched = succeeded(await previewed({ secondary: 2 }, true));
    expect(textOf(switched)).toContain("authentication changes: Key => AMLToken");
    const result = succeeded(await (await deployment({ secondary: 2 })).up());
    expect(textOf(result)).toContain("rotates secondary: 1 => 2");
    const rotated = keysOf(result);
    expect([await stage.statusOf(rotated.secondary), await stage.statusOf(keys.secondary)]).toEqual([200, 401]);
    keys = rotated;
  });

  test_("is refused both keys at once, in a preview and in an update", async () => {
    const both = { primary: 2, secondary: 3 };
    for (const result of [await previewed(both), await (await deployment(both)).up()]) {
      expect(result.ok).toBe(false);
      expect(textOf(result)).toContain("keys.rotation: both keys would be replaced in one update");
    }
    expect([await stage.statusOf(keys.primary), await stage.statusOf(keys.secondary)]).toEqual([200, 200]);
  });
});
