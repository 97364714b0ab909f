import { retryDelay } from "../../../../src/client/scoring/retry-delay";

test("waits are by chance, double up to their limit, and come after what the service asks for", () => {
  const delays = { baseDelayMs: 100, maxDelayMs: 1000 };
  const most = [1, 2, 3, 4, 5, 60].map((attempt) => retryDelay(attempt, undefined, delays, () => 1));
  expect(most).toEqual([100, 200, 400, 800, 1000, 1000]);
  expect(retryDelay(5, undefined, delays, () => 0)).toBe(0);
  expect(retryDelay(1, 700, delays, () => 0.5)).toBe(750);
  expect(retryDelay(1, 1001, delays)).toBeUndefined();
});
