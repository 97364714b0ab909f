import { until } from "@azureml-webservice/local-azure/testing/arm-client";
import { useLocalAzure } from "@azureml-webservice/local-azure/testing/use-local-azure";

import { load, slowScript } from "./support/load";
import { ScoringService } from "./support/service";

/** A busy service lives, one that hangs is brought back; what goes on for five minutes is in test/soak. */

const local = useLocalAzure();
jest.setTimeout(120_000);

const sources = { "score.py": slowScript };
/** One look each second, none of which may fail: stricter than the defaults. */
const strict = { initialDelaySeconds: 1, periodSeconds: 1, failureThreshold: 1 };

test("a service with one worker and 12 callers is never restarted, and stays ready", async () => {
  const service = await ScoringService.start(local, "busy", sources, { livenessProbe: strict, readinessProbe: strict });
  await service.answer({});
  const statuses = await load(service, 12, 6);
  expect(Object.keys(statuses)).toEqual(["200"]);
  expect(await service.troubles()).toEqual([]);
  expect((await service.view()).currentState).toMatchObject({ state: "Running", detailStatus: "" });
  await service.end();
});

/** One that keeps the interpreter for itself, or is stopped from outside. */
async function replacesWorker(how: "hang" | "stop"): Promise<void> {
  const service = await ScoringService.start(local, how, sources, {
    scoringTimeoutMs: 1000,
    workerTimeoutSeconds: 6,
    livenessProbe: { ...strict, timeoutSeconds: 5 },
  });
  const before = await service.answer({});
  expect((await service.call({ [how]: true })).status).toBe(504);
  expect(await service.answer({})).not.toBe(before);
  expect((await service.view()).restartCount).toBe(0);
  await service.end();
}

async function restartsServer(): Promise<void> {
  const livenessProbe = { ...strict, timeoutSeconds: 5 };
  const service = await ScoringService.start(local, "stopped", sources, { livenessProbe });
  const worker = await service.answer({});
  process.kill(service.serverProcess, "SIGSTOP");
  await until(async () => ((await service.view()).restartCount > 0 ? true : undefined));
  expect(await service.troubles()).toEqual([
    "1 restarts",
    expect.stringContaining("Liveness probe failed: exec probe failed"),
  ]);
  expect(await service.answer({})).not.toBe(worker);
  await service.end();
}

/** A path of one's own is requested, so what is not there is no sign of life. */
async function requestsOwnPath(): Promise<void> {
  const service = await ScoringService.start(local, "own-path", sources, {
    scoringTimeoutMs: 1000,
    livenessProbe: { ...strict, path: "/no-such-path" },
  });
  await until(async () => ((await service.view()).restartCount > 0 ? true : undefined));
  expect(await service.troubles()).toContainEqual(expect.stringContaining("Liveness probe failed: exec probe failed"));
  await service.end();
}

test("what hangs comes back: a worker without a restart, a server and one that a path says is gone with one", async () => {
  // Side by side, because each waits for time to pass.
  await Promise.all([replacesWorker("hang"), replacesWorker("stop"), restartsServer(), requestsOwnPath()]);
});

test("a server is ready once its script is loaded, and not before", async () => {
  const slow = slowScript.replace("pass", "time.sleep(3)");
  const readinessProbe = { ...strict, initialDelaySeconds: 0, timeoutSeconds: 5 };
  const service = await ScoringService.start(local, "loading", { "score.py": slow }, { readinessProbe });
  const ready = async () => (await service.view()).currentState.detailStatus === "";
  expect(await ready()).toBe(false);
  expect(typeof (await service.answer({}))).toBe("number");
  await until(async () => ((await ready()) ? true : undefined));
  await service.end();
});
