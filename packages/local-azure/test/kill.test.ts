import { existsSync, readdirSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive, type ProcessIdentity } from "@azureml-webservice/local-azure/toolchain/process-identity";
import { spawnLocalAzure, State, type SpawnedLocalAzure } from "@azureml-webservice/local-azure";
import { ArmClient, subscriptionId, until, type Answer } from "@azureml-webservice/local-azure/testing/arm-client";
import { freePort } from "@azureml-webservice/local-azure/ports";
import { caddyGroup, groupOf, python, temporaryFolder } from "@azureml-webservice/local-azure/testing/definitions";

// More rounds, or one that failed before: KILL_ROUNDS=50 KILL_SEED=7 npx jest packages/local-azure/test/kill
const rounds = Number(process.env["KILL_ROUNDS"] ?? 2);
const seed = Number(process.env["KILL_SEED"] ?? 1);
const random = generator(seed);
const key = (name: string) => ({ subscriptionId, resourceGroup: "tests", name });

let stateDir: string;
let server: SpawnedLocalAzure;

beforeEach(async () => {
  stateDir = temporaryFolder();
  server = await spawnLocalAzure({ stateDir, operationDelayMs: 100 });
  await new ArmClient(server.url).createResourceGroup();
});

afterEach(async () => {
  await server.stop();
  rmSync(stateDir, { recursive: true, force: true });
});

async function killAndStart(): Promise<ArmClient> {
  await server.kill();
  server = await spawnLocalAzure({ stateDir, operationDelayMs: 100 });
  return new ArmClient(server.url);
}

function settled(arm: ArmClient, name: string): Promise<Answer> {
  return until(async () => {
    const answer = await arm.get(name);
    const state = answer.body.properties?.provisioningState;
    return answer.status === 404 || ["Succeeded", "Failed"].includes(state) ? answer : undefined;
  });
}

function processOf(name: string, container: string): ProcessIdentity | undefined {
  return new State(stateDir).readRuntime(key(name), container)?.process;
}

// Whatever is asked for before or while the server is killed is either done in the end or was never accepted.
test.each(Array.from({ length: rounds }, (_, round) => round + 1))(
  `SIGKILL at any moment loses nothing that was accepted (seed ${seed}, round %i)`,
  async () => {
    const port = await freePort();
    let arm = new ArmClient(server.url);
    let text: string | undefined;
    for (const wanted of ["first", "second", undefined]) {
      const request =
        wanted === undefined ? arm.send("DELETE", arm.group("web")) : arm.put("web", caddyGroup(port, wanted));
      const outcome = request.catch(() => undefined);
      await sleep(random() * 350);
      arm = await killAndStart();
      const accepted = await outcome;
      const { status, body } = await settled(arm, "web");
      if (accepted === undefined && (wanted === undefined ? status !== 404 : body.properties === undefined)) {
        continue; // killed before it was written down, and the client was never told otherwise
      }
      if (wanted === undefined) {
        expect(status).toBe(404);
        text = undefined;
      } else {
        expect(body.properties.provisioningState).toBe("Succeeded");
        text = await until(() => ask(port));
        if (accepted !== undefined) {
          expect(text).toBe(`${wanted} secret-key;`);
        }
        expect(accepted?.status ?? 200).toBeLessThan(300);
      }
    }
    if (text === undefined) {
      expect(await ask(port)).toBeUndefined();
      expect(filesBelow(new State(stateDir).groupFolder(key("web")))).toEqual([]);
    }
  },
  60_000,
);

it("takes over containers that live, and starts those that have died meanwhile", async () => {
  const sleeper = "import time; time.sleep(600)";
  const arm = new ArmClient(server.url);
  await arm.deploy("pair", groupOf([python("lives", sleeper), python("dies", sleeper)]));
  const lives = processOf("pair", "lives");
  const dies = processOf("pair", "dies");
  await server.kill();
  expect(lives && isAlive(lives)).toBe(true);
  process.kill(-(dies?.pid ?? 0), "SIGKILL");
  server = await spawnLocalAzure({ stateDir });
  const next = await until(() => {
    const now = processOf("pair", "dies");
    return now && now.pid !== dies?.pid ? now : undefined;
  });
  expect(isAlive(next)).toBe(true);
  expect(processOf("pair", "lives")).toEqual(lives);

  // A container that was taken over is watched like one of its own.
  process.kill(-(lives?.pid ?? 0), "SIGKILL");
  const replaced = await until(() => {
    const now = processOf("pair", "lives");
    return now && now.pid !== lives?.pid ? now : undefined;
  });
  expect(isAlive(replaced)).toBe(true);
}, 30_000);

it("remembers how a container ended that nobody was watching", async () => {
  const arm = new ArmClient(server.url);
  const job = python("job", "import time; time.sleep(1); raise SystemExit(7)");
  await arm.deploy("job", groupOf([job], { restartPolicy: "Never" }));
  const process = processOf("job", "job");
  await server.kill();
  await until(() => (process && isAlive(process) ? undefined : true));
  server = await spawnLocalAzure({ stateDir });
  const after = new ArmClient(server.url);
  const view = await until(async () => {
    const { body } = await after.get("job");
    const current = body.properties.containers[0].properties.instanceView?.currentState;
    return current?.state === "Terminated" ? current : undefined;
  });
  expect(view.exitCode).toBe(7);
}, 30_000);

it("finishes the deletion of a resource group", async () => {
  const arm = new ArmClient(server.url);
  await arm.deploy("inside", groupOf([python("main", "import time; time.sleep(600)")]));
  const process = processOf("inside", "main");
  const { headers } = await arm.send("DELETE", arm.resourceGroup);
  const after = await killAndStart();
  const result = new URL(headers.get("location") ?? "");
  await until(async () => ((await after.send("GET", result.pathname)).status === 204 ? true : undefined));
  expect((await after.send("HEAD", after.resourceGroup)).status).toBe(404);
  expect(process && isAlive(process)).toBe(false);
}, 30_000);

it("lets one server at a time work on a state folder", async () => {
  await expect(spawnLocalAzure({ stateDir })).rejects.toThrow(
    `local Azure did not start: local Azure already runs on ${stateDir} as process ${server.pid}; stop it first`,
  );
});

async function ask(port: number): Promise<string | undefined> {
  const response = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
  return response && (await response.text());
}

function filesBelow(folder: string): string[] {
  return existsSync(folder) ? [folder, ...readdirSync(folder, { recursive: true, encoding: "utf8" })] : [];
}

/** Numbers from 0 to 1, always the same ones for a seed (mulberry32). */
function generator(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
