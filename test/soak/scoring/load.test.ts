import { useLocalAzure } from "@azureml-webservice/local-azure/testing/use-local-azure";

import { load, slowScript } from "../../scoring/support/load";
import { ScoringService } from "../../scoring/support/service";

/** Default probes at their real intervals, but for the wait before the first look. LOAD_SECONDS: 300 in a soak. */
const seconds = Number(process.env.LOAD_SECONDS ?? 10);
const local = useLocalAzure();
jest.setTimeout((seconds + 120) * 1000);

const probes = { livenessProbe: { initialDelaySeconds: 1 }, readinessProbe: { initialDelaySeconds: 1 } };

test.each([10, 20])(`%i callers of one worker for half of ${seconds} s: no restart, no failure`, async (callers) => {
  const service = await ScoringService.start(local, `callers-${callers}`, { "score.py": slowScript }, probes);
  await service.answer({});
  const statuses = await load(service, callers, seconds / 2);
  console.log(`${callers} callers: ${JSON.stringify(statuses)}`);
  expect(Object.keys(statuses)).toEqual(["200"]);
  expect(await service.troubles()).toEqual([]);
  await service.end();
});

// As long as the default timeout lets a prediction take, in a soak of a minute or more.
const longest = Math.min(55, seconds / 2);
test(`a prediction of ${longest} s is answered`, async () => {
  const service = await ScoringService.start(local, "long", { "score.py": slowScript }, probes);
  await service.answer({});
  expect((await service.call({ seconds: longest })).status).toBe(200);
  expect(await service.troubles()).toEqual([]);
  await service.end();
});
