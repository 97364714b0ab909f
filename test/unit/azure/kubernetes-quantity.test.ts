import fc from "fast-check";

import { cpuQuantity, memoryQuantity } from "../../../src/azure/kubernetes-quantity";

test.each([
  [0.001, "1m"],
  [0.1, "100m"],
  [0.1 + 0.2, "300m"],
  [0.5, "500m"],
  [1, "1"],
  [1.5, "1500m"],
  [3 * 0.1 + 0.7, "1"],
  [64, "64"],
  [0.0001, "1m"],
])("%d cores are %s", (cores, text) => {
  expect(cpuQuantity(cores)).toBe(text);
});

test.each([
  [0.001, "0.001Gi"],
  [0.1 + 0.2, "0.3Gi"],
  [0.5, "0.5Gi"],
  [1, "1Gi"],
  [1.5, "1.5Gi"],
  [1.75, "1.75Gi"],
  [10, "10Gi"],
  [100.01, "100.01Gi"],
  [0.0001, "0.001Gi"],
])("%d GB are %s", (gigabytes, text) => {
  expect(memoryQuantity(gigabytes)).toBe(text);
});

// k8s.io/apimachinery/pkg/api/resource: a decimal number with a suffix.
const quantity = /^(\d+|\d+\.\d*[1-9])(m|Gi)?$/;

test("every size is a quantity that Kubernetes reads, to a thousandth what was given", () => {
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 4096, noNaN: true }), (size) => {
      const [, cores, unit] = quantity.exec(cpuQuantity(size)) ?? [];
      expect(Math.abs(Number(cores) * (unit === "m" ? 0.001 : 1) - size)).toBeLessThan(0.00051);
      const [, gigabytes] = quantity.exec(memoryQuantity(size)) ?? [];
      expect(Math.abs(Number(gigabytes) - size)).toBeLessThan(0.00051);
    }),
  );
});
