import * as pulumi from "@pulumi/pulumi";

import { rolloutProblems, type Rollout } from "../../../../src/online/deployment/rollout-checks";

const before: Rollout = {
  endpoint: { resourceGroupName: "rg", workspaceName: "ws", endpointName: "e" },
  computeId: "/computes/one",
  traffic: { blue: 100 },
  deployments: { Blue: { instanceType: "small", entryScript: "score.py" }, green: { instanceType: "small" } },
};
const live = { blue: 90, green: 0 };

const removed =
  "deployments: Blue cannot be removed while it has 90 % of the live traffic: its requests would fail; keep it, move its " +
  "traffic to another deployment (traffic), deploy, and remove it in a later update";
const replaced = (fact: string) =>
  `deployments.Blue.${fact}: cannot change while Blue has 90 % of the live traffic: Azure changes it only by a new ` +
  "deployment, and until that is ready the requests would fail; add a deployment of another name with the new value, " +
  "deploy, move the traffic to it (traffic), deploy, and remove Blue";

function deployments(change: Rollout["deployments"]): Rollout {
  return { ...before, deployments: change };
}

describe("the guard of live traffic", () => {
  it.each<[string, Rollout, string[]]>([
    ["nothing changes", before, []],
    ["a deployment without traffic goes", deployments({ Blue: before.deployments.Blue! }), []],
    ["one without traffic is replaced", deployments({ ...before.deployments, green: { instanceType: "big" } }), []],
    ["one comes", deployments({ ...before.deployments, red: {} }), []],
    ["one with traffic goes", deployments({ green: before.deployments.green! }), [removed]],
    [
      "one with traffic is replaced for two reasons",
      deployments({ ...before.deployments, Blue: { instanceType: "big", code: "c" } }),
      [replaced("instanceType"), replaced("entryScript"), replaced("code")],
    ],
    [
      "a fact is written in another case, for which the engine replaces, too",
      deployments({ ...before.deployments, Blue: { instanceType: "SMALL", entryScript: "score.py" } }),
      [replaced("instanceType")],
    ],
    [
      "the endpoint's name is written in another case",
      { ...deployments({ green: {} }), endpoint: { ...before.endpoint, endpointName: "E" } },
      [removed],
    ],
    ["the endpoint has another name", { ...deployments({}), endpoint: { ...before.endpoint, endpointName: "f" } }, []],
    ["the endpoint has another compute", { ...deployments({}), computeId: "/computes/two" }, []],
  ])("when %s", (_, wanted, problems) => {
    expect(rolloutProblems(before, wanted, live)).toEqual(problems);
  });

  it("does not judge what a preview does not know", () => {
    const unknown = { ...before.deployments.Blue, instanceType: pulumi.unknown as unknown as string };
    expect(rolloutProblems(before, deployments({ ...before.deployments, Blue: unknown }), live)).toEqual([]);
  });
});
