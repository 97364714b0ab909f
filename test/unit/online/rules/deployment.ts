import { named, times } from "../../../support/examples";
import type { OnlineKind } from "../../support/online-examples";
import {
  below,
  entry,
  input,
  item,
  refuses,
  type Spot,
  takesMap,
  takesNoOutput,
  takesObject,
} from "../../support/rows";
import type { Row } from "../../support/row";

/** One deployment, with other inputs beside what is tried. */
export function oneDeployment({ deployment }: OnlineKind, others: object = {}): (name: string) => Spot {
  const put = (change: object) => ({ deployments: { blue: { ...deployment, ...others, ...change } } });
  return (name) => ({ path: `deployments["blue"].${name}`, put: (value) => put({ [name]: value }) });
}

const seconds = "a whole number of seconds, from 1 to 86400";
const tries = "a whole number of tries, from 1 to 1000";
const wrongPaths = [
  "",
  "health",
  "/health?deep=1",
  "/health#deep",
  "//health",
  "/v1/models/a b",
  "/v1/models/größe",
  "/%",
  "/%4g",
  "/a\\b",
  "/{id}",
  "/[1]",
  '/"a"',
  "/a|b",
  "/a^b",
  "/`a`",
  "/<a>",
  "/a\n",
];
const path =
  "a path that starts with a single /, at most 256 letters, digits and - . _ ~ ! $ & ' ( ) * + , ; = : @ / (others as %20), without query";

function probe(spot: Spot): Row[] {
  return [
    ...takesObject(spot, "initialDelaySeconds, periodSeconds, timeoutSeconds, successThreshold, failureThreshold"),
    ...["initialDelaySeconds", "periodSeconds", "timeoutSeconds"].flatMap((name) =>
      refuses(below(spot, name), seconds, 0, 86_401, 1.5),
    ),
    ...["successThreshold", "failureThreshold"].flatMap((name) => refuses(below(spot, name), tries, 0, 1001)),
    [
      spot.put({ initialDelay: "PT10S" }),
      `${spot.path}.initialDelay: is not an input; use initialDelaySeconds, a number`,
    ],
    [spot.put({ period: "PT10S" }), `${spot.path}.period: is not an input; use periodSeconds, a number`],
    [spot.put({ timeout: "PT2S" }), `${spot.path}.timeout: is not an input; use timeoutSeconds, a number`],
    [
      spot.put({ path: "/" }),
      `${spot.path}.path: is not an input: Azure ML asks the routes of the image; use inferenceConfig with image`,
    ],
  ];
}

function routes(spot: Spot): Row[] {
  const names = ["livenessRoute", "readinessRoute", "scoringRoute"];
  const all = Object.fromEntries(names.map((name) => [name, { path: "/", port: 8080 }]));
  return [
    ...takesObject(spot, names.join(", ")),
    ...names.flatMap((name): Row[] => {
      const route = below(spot, name, all);
      return [
        [route.put(undefined), `${route.path}: is required: give an object with path, port`],
        ...takesObject(route, "path, port"),
        [route.put({ port: 80 }), `${route.path}.path: is required: give ${path}`],
        ...refuses(below(route, "path", { port: 80 }), path, ...wrongPaths),
        [route.put({ path: "/" }), `${route.path}.port: is required: give a whole port number, from 1 to 65535`],
        ...refuses(below(route, "port", { path: "/" }), "a whole port number, from 1 to 65535", 0, 65_536, "80"),
      ];
    }),
  ];
}

