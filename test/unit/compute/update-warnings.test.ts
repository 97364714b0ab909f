import * as pulumi from "@pulumi/pulumi";

import { movesRouter, violatedBy } from "../../../src/compute/update-warnings";

describe("what breaks the endpoints of a cluster", () => {
  const before = { allowInsecureConnections: "True", inferenceRouterServiceType: "LoadBalancer", location: "a" };

  test.each([
    ["nothing new", {}, []],
    ["another region", { location: "b" }, []],
    ["TLS", { allowInsecureConnections: "False", sslCname: "score.example.com" }, ["tls", "tls.cname"]],
    ["another kind of service", { inferenceRouterServiceType: "NodePort" }, ["inferenceRouter.serviceType"]],
    ["a private address", { internalLoadBalancerProvider: "azure" }, ["inferenceRouter.internalLoadBalancer"]],
    ["a name that a preview does not know", { sslCname: pulumi.unknown }, []],
  ])("%s", (_, change, broken) => expect(violatedBy(before, { ...before, ...change })).toEqual(broken));
});

test.each([
  ["the same label", { "nodeSelector.pool": "a" }, false],
  ["another node pool", { "nodeSelector.pool": "b" }, true],
  ["another label", { "nodeSelector.disk": "a" }, true],
  ["no label", {}, true],
  ["a value that a preview does not know", { "nodeSelector.pool": pulumi.unknown }, false],
])("the router is moved, or not, by %s", (_, after, moves) => {
  expect(movesRouter({ "nodeSelector.pool": "a", location: "x" }, after)).toBe(moves);
});
