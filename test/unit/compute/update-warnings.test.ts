import * as pulumi from "@pulumi/pulumi";

import { violatedBy } from "../../../src/compute/update-warnings";

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
