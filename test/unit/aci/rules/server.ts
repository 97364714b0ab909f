import * as pulumi from "@pulumi/pulumi";

import type { Row } from "../../support/row";

const script = { entryScript: "score.py" };

/** The inference server that the component starts: its processes, its times, and how they are probed. */
export const server: Row[] = [
  [{ ...script, workerCount: 0 }, "workerCount: 0 is not allowed: must be a whole number of processes, from 1 to 100"],
  [
    { workerCount: 2 },
    "workerCount: has no meaning without entryScript, because the image then starts its own server: must be left out; or set the image's server by its own variables",
  ],
  [
    { ...script, workerTimeoutSeconds: 0.5 },
    "workerTimeoutSeconds: 0.5 is not allowed: must be a whole number of seconds, from 1 to 86400",
  ],
  [
    { workerTimeoutSeconds: 300 },
    "workerTimeoutSeconds: has no meaning without entryScript, because the image then starts its own server: must be left out; or set the image's server by its own variables",
  ],
  [{ ...script, workerPreload: "true" }, 'workerPreload: "true" is not allowed: must be true or false'],
  [
    { workerPreload: true },
    "workerPreload: has no meaning without entryScript, because the image then starts its own server: must be left out; or set the image's server by its own variables",
  ],
  [
    { ...script, workerTimeoutSeconds: 64 },
    "workerTimeoutSeconds: 64 is not allowed: must be at least 5 seconds more than scoringTimeoutMs, otherwise predictions that callers still wait for are cut off; raise it, or lower scoringTimeoutMs",
  ],
  [
    { ...script, workerTimeoutSeconds: 300, scoringTimeoutMs: 295_001 },
    "workerTimeoutSeconds: 300 is not allowed: must be at least 5 seconds more than scoringTimeoutMs, otherwise predictions that callers still wait for are cut off; raise it, or lower scoringTimeoutMs",
  ],
  [
    { ...script, environmentVariables: { WORKER_COUNT: "2" }, workerCount: 2 },
    'environmentVariables["WORKER_COUNT"]: is workerCount under another name, which is set as well: must be set once; remove one of the two',
  ],
  [
    { ...script, secretEnvironmentVariables: { WORKER_TIMEOUT: pulumi.secret("77") }, workerTimeoutSeconds: 78 },
    'secretEnvironmentVariables["WORKER_TIMEOUT"]: is workerTimeoutSeconds under another name, which is set as well: must be set once; remove one of the two',
  ],
  [
    { ...script, environmentVariables: { WORKER_COUNT: "four", WORKER_PRELOAD: "yes", WORKER_TIMEOUT: "64" } },
    'environmentVariables["WORKER_COUNT"]: the value given (not shown: it may be a secret) is not allowed: must be a whole number of processes, from 1 to 100, as a text; or use workerCount',
    'environmentVariables["WORKER_TIMEOUT"]: the value given (not shown: it may be a secret) is not allowed: must be at least 5 seconds more than scoringTimeoutMs, otherwise predictions that callers still wait for are cut off; raise it, or lower scoringTimeoutMs',
    'environmentVariables["WORKER_PRELOAD"]: the value given (not shown: it may be a secret) is not allowed: must be true or false, as a text; or use workerPreload',
  ],
  [
    { ...script, secretEnvironmentVariables: { WORKER_PRELOAD: "true", WORKER_TIMEOUT: "0" }, workerPreload: false },
    'secretEnvironmentVariables["WORKER_TIMEOUT"]: the value given (not shown: it may be a secret) is not allowed: must be a whole number of seconds, from 1 to 86400, as a text; or use workerTimeoutSeconds',
    'secretEnvironmentVariables["WORKER_PRELOAD"]: is workerPreload under another name, which is set as well: must be set once; remove one of the two',
  ],
  [
    { ...script, livenessProbe: { path: "/" } },
    "livenessProbe.path: is not allowed with these times: a request there waits behind a prediction, which may take scoringTimeoutMs, and failureThreshold tries in a row, one every periodSeconds, must last as long, or a busy service is restarted; raise failureThreshold to 6, lower scoringTimeoutMs, or leave path out for a probe that does not wait",
  ],
  [
    { ...script, livenessProbe: { path: "/", periodSeconds: 7, failureThreshold: 8 } },
    "livenessProbe.path: is not allowed with these times: a request there waits behind a prediction, which may take scoringTimeoutMs, and failureThreshold tries in a row, one every periodSeconds, must last as long, or a busy service is restarted; raise failureThreshold to 9, lower scoringTimeoutMs, or leave path out for a probe that does not wait",
  ],
  [
    { ...script, livenessProbe: { timeoutSeconds: 4 } },
    "livenessProbe.timeoutSeconds: 4 is not allowed without path: must be at least 5, because the look at the server's processes takes a second and more on a busy machine; leave it out for 15",
  ],
  [
    { ...script, readinessProbe: { timeoutSeconds: 1 } },
    "readinessProbe.timeoutSeconds: 1 is not allowed without path: must be at least 5, because the look at the server's processes takes a second and more on a busy machine; leave it out for 15",
  ],
  [
    { ...script, livenessProbe: pulumi.output({}) },
    "livenessProbe: an Output is not allowed: must be known while the program runs, because it decides what is deployed; give an object with path, initialDelaySeconds, periodSeconds, timeoutSeconds, successThreshold, failureThreshold; its own values may be Outputs where they only flow on",
  ],
];
