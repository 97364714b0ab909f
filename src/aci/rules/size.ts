import { formatValue, redact } from "../../validation/format-value";
import { type LeafRule, number, type Relation } from "../../validation/rule";
import { aciDefaults } from "../defaults";
import * as limits from "../limits";
import { rounded } from "../resources";

/** CPU and memory of the containers, alone and together. */

const cores = (hint?: string): LeafRule =>
  number({ what: "number of CPU cores", from: limits.containerCpu.least, to: limits.groupCpu.most, hint });

const gigabytes = (from: number, hint?: string): LeafRule =>
  number({ what: "number of GB", from, to: limits.groupMemoryGb.most, hint });

export const cpuCores = cores("several small models fit into one service");
export const memoryGb = gigabytes(limits.containerMemoryGb.least);

/** Of the gateway and of the key-sync container. */
export const sideCpuCores = cores();
export const sideMemoryGb = gigabytes(limits.sideMemoryGb.least, "with less it may be killed under load");

const { sync } = aciDefaults.keys;

/** The group's containers together; a value that is left out counts as its default. */
export const sizeRelations: readonly Relation[] = [
  sum(limits.groupCpu, "cores", [
    ["scoring", "cpuCores", aciDefaults.cpuCores],
    ["gateway", "gatewayCpuCores", aciDefaults.gatewayCpuCores],
    ["key-sync", "keys.sync.cpuCores", sync.cpuCores],
  ]),
  sum(limits.groupMemoryGb, "GB", [
    ["scoring", "memoryGb", aciDefaults.memoryGb],
    ["gateway", "gatewayMemoryGb", aciDefaults.gatewayMemoryGb],
    ["key-sync", "keys.sync.memoryGb", sync.memoryGb],
  ]),
];

type Part = readonly [container: string, property: string, byDefault: number];

function sum(group: { least: number; most: number }, unit: string, containers: readonly Part[]): Relation {
  return {
    of: [...containers.map(([, property]) => property), "keys.vault"],
    check: (values, hidden) => {
      const hasVault = values[containers.length] !== undefined;
      const there = containers
        .map(([container, property, byDefault], i) => ({
          container,
          property,
          given: values[i],
          amount: Number(values[i] ?? byDefault),
        }))
        .filter(({ container }) => hasVault || container !== "key-sync");
      const total = rounded(there.reduce((all, { amount }) => all + amount, 0));
      // The largest of those that were given: with the defaults alone no sum is wrong.
      const [changed] = there.filter(({ given }) => given !== undefined).sort((a, b) => b.amount - a.amount);
      if (changed === undefined || !(total < group.least || total > group.most)) {
        return undefined;
      }
      const because = `because a group has ${group.least} to ${group.most} ${unit} in all`;
      if (hidden.some(Boolean)) {
        return {
          path: changed.property,
          reason: `${redact(changed.given)} is not allowed: must be another, ${because}`,
        };
      }
      const rest = rounded(total - changed.amount);
      const must =
        total < group.least ? `at least ${rounded(group.least - rest)}` : `at most ${rounded(group.most - rest)}`;
      const parts = there.map(({ container, amount }) => `${container} ${amount}`).join(", ");
      return {
        path: changed.property,
        reason: `${formatValue(changed.given)} is not allowed: must be ${must}, ${because}, here ${total} (${parts})`,
      };
    },
  };
}
