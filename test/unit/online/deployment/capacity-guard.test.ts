import { capacityProblem } from "../../../../src/online/deployment/capacity-guard";

test("an update that would take away what autoscale has added is refused, with the way out", () => {
  expect(capacityProblem("blue", 5, 2)).toBe(
    "deployments.blue: autoscale has 5 instances serving, and this update would leave 2, because the state knows of no more; run pulumi up --refresh, which takes over the number of the moment",
  );
});

test.each([
  ["the same", 2, 2],
  ["more", 2, 3],
  ["an unknown number", 2, undefined],
  ["any number of a deployment that is not there", undefined, 2],
])("sending %s is fine", (_, serving, sent) => {
  expect(capacityProblem("blue", serving, sent)).toBeUndefined();
});
