import * as pulumi from "@pulumi/pulumi";

import { inFolderOfFiles } from "../../support/local-files";
import { failures } from "../../support/late";

inFolderOfFiles();

const script = { entryScript: "score.py" };
const hidden = (what: string) => `the ${what} given (not shown: it may be a secret)`;
const tooShort =
  "is not allowed: must be at least 5 seconds more than scoringTimeoutMs, otherwise predictions that callers still wait for are cut off; raise it, or lower scoringTimeoutMs";
const raised =
  "  - livenessProbe.path: is not allowed with these times: a request there waits behind a prediction, which may take scoringTimeoutMs, and failureThreshold tries in a row, one every periodSeconds, must last as long, or a busy service is restarted; raise failureThreshold";
const otherwise = ", lower scoringTimeoutMs, or leave path out for a probe that does not wait";

test.each<[string, object, string]>([
  [
    "a variable in a map that is an Output",
    { environmentVariables: pulumi.output({ WORKER_COUNT: "2" }), workerCount: 2 },
    '  - environmentVariables["WORKER_COUNT"]: is workerCount under another name, which is set as well: must be set once; remove one of the two',
  ],
  [
    "a secret variable",
    { secretEnvironmentVariables: pulumi.secret({ WORKER_TIMEOUT: "64" }) },
    `  - secretEnvironmentVariables["WORKER_TIMEOUT"]: ${hidden("value")} ${tooShort}`,
  ],
  ["a timeout", { workerTimeoutSeconds: pulumi.output(64) }, `  - workerTimeoutSeconds: 64 ${tooShort}`],
  [
    "a secret timeout",
    { workerTimeoutSeconds: pulumi.secret(64) },
    `  - workerTimeoutSeconds: ${hidden("number")} ${tooShort}`,
  ],
  [
    "the scoring timeout",
    { workerTimeoutSeconds: 64, scoringTimeoutMs: pulumi.output(59_001) },
    `  - workerTimeoutSeconds: 64 ${tooShort}`,
  ],
  ["a probe's times", { livenessProbe: { path: "/", periodSeconds: pulumi.output(5) } }, `${raised} to 12${otherwise}`],
  ["a probe's secret times", { livenessProbe: { path: "/", periodSeconds: pulumi.secret(5) } }, raised + otherwise],
  [
    "a look's time",
    { readinessProbe: { timeoutSeconds: pulumi.secret(4) } },
    `  - readinessProbe.timeoutSeconds: ${hidden("number")} is not allowed without path: must be at least 5, because the look at the server's processes takes a second and more on a busy machine; leave it out for 15`,
  ],
])("judged when it is known: %s", async (_, change, line) => {
  expect(await failures({ ...script, ...change })).toEqual([line]);
});
