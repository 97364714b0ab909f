import * as pulumi from "@pulumi/pulumi";

import { connectionString, logAnalytics, named, share, times } from "../../../support/examples";
import type { Row } from "../../support/row";

const path =
  "a path that starts with a single /, at most 256 letters, digits and - . _ ~ ! $ & ' ( ) * + , ; = : @ / (others as %20), without query";

/** What runs: image, environment, resources, probes. */
export const container: Row[] = [
  [
    { image: undefined },
    "image: is required: give a container image such as contoso.azurecr.io/models/diabetes:3, its path in lower case and without https://",
  ],
  [
    { image: "Contoso.azurecr.io/Models/Diabetes:3" },
    'image: "Contoso.azurecr.io/Models/Diabetes:3" is not allowed: must be a container image such as contoso.azurecr.io/models/diabetes:3, its path in lower case and without https://',
  ],
  [
    { image: "https://contoso.azurecr.io/diabetes" },
    'image: "https://contoso.azurecr.io/diabetes" is not allowed: must be a container image such as contoso.azurecr.io/models/diabetes:3, its path in lower case and without https://',
  ],
  [
    { modelShare: connectionString },
    "modelShare: a text is not allowed: must be an object with storageAccountName, storageAccountKey, shareName",
  ],
  [
    { modelShare: pulumi.output(share) },
    "modelShare: an Output is not allowed: must be known while the program runs, because it decides what is deployed; give an object with storageAccountName, storageAccountKey, shareName; its own values may be Outputs where they only flow on",
  ],
  [
    { modelShare: { ...share, storageAccountName: undefined } },
    "modelShare.storageAccountName: is required: give the name of a storage account: 3 to 24 lower-case letters and digits",
  ],
  [
    { modelShare: { ...share, storageAccountName: "Contoso-ML" } },
    'modelShare.storageAccountName: "Contoso-ML" is not allowed: must be the name of a storage account: 3 to 24 lower-case letters and digits',
  ],
  [
    { modelShare: { ...share, storageAccountName: share.storageAccountKey } },
    "modelShare.storageAccountName: the value given (not shown: it may be a secret) is not allowed: must be the name of a storage account: 3 to 24 lower-case letters and digits",
  ],
  [
    { modelShare: { ...share, storageAccountKey: undefined } },
    "modelShare.storageAccountKey: is required: give a key of the storage account, in base64 as Azure shows it",
  ],
  [
    { modelShare: { ...share, storageAccountKey: "not base64" } },
    "modelShare.storageAccountKey: the value given (not shown: it may be a secret) is not allowed: must be a key of the storage account, in base64 as Azure shows it",
  ],
  [
    { modelShare: { ...share, shareName: undefined } },
    "modelShare.shareName: is required: give the name of a file share: 3 to 63 lower-case letters, digits and single -",
  ],
  [
    { modelShare: { ...share, shareName: "two--hyphens" } },
    'modelShare.shareName: "two--hyphens" is not allowed: must be the name of a file share: 3 to 63 lower-case letters, digits and single -',
  ],
  [
    { modelShare: share, modelDirectory: "model" },
    "modelDirectory: is not allowed beside modelShare, because the model has one place: leave one of the two out",
  ],
  [{ command: "python app.py" }, "command: a text is not allowed: must be a list of 1 to 100"],
  [{ command: [] }, "command: a list of 0 is not allowed: must be a list of 1 to 100"],
  [{ command: times(101, "a") }, "command: a list of 101 is not allowed: must be a list of 1 to 100"],
  [{ command: ["python", ""] }, 'command[1]: "" is not allowed: must be a text of 1 to 10000 characters without NUL'],
  [
    { command: ["python", "a\0b"] },
    'command[1]: "a\\u0000b" is not allowed: must be a text of 1 to 10000 characters without NUL',
  ],
  [
    { entryScript: "score.py", command: ["python"] },
    "command: is not allowed beside entryScript, which has a start command of its own: leave one of the two out",
  ],
  [
    { environmentVariables: "A=1" },
    "environmentVariables: a text is not allowed: must be an object of names and values",
  ],
  [
    { environmentVariables: named(1001, "x") },
    "environmentVariables: 1001 entries are not allowed: must be at most 1000",
  ],
  [
    { environmentVariables: { "A-B": "x" } },
    'environmentVariables: the name "A-B" is not allowed: must be at most 256 letters, digits and _, not starting with a digit',
  ],
  [
    { environmentVariables: { A: "" } },
    'environmentVariables["A"]: "" is not allowed: must be a text of 1 to 100000 characters without NUL; leave the variable out where it has no value',
  ],
  [
    { environmentVariables: { A: 1 } },
    'environmentVariables["A"]: the number given (not shown: it may be a secret) is not allowed: must be a text of 1 to 100000 characters without NUL; leave the variable out where it has no value',
  ],
  [
    { environmentVariables: { AZUREML_MODEL_DIR: "/models" } },
    'environmentVariables["AZUREML_MODEL_DIR"]: is set by the component: must be left out; use modelDirectory or modelShare instead',
  ],
  [
    { secretEnvironmentVariables: ["A=1"] },
    "secretEnvironmentVariables: a list of 1 is not allowed: must be an object of names and values",
  ],
  [
    { secretEnvironmentVariables: named(1001, "x") },
    "secretEnvironmentVariables: 1001 entries are not allowed: must be at most 1000",
  ],
  [
    { secretEnvironmentVariables: { "1A": "x" } },
    'secretEnvironmentVariables: the name "1A" is not allowed: must be at most 256 letters, digits and _, not starting with a digit',
  ],
  [
    { secretEnvironmentVariables: { A: "\ud800" } },
    'secretEnvironmentVariables["A"]: the value given (not shown: it may be a secret) is not allowed: must be a text of 1 to 100000 characters without NUL; leave the variable out where it has no value',
  ],
  [
    { secretEnvironmentVariables: { SCORING_TIMEOUT_MS: "1" } },
    'secretEnvironmentVariables["SCORING_TIMEOUT_MS"]: is set by the component: must be left out; use scoringTimeoutMs instead',
  ],
  [
    { environmentVariables: { A: "x" }, secretEnvironmentVariables: { A: "y" } },
    'secretEnvironmentVariables["A"]: is in environmentVariables too: must be in one of the two; leave it out of environmentVariables',
  ],
  [
    { livenessProbe: true },
    "livenessProbe: true is not allowed: must be an object with path, initialDelaySeconds, periodSeconds, timeoutSeconds, successThreshold, failureThreshold",
  ],
  [
    { livenessProbe: pulumi.output({}) },
    "livenessProbe: an Output is not allowed: must be known while the program runs, because it decides what is deployed; give an object with path, initialDelaySeconds, periodSeconds, timeoutSeconds, successThreshold, failureThreshold; its own values may be Outputs where they only flow on",
  ],
  [{ livenessProbe: { path: "health" } }, `livenessProbe.path: "health" is not allowed: must be ${path}`],
  [
    { livenessProbe: { initialDelaySeconds: -1 } },
    "livenessProbe.initialDelaySeconds: -1 is not allowed: must be a whole number of seconds, from 0 to 86400",
  ],
  [
    { livenessProbe: { periodSeconds: 0 } },
    "livenessProbe.periodSeconds: 0 is not allowed: must be a whole number of seconds, from 1 to 86400",
  ],
  [
    { livenessProbe: { timeoutSeconds: 1.5 } },
    "livenessProbe.timeoutSeconds: 1.5 is not allowed: must be a whole number of seconds, from 1 to 86400",
  ],
  [
    { livenessProbe: { successThreshold: 0 } },
    "livenessProbe.successThreshold: 0 is not allowed: must be a whole number of tries, from 1 to 1000",
  ],
  [
    { livenessProbe: { failureThreshold: 1001 } },
    "livenessProbe.failureThreshold: 1001 is not allowed: must be a whole number of tries, from 1 to 1000",
  ],
  [
    { readinessProbe: true },
    "readinessProbe: true is not allowed: must be an object with path, initialDelaySeconds, periodSeconds, timeoutSeconds, successThreshold, failureThreshold",
  ],
  [
    { readinessProbe: pulumi.output({}) },
    "readinessProbe: an Output is not allowed: must be known while the program runs, because it decides what is deployed; give an object with path, initialDelaySeconds, periodSeconds, timeoutSeconds, successThreshold, failureThreshold; its own values may be Outputs where they only flow on",
  ],
  [
    { readinessProbe: { path: "/health?deep=1" } },
    `readinessProbe.path: "/health?deep=1" is not allowed: must be ${path}`,
  ],
  [
    { readinessProbe: { initialDelaySeconds: 86_401 } },
    "readinessProbe.initialDelaySeconds: 86401 is not allowed: must be a whole number of seconds, from 0 to 86400",
  ],
  [
    { readinessProbe: { periodSeconds: "10" } },
    'readinessProbe.periodSeconds: "10" is not allowed: must be a whole number of seconds, from 1 to 86400',
  ],
  [
    { readinessProbe: { timeoutSeconds: Infinity } },
    "readinessProbe.timeoutSeconds: Infinity is not allowed: must be a whole number of seconds, from 1 to 86400",
  ],
  [
    { readinessProbe: { successThreshold: 5n } },
    "readinessProbe.successThreshold: 5n is not allowed: must be a whole number of tries, from 1 to 1000",
  ],
  [
    { readinessProbe: { failureThreshold: -0 } },
    "readinessProbe.failureThreshold: -0 is not allowed: must be a whole number of tries, from 1 to 1000",
  ],
  [
    { applicationInsights: connectionString },
    "applicationInsights: a text is not allowed: must be an object with instrumentationKey",
  ],
  [
    { applicationInsights: pulumi.output({}) },
    "applicationInsights: an Output is not allowed: must be known while the program runs, because it decides what is deployed; give an object with instrumentationKey; its own values may be Outputs where they only flow on",
  ],
  [
    { applicationInsights: {} },
    "applicationInsights.instrumentationKey: is required: give the instrumentation key, a GUID",
  ],
  [
    { applicationInsights: { instrumentationKey: "7" } },
    "applicationInsights.instrumentationKey: the value given (not shown: it may be a secret) is not allowed: must be the instrumentation key, a GUID",
  ],
  [
    { applicationInsights: { instrumentationKey: logAnalytics.workspaceId, connectionString } },
    "applicationInsights.connectionString: is not an input; the inference server takes the instrumentationKey, a GUID inside the connection string",
  ],
];
