import * as pulumi from "@pulumi/pulumi";

import { placeOfCode, rolloutProblems, type Rollout } from "../../../../src/online/deployment/rollout-checks";

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

const elsewhere =
  "storage.datastoreName: cannot lead to another container while Blue has 90 % of the live traffic: its code is " +
  "registered by the old place, Azure changes that only by a new deployment, and until it is ready the requests would " +
  "fail; keep the datastore, or put a second service with the new one beside this one";

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

  it("keeps the place of code that serves; records of before do not say it", () => {
    const at = (place: string) => {
      const all = Object.entries(before.deployments);
      return deployments(Object.fromEntries(all.map(([name, facts]) => [name, { ...facts, [placeOfCode]: place }])));
    };
    expect(rolloutProblems(at("one/code"), at("two/code"), live)).toEqual([elsewhere]);
    expect(rolloutProblems(before, at("two/code"), live)).toEqual([]);
  });

  it("does not judge what a preview does not know", () => {
    const unknown = { ...before.deployments.Blue, instanceType: pulumi.unknown as unknown as string };
    expect(rolloutProblems(before, deployments({ ...before.deployments, Blue: unknown }), live)).toEqual([]);
  });
});
