import { RetryBudget } from "../../../../src/client/scoring/retry-budget";

describe("the store of repetitions", () => {
  it("is emptied by failures, and filled by answers and by time, never beyond its size", () => {
    let now = 0;
    const budget = new RetryBudget(2, () => now);
    const takes = () => Array.from({ length: 4 }, () => budget.tryAcquire()).filter(Boolean).length;
    expect(takes()).toBe(2);
    for (let i = 0; i < 11; i++) {
      budget.recordSuccess();
    }
    expect(takes()).toBe(1);
    now += 10_100;
    expect(takes()).toBe(1);
    now += 1e9;
    expect(takes()).toBe(2);
    now -= 1e6;
    expect(takes()).toBe(0);
  });
});
