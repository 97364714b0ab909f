import * as pulumi from "@pulumi/pulumi";

import { named, oldKey, origins, times } from "../../../support/examples";
import type { Row } from "../../support/row";

/** Names, places and who may call. */
export const names: Row[] = [
  [{ tags: "team" }, "tags: a text is not allowed: must be an object of names and values"],
  [
    { authEnabled: true, keys: { rotation: 2 } },
    "keys.rotation: 2 is not allowed: must be an object with primary, secondary, replaceBothAt",
  ],
  [
    { resourceGroupName: undefined },
    "resourceGroupName: is required: give 1 to 90 letters, digits, -, _, ., ( or ), not ending in a dot",
  ],
  [
    { resourceGroupName: "a".repeat(91) },
    'resourceGroupName: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"… (91 characters) is not allowed: must be 1 to 90 letters, digits, -, _, ., ( or ), not ending in a dot',
  ],
  [
    { resourceGroupName: "ends-in-a-dot." },
    'resourceGroupName: "ends-in-a-dot." is not allowed: must be 1 to 90 letters, digits, -, _, ., ( or ), not ending in a dot',
  ],
  [
    { location: "West_Europe" },
    'location: "West_Europe" is not allowed: must be the name of an Azure region, such as westeurope or West Europe',
  ],
  [
    { serviceName: "Diabetes" },
    'serviceName: "Diabetes" is not allowed: must be 3 to 32 lower-case letters, digits and single -, starting with a letter and not ending in -; give serviceName where the component\'s own name does not fit',
  ],
  [
    { serviceName: "two--hyphens" },
    'serviceName: "two--hyphens" is not allowed: must be 3 to 32 lower-case letters, digits and single -, starting with a letter and not ending in -; give serviceName where the component\'s own name does not fit',
  ],
  [
    { serviceName: 7 },
    "serviceName: 7 is not allowed: must be 3 to 32 lower-case letters, digits and single -, starting with a letter and not ending in -; give serviceName where the component's own name does not fit",
  ],
  [{ tags: ["team"] }, "tags: a list of 1 is not allowed: must be an object of names and values"],
  [
    { tags: named(51, "x") },
    "tags: 51 entries are not allowed: must be at most 50; put several values into one tag, as JSON",
  ],
  [
    { tags: { "cost/center": "7" } },
    'tags: the name "cost/center" is not allowed: must be 1 to 512 characters without < > % & \\ ? / and control characters',
  ],
  [
    { tags: { A: "x".repeat(257) } },
    'tags["A"]: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"… (257 characters) is not allowed: must be a text of at most 256 characters',
  ],
  [{ tags: { A: 1 } }, 'tags["A"]: 1 is not allowed: must be a text of at most 256 characters'],
  [{ authEnabled: "true" }, 'authEnabled: "true" is not allowed: must be true or false'],
  [
    { authEnabled: pulumi.output(true) },
    "authEnabled: an Output is not allowed: must be known while the program runs, because it decides what is deployed; give true or false",
  ],
  [
    { tokenAuthEnabled: true },
    "tokenAuthEnabled: true is not allowed: must be false or nothing; Container Instances has no token authentication, and had none in v1: use keys (authEnabled: true), or deploy the model on an Azure ML online endpoint, managed or on Kubernetes, which has tokens",
  ],
  [
    { tokenAuthEnabled: pulumi.output(false) },
    "tokenAuthEnabled: an Output is not allowed: must be known while the program runs, because it decides what is deployed; give false or nothing",
  ],
  [{ keys: {} }, "keys: has no meaning without key authentication: must be left out; or set authEnabled: true"],
  [
    { authEnabled: true, keys: "key" },
    "keys: a text is not allowed: must be an object with rotation, initial, vault, acceptance, sync",
  ],
  [
    { authEnabled: true, keys: pulumi.output({}) },
    "keys: an Output is not allowed: must be known while the program runs, because it decides what is deployed; give an object with rotation, initial, vault, acceptance, sync; its own values may be Outputs where they only flow on",
  ],
  [
    { authEnabled: true, keys: { rotation: [1, 2] } },
    "keys.rotation: a list of 2 is not allowed: must be an object with primary, secondary, replaceBothAt",
  ],
  [
    { authEnabled: true, keys: { rotation: pulumi.output({ primary: 2 }) } },
    "keys.rotation: an Output is not allowed: must be known while the program runs, because it decides what is deployed; give an object with primary, secondary, replaceBothAt; its own values may be Outputs where they only flow on",
  ],
  [
    { authEnabled: true, keys: { rotation: { primary: 0 } } },
    "keys.rotation.primary: 0 is not allowed: must be a whole number, 1 or more; leave it out to start at 1, and raise it by one to rotate",
  ],
  [
    { authEnabled: true, keys: { rotation: { secondary: 1.5 } } },
    "keys.rotation.secondary: 1.5 is not allowed: must be a whole number, 1 or more; leave it out to start at 1, and raise it by one to rotate",
  ],
  [
    { authEnabled: true, keys: { rotation: { primary: oldKey } } },
    "keys.rotation.primary: the value given (not shown: it may be a secret) is not allowed: must be a whole number, 1 or more; leave it out to start at 1, and raise it by one to rotate",
  ],
  [
    { authEnabled: true, keys: { initial: oldKey } },
    "keys.initial: a text is not allowed: must be an object with primary, secondary",
  ],
  [
    { authEnabled: true, keys: { initial: pulumi.secret({ primary: oldKey }) } },
    "keys.initial: an Output is not allowed: must be known while the program runs, because it decides what is deployed; give an object with primary, secondary; its own values may be Outputs where they only flow on",
  ],
  [
    { authEnabled: true, keys: { initial: { primary: "too-short" } } },
    "keys.initial.primary: the value given (not shown: it may be a secret) is not allowed: must be 16 to 128 letters and digits; regenerate that key on the old service, or leave it out for a generated one",
  ],
  [
    { authEnabled: true, keys: { initial: { secondary: `${oldKey};` } } },
    "keys.initial.secondary: the value given (not shown: it may be a secret) is not allowed: must be 16 to 128 letters and digits; regenerate that key on the old service, or leave it out for a generated one",
  ],
  [
    { authEnabled: true, keys: { initial: { primary: oldKey, secondary: oldKey } } },
    "keys.initial.secondary: is the same as primary (not shown): must be another key, or rotating one would not end the other; leave it out for a generated one",
  ],
  [{ cors: "*" }, "cors: a text is not allowed: must be an object with allowedOrigins, allowedHeaders, maxAgeSeconds"],
  [
    { cors: pulumi.output(origins) },
    "cors: an Output is not allowed: must be known while the program runs, because it decides what is deployed; give an object with allowedOrigins, allowedHeaders, maxAgeSeconds; its own values may be Outputs where they only flow on",
  ],
  [{ cors: {} }, "cors.allowedOrigins: is required: give a list of 1 to 100"],
  [
    { cors: { allowedOrigins: "https://app.example.com" } },
    "cors.allowedOrigins: a text is not allowed: must be a list of 1 to 100",
  ],
  [{ cors: { allowedOrigins: [] } }, "cors.allowedOrigins: a list of 0 is not allowed: must be a list of 1 to 100"],
  [
    { cors: { allowedOrigins: times(101, "https://app.example.com") } },
    "cors.allowedOrigins: a list of 101 is not allowed: must be a list of 1 to 100",
  ],
  [
    { cors: { allowedOrigins: ["https://*.example.com"] } },
    'cors.allowedOrigins[0]: "https://*.example.com" is not allowed: must be an origin as browsers send it, such as https://app.example.com (lower case, no path or final /, no standard port, no wildcard inside), or the single entry *',
  ],
  [
    { cors: { allowedOrigins: ["https://app.example.com:443"] } },
    'cors.allowedOrigins[0]: "https://app.example.com:443" is not allowed: must be an origin as browsers send it, such as https://app.example.com (lower case, no path or final /, no standard port, no wildcard inside), or the single entry *',
  ],
  [
    { cors: { allowedOrigins: ["https://app.example.com/"] } },
    'cors.allowedOrigins[0]: "https://app.example.com/" is not allowed: must be an origin as browsers send it, such as https://app.example.com (lower case, no path or final /, no standard port, no wildcard inside), or the single entry *',
  ],
  [
    { cors: { allowedOrigins: [undefined] } },
    "cors.allowedOrigins[0]: is required: give an origin as browsers send it, such as https://app.example.com (lower case, no path or final /, no standard port, no wildcard inside), or the single entry *",
  ],
  [
    { cors: { allowedOrigins: ["https://app.example.com", "*"] } },
    'cors.allowedOrigins: "*" beside other origins is not allowed: must stand alone; name the origins, or give only "*" for all',
  ],
  [
    { cors: { ...origins, allowedHeaders: "X-Request-Id" } },
    "cors.allowedHeaders: a text is not allowed: must be a list of 1 to 50",
  ],
  [
    { cors: { ...origins, allowedHeaders: [] } },
    "cors.allowedHeaders: a list of 0 is not allowed: must be a list of 1 to 50",
  ],
  [
    { cors: { ...origins, allowedHeaders: times(51, "X-Request-Id") } },
    "cors.allowedHeaders: a list of 51 is not allowed: must be a list of 1 to 50",
  ],
  [
    { cors: { ...origins, allowedHeaders: ["X_Request_Id"] } },
    'cors.allowedHeaders[0]: "X_Request_Id" is not allowed: must be the name of a header: at most 100 letters, digits and -, not starting with -',
  ],
  [
    { cors: { ...origins, maxAgeSeconds: 86_401 } },
    "cors.maxAgeSeconds: 86401 is not allowed: must be a whole number of seconds, from 0 to 86400",
  ],
];
