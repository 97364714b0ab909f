import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ensureToolchain } from "@azureml-webservice/local-azure/toolchain";
import { isAlive, type ProcessIdentity } from "@azureml-webservice/local-azure/toolchain/process-identity";
import { writeJson } from "@azureml-webservice/local-azure/json-file";
import { defaultRoutes, probesOf, type Blueprint } from "@azureml-webservice/local-azure/ml/online/blueprint";
import { Fleet, type FleetPlan } from "@azureml-webservice/local-azure/ml/online/fleet";
import type { DeploymentProperties } from "@azureml-webservice/local-azure/ml/online/model";
import { revisionFolder } from "@azureml-webservice/local-azure/ml/online/revision";
import { until } from "@azureml-webservice/local-azure/testing/arm-client";

const folder = mkdtempSync(path.join(tmpdir(), "fleet-"));
const fleets: Fleet[] = [];
const never = new AbortController().signal;

afterAll(async () => {
  await Promise.all(fleets.map((fleet) => fleet.close(false)));
  rmSync(folder, { recursive: true, force: true });
});

const plan = (revision: number): FleetPlan => ({
  revision,
  processes: 1,
  limits: { atOnce: 10, waiting: 0, waitMs: 0 },
  requestTimeoutMs: 5000,
});

/** Lays out a revision, as preparing one of assets would. */
function revision(number: number, script: string, probe: DeploymentProperties["readinessProbe"] = {}) {
  const home = revisionFolder(path.join(folder, "story"), number);
  const root = path.join(home, "root");
  for (const each of ["tmp", "root", "app"]) {
    mkdirSync(path.join(root, each), { recursive: true });
  }
  writeFileSync(path.join(root, "app", "score.py"), script);
  const blueprint: Blueprint = {
    root,
    appRoot: path.join(root, "app"),
    entryScript: "score.py",
    variables: {},
    names: { deployment: "story", workspace: "workspace" },
    scoringPath: "/score",
    ...probesOf({ endpointComputeType: "Managed", readinessProbe: probe, startupProbe: probe }, defaultRoutes),
  };
  writeJson(path.join(home, "blueprint.json"), blueprint);
}

const answering = (text: string) => `
import os, time
def init():
    pass
def run(data):
    if "slow" in data:
        time.sleep(1)
    return "${text} " + str(os.getpid())
`;

async function score(fleet: Fleet, body = "{}"): Promise<string> {
  expect(await fleet.admission.enter(never)).toBe("admitted");
  const [instance] = fleet.readyInstances();
  if (instance === undefined) {
    throw new Error("no instance is ready");
  }
  instance.inFlight++;
  try {
    const answer = await fetch(`http://127.0.0.1:${instance.port}/score`, { method: "POST", body });
    return (await answer.json()) as string;
  } finally {
    instance.inFlight--;
    fleet.admission.leave();
  }
}

function recorded(number: number): ProcessIdentity {
  const file = path.join(revisionFolder(path.join(folder, "story"), number), "instances", "0", "instance.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { process: ProcessIdentity }).process;
}

// One fleet, one story: each real server takes its time to start.
describe("the instances of a deployment", () => {
  const fleet = new Fleet("story", path.join(folder, "story"), () => ensureToolchain());
  fleets.push(fleet);

  it("of a new revision take over when they are ready, and the old ones end what they have", async () => {
    revision(1, answering("one"));
    await fleet.follow(plan(1), () => {});
    const old = recorded(1);
    expect(await score(fleet)).toMatch(/^one /);

    revision(2, answering("two"));
    const slow = score(fleet, '"slow"');
    let committed = false;
    const rolled = fleet.follow(plan(2), () => (committed = true));
    while (!committed) {
      expect(await score(fleet)).toMatch(/^one /);
    }
    expect(await score(fleet)).toMatch(/^two /);
    expect(await slow).toMatch(/^one /);
    await rolled;
    expect(isAlive(old)).toBe(false);
  });

  it("that do not come up are named by their reason, and the old ones go on", async () => {
    const committed = jest.fn();
    revision(3, "import no_such_module\n");
    await expect(fleet.follow(plan(3), committed)).rejects.toMatchObject({
      code: "ResourceNotReady",
      message:
        "User container has crashed or terminated. The last of its log: " +
        "ModuleNotFoundError: No module named 'no_such_module'",
    });
    const atOnce = { initialDelay: "PT1S", period: "PT1S", failureThreshold: 1 };
    revision(4, "import time\ndef init():\n    time.sleep(600)\ndef run(data):\n    pass\n", atOnce);
    await expect(fleet.follow(plan(4), committed)).rejects.toMatchObject({
      code: "ResourceNotReady",
      message: expect.stringMatching(/^The readiness probe of the user container failed for 4 s\./),
    });
    expect(committed).not.toHaveBeenCalled();
    expect(isAlive(recorded(4))).toBe(false);
    expect(await score(fleet)).toMatch(/^two /);
  });

  it("that are killed come back", async () => {
    const before = recorded(2);
    process.kill(-before.pid, "SIGKILL");
    await until(() => (recorded(2).pid === before.pid ? undefined : true));
    await until(() => (fleet.readyInstances().length === 1 ? true : undefined));
    expect(await score(fleet)).toMatch(/^two /);
    const after = recorded(2);
    await fleet.end();
    expect(isAlive(after)).toBe(false);
  });
});
