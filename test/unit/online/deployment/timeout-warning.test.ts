import * as pulumi from "@pulumi/pulumi";

import { warnOfLongTimeouts } from "../../../../src/online/deployment/timeout-warning";
import { runProgram } from "../../../support/program";
import { captureLog } from "../../../support/quiet";

afterEach(() => {
  jest.restoreAllMocks();
});

async function warnings(deployments: Parameters<typeof warnOfLongTimeouts>[1]): Promise<string[]> {
  const log = captureLog();
  const { result } = await runProgram(() => ({
    done: warnOfLongTimeouts(new pulumi.ComponentResource("test:index:Service", "svc"), deployments),
  }));
  await result.done;
  return log.map(({ text }) => text);
}

test("times above those that were seen to work get one warning, by their inputs", async () => {
  const found = await warnings({
    blue: { scoringTimeoutMs: 150_001, readinessProbe: { timeoutSeconds: pulumi.output(151) } },
    green: { scoringTimeoutMs: pulumi.output(300_000), startupProbe: { timeoutSeconds: 3600 } },
  });
  expect(found).toEqual([
    'deployments.blue.scoringTimeoutMs, deployments.blue.readinessProbe.timeoutSeconds, deployments.green.scoringTimeoutMs, deployments.green.startupProbe.timeoutSeconds: Azure documents up to 300 seconds, but Kubernetes endpoints were seen to refuse more than 150 ("Invalid value provided for Timeout Seconds for Probe"); if yours does, give 150 seconds at most',
  ]);
});

test("others do not", async () => {
  const probe = { timeoutSeconds: 150, initialDelaySeconds: 3600 };
  expect(await warnings({ blue: { scoringTimeoutMs: 150_000, livenessProbe: probe }, green: {} })).toEqual([]);
});
