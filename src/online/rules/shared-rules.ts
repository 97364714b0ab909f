import * as azure from "../../validation/azure-rules";
import { flag, choice, type LeafRule, type MapRule, number, type ObjectRule, text } from "../../validation/rule";
import { DataCollectionRollingRate } from "../../contract/azure-enums";

/** Rules of what endpoints and deployments are made of. */

/**
 * Endpoints and deployments are named alike. The API's pattern fell away in 2025-12-01; how-to-manage-quotas and
 * Azure's own clients still hold to this.
 */
export const onlineName = (what: string): LeafRule =>
  text({
    pattern: /^[a-zA-Z][-a-zA-Z0-9]+[a-zA-Z0-9]$/,
    atMost: 32,
    expected: `the name of ${what}: 3 to 32 letters, digits and -, starting with a letter and not ending in -`,
  });

export const properties: MapRule = {
  kind: "map",
  key: text({
    pattern: /^(?!__proto__$)[^\p{Cc}]+$/u,
    atMost: 512,
    expected: "1 to 512 characters without control characters",
  }),
  value: text({ empty: true, atMost: 5000, expected: "a text of at most 5000 characters" }),
  atMost: 100,
};

export const variables: MapRule = {
  kind: "map",
  // As Kubernetes has them. A JavaScript object cannot be trusted to carry the name __proto__ along.
  key: text({
    pattern: /^(?!__proto__$)[A-Za-z_.-][\w.-]*$/,
    atMost: 256,
    expected: "at most 256 letters, digits and _ . -, not starting with a digit",
  }),
  value: text({
    empty: true,
    atMost: 100_000,
    expected: "a text of at most 100000 characters without NUL",
    // A value that was refused may well be a secret in the wrong place.
    secret: true,
  }),
  atMost: 1000,
};

const seconds = number({ what: "number of seconds", from: 1, to: 86_400, integer: true });
const tries = number({ what: "number of tries", from: 1, to: 1000, integer: true });

/** v1's rule: all greater than zero. */
export const probe: ObjectRule = {
  kind: "object",
  properties: {
    initialDelaySeconds: seconds,
    periodSeconds: seconds,
    timeoutSeconds: seconds,
    successThreshold: tries,
    failureThreshold: tries,
  },
  retired: {
    initialDelay: "is not an input; use initialDelaySeconds, a number",
    period: "is not an input; use periodSeconds, a number",
    timeout: "is not an input; use timeoutSeconds, a number",
    path: "is not an input: Azure ML asks the routes of the image; use inferenceConfig with image",
  },
};

const route: ObjectRule = {
  kind: "object",
  required: true,
  properties: {
    path: { ...azure.requestPath, required: true },
    port: { ...number({ what: "port number", from: 1, to: 65_535, integer: true }), required: true },
  },
};

export const inferenceConfig: ObjectRule = {
  kind: "object",
  properties: { livenessRoute: route, readinessRoute: route, scoringRoute: route },
};

const share = number({ what: "number", from: 0, to: 1 });

const collection: ObjectRule = {
  kind: "object",
  properties: {
    enabled: flag(),
    samplingRate: {
      ...share,
      accepts: (value) => value !== 0 && share.accepts(value),
      expected: "a number above 0, up to 1",
      hint: "for nothing use enabled: false",
    },
    clientId: azure.guid("the client id of a user-assigned identity, a GUID"),
    dataId: azure.resourceId("Microsoft.MachineLearningServices/workspaces/data/versions"),
  },
  retired: { dataCollectionMode: "is not an input; use enabled: true or false" },
};

export const dataCollection: ObjectRule = {
  kind: "object",
  properties: {
    collections: {
      kind: "map",
      required: true,
      plain: true,
      key: text({
        pattern: /^(?!__proto__$)[A-Za-z0-9_-]+$/,
        atMost: 100,
        expected: "at most 100 letters, digits and _ -",
      }),
      value: collection,
      atLeast: 1,
      atMost: 10,
      hint: "such as model_inputs and model_outputs, or request and response",
      distinctBecause: "they become folders of a storage account that also others read",
    },
    captureHeaders: {
      kind: "list",
      item: text({
        pattern: /^[\w!#$%&'*+.^`|~-]+$/,
        atMost: 100,
        expected: "the name of a header: at most 100 letters, digits and !#$%&'*+-.^_`|~",
      }),
      atMost: 50,
    },
    rollingRate: choice(DataCollectionRollingRate),
  },
  retired: { requestLogging: "is not an input; use captureHeaders" },
};
