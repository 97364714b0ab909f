import { problems } from "../../../../src/online/deployment/capacity-guard";

const range = (minInstances: number, maxInstances: number) => ({
  scaleType: "TargetUtilization",
  minInstances,
  maxInstances,
});

test("an update that would take away what autoscale has added is refused, with the way out", () => {
  expect(problems.monitor("blue", { capacity: 5 }, { capacity: 2 })).toBe(
    "deployments.blue: autoscale has 5 instances serving, and this update would leave 2, because the state knows of no more; run pulumi up --refresh, which takes over the number of the moment",
  );
});

test.each([2, 4])("one that would set a number of before is refused (%s)", (sent) => {
  expect(problems.live("blue", { capacity: 3 }, { capacity: sent })).toBe(
    `deployments.blue: 3 instances are live now, and this update would set ${sent}, the number when it began; run it again, or give instanceCount`,
  );
});

test("one that would let the router scale fixed replicas is refused, and one that would move its bounds", () => {
  expect(problems.router("blue", { capacity: 3, scaleType: "Default" }, range(1, 10))).toBe(
    "deployments.blue: 3 replicas are live, a fixed number, and this update would let the router scale them; give numReplicas: 3 to keep them, or autoscale: {} for the router",
  );
  expect(problems.router("blue", range(3, 10), range(1, 10))).toBe(
    "deployments.blue: the router keeps 3 to 10 replicas, and this update would make it 1 to 10, the default; give autoscale: { minReplicas: 3, maxReplicas: 10 } to keep them, or the numbers that you want",
  );
});

test.each([
  ["the same", "monitor", { capacity: 2 }, { capacity: 2 }],
  ["more than autoscale has", "monitor", { capacity: 2 }, { capacity: 3 }],
  ["an unknown number", "monitor", { capacity: 2 }, {}],
  ["the live number", "live", { capacity: 2 }, { capacity: 2 }],
  ["a number that is unknown yet", "live", { capacity: 2 }, {}],
  ["the router's own bounds", "router", range(1, 10), range(1, 10)],
] as const)("sending %s is fine", (_, scaler, live, sent) => {
  expect(problems[scaler]("blue", live, sent)).toBeUndefined();
});