function collected(spot: Spot): Row[] {
  const all = below(spot, "collections");
  const one = entry(all, "model_inputs");
  const headers = below(spot, "captureHeaders", { collections: { request: {} } });
  const sampling = "a number above 0, up to 1; for nothing use enabled: false";
  const range = "must be 1 to 10; such as model_inputs and model_outputs, or request and response";
  return [
    ...takesObject(spot, "collections, captureHeaders, rollingRate"),
    [spot.put({}), `${all.path}: is required: give an object of names and values`],
    takesMap(all),
    takesNoOutput(all, "an object of names and values"),
    [all.put({}), `${all.path}: 0 entries are not allowed: ${range}`],
    [all.put(named(11, {})), `${all.path}: 11 entries are not allowed: ${range}`],
    [
      all.put({ "model inputs": {} }),
      `${all.path}: the name "model inputs" is not allowed: must be at most 100 letters, digits and _ -`,
    ],
    [
      all.put({ request: {}, Request: {} }),
      `${all.path}: the name "Request" is there twice but for its case: must differ in more, because they become folders of a storage account that also others read; rename one`,
    ],
    ...takesObject(one, "enabled, samplingRate, clientId, dataId"),
    ...refuses(below(one, "enabled"), "true or false", "Enabled"),
    ...refuses(below(one, "samplingRate"), sampling, 0, 1.01, "1"),
    ...refuses(below(one, "clientId"), "the client id of a user-assigned identity, a GUID", "writer"),
    ...refuses(
      below(one, "dataId"),
      "the resource id of a Microsoft.MachineLearningServices/workspaces/data/versions: /subscriptions/…/resourceGroups/…/providers/Microsoft.MachineLearningServices/workspaces/…/data/…/versions/…",
      "azureml:inputs:1",
    ),
    [
      one.put({ dataCollectionMode: "Enabled" }),
      `${one.path}.dataCollectionMode: is not an input; use enabled: true or false`,
    ],
    [headers.put("traceparent"), `${headers.path}: a text is not allowed: must be a list of at most 50`],
    [headers.put(times(51, "x")), `${headers.path}: a list of 51 is not allowed: must be a list of at most 50`],
    ...refuses(
      item(headers, 0),
      "the name of a header: at most 100 letters, digits and !#$%&'*+-.^_`|~",
      "two words",
      "a:b",
    ),
    ...refuses(
      below(spot, "rollingRate", { collections: { request: {} } }),
      'one of "Year", "Month", "Day", "Hour", "Minute"',
      "hour",
    ),
    [
      spot.put({ collections: { request: {} }, requestLogging: {} }),
      `${spot.path}.requestLogging: is not an input; use captureHeaders`,
    ],
  ];
}

/** What deployments of both kinds have, but for what runs in them. */
export function deployment(kind: OnlineKind): Row[] {
  const one = oneDeployment(kind);
  const withImage = oneDeployment(kind, { environmentId: undefined, image: "contoso.azurecr.io/diabetes:1" });
  const variables = one("environmentVariables");
  const text = "a text of at most 100000 characters without NUL";
  return [
    ...takesObject({ path: 'deployments["blue"]', put: (blue) => ({ deployments: { blue } }) }, kind.known),
    takesMap(variables),
    [variables.put(named(1001, "x")), `${variables.path}: 1001 entries are not allowed: must be at most 1000`],
    [
      variables.put({ "1A": "x" }),
      `${variables.path}: the name "1A" is not allowed: must be at most 256 letters, digits and _ . -, not starting with a digit`,
    ],
    [
      variables.put({ A: "a\0b" }),
      `${variables.path}.A: the value given (not shown: it may be a secret) is not allowed: must be ${text}`.replace(
        ".A",
        '["A"]',
      ),
    ],
    ...refuses(one("maxConcurrentRequests"), "a whole number of requests, from 1 to 2147483647", 0, 1.5, 2_147_483_648),
    ...["livenessProbe", "readinessProbe", "startupProbe"].flatMap((name) => probe(one(name))),
    ...routes(withImage("inferenceConfig")),
    ...refuses(one("appInsightsEnabled"), "true or false", "true", 1),
    ...collected(one("dataCollection")),
    ...refuses(one("description"), "a text of 1 to 5000 characters", ""),
    takesMap(one("tags")),
    [
      one("tags").put(named(51, "x")),
      'deployments["blue"].tags: 51 entries are not allowed: must be at most 50; put several values into one tag, as JSON',
    ],
    [
      one("tags").put({ "cost/center": "7" }),
      'deployments["blue"].tags: the name "cost/center" is not allowed: must be 1 to 512 characters without < > % & \\ ? / and control characters',
    ],
    ...refuses(entry(one("tags"), "team"), "a text of at most 256 characters", 7),
    takesMap(one("properties")),
    [
      one("properties").put(named(101, "x")),
      'deployments["blue"].properties: 101 entries are not allowed: must be at most 100',
    ],
    [
      one("properties").put({ "new\nline": "x" }),
      'deployments["blue"].properties: the name "new\\nline" is not allowed: must be 1 to 512 characters without control characters',
    ],
    ...refuses(entry(one("properties"), "team"), "a text of at most 5000 characters", 7),
    [
      { ...input("deployments").put({ blue: { ...kind.deployment, somethingElse: 1 } }) },
      `deployments["blue"].somethingElse: is not an input; known are ${kind.known}`,
    ],
  ];
}
