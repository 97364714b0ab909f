import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ensureToolchain } from "../toolchain";
import { isAlive, type ProcessIdentity } from "../toolchain/process-identity";
import { writeJson } from "./json-file";
import { defaultRoutes, probesOf, type Blueprint } from "./ml/online/blueprint";
import { Fleet, type FleetPlan } from "./ml/online/fleet";
import type { DeploymentProperties } from "./ml/online/model";
import { revisionFolder } from "./ml/online/revision";
import { until } from "./testing/arm-client";

const folder = mkdtempSync(path.join(tmpdir(), "fleet-"));
const fleets: Fleet[] = [];
const never = new AbortController().signal;

afterAll(async () => {
  await Promise.all(fleets.map((fleet) => fleet.close(false)));
  rmSync(folder, { recursive: true, force: true });
});

const plan = (revision: number, processes = 1): FleetPlan => ({
  revision,
  processes,
  limits: { atOnce: 10, waiting: 0, waitMs: 0 },
  requestTimeoutMs: 5000,
});

function fleetIn(name: string): Fleet {
  const fleet = new Fleet(name, path.join(folder, name), () => ensureToolchain());
  fleets.push(fleet);
  return fleet;
}

/** Lays out a revision, as preparing one of assets would. */
function revision(name: string, number: number, script: string, probe: DeploymentProperties["readinessProbe"] = {}) {
  const home = revisionFolder(path.join(folder, name), number);
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
    names: { deployment: name, workspace: "workspace" },
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

function recorded(name: string, number: number, index = 0): ProcessIdentity {
  const file = path.join(revisionFolder(path.join(folder, name), number), "instances", String(index), "instance.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { process: ProcessIdentity }).process;
}

it("a new revision takes over when it is ready, and the old one ends what it has", async () => {
  const fleet = fleetIn("rolling");
  revision("rolling", 1, answering("one"));
  await fleet.follow(plan(1), () => {});
  const old = recorded("rolling", 1);
  expect(await score(fleet)).toMatch(/^one /);

  revision("rolling", 2, answering("two"));
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

it("grows and shrinks without touching those that stay", async () => {
  const fleet = fleetIn("scaling");
  revision("scaling", 1, answering("one"));
  await fleet.follow(plan(1, 1), () => {});
  const first = recorded("scaling", 1, 0);
  await fleet.follow(plan(1, 2), () => {});
  const second = recorded("scaling", 1, 1);
  expect([first, second].map(isAlive)).toEqual([true, true]);
  expect(fleet.readyInstances()).toHaveLength(2);
  await fleet.follow(plan(1, 1), () => {});
  expect([first, second].map(isAlive)).toEqual([true, false]);
  expect(recorded("scaling", 1, 0)).toEqual(first);
});

it("a revision that does not come up is named by its reason, and the old one goes on", async () => {
  const fleet = fleetIn("failing");
  revision("failing", 1, answering("one"));
  await fleet.follow(plan(1), () => {});
  const committed = jest.fn();

  revision("failing", 2, "import no_such_module\n");
  await expect(fleet.follow(plan(2), committed)).rejects.toMatchObject({
    code: "ResourceNotReady",
    message:
      "User container has crashed or terminated. The last of its log: " +
      "ModuleNotFoundError: No module named 'no_such_module'",
  });
  const atOnce = { initialDelay: "PT1S", period: "PT1S", failureThreshold: 1 };
  revision("failing", 3, "import time\ndef init():\n    time.sleep(600)\ndef run(data):\n    pass\n", atOnce);
  await expect(fleet.follow(plan(3), committed)).rejects.toMatchObject({
    code: "ResourceNotReady",
    message: expect.stringMatching(/^The readiness probe of the user container failed for 4 s\./),
  });
  expect(committed).not.toHaveBeenCalled();
  expect(isAlive(recorded("failing", 3))).toBe(false);
  expect(await score(fleet)).toMatch(/^one /);
});

it("an instance that is killed comes back", async () => {
  const fleet = fleetIn("killed");
  revision("killed", 1, answering("one"));
  await fleet.follow(plan(1), () => {});
  const before = recorded("killed", 1);
  process.kill(-before.pid, "SIGKILL");
  await until(() => (recorded("killed", 1).pid === before.pid ? undefined : true));
  await until(() => (fleet.readyInstances().length === 1 ? true : undefined));
  expect(await score(fleet)).toMatch(/^one /);
});

it("is taken over by the next server, which ends what no longer serves", async () => {
  const fleet = fleetIn("taken");
  revision("taken", 1, answering("one"));
  await fleet.follow(plan(1), () => {});
  const lives = recorded("taken", 1);
  await fleet.close(true);
  expect(isAlive(lives)).toBe(true);

  const next = fleetIn("taken");
  next.revive(plan(1));
  await until(() => (next.readyInstances().length === 1 ? true : undefined));
  expect(recorded("taken", 1)).toEqual(lives);
  expect(await score(next)).toMatch(/^one /);
  await next.end();
  expect(isAlive(lives)).toBe(false);
});
