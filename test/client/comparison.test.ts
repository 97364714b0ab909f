import { execFile } from "node:child_process";
import * as path from "node:path";
import { promisify } from "node:util";

import type { Comparison } from "./support/comparison";
import { outages, type Outcome, outlasting } from "./support/outages";

/** What each weak point of Azure's token cycler (core-rest-pipeline 1.24.0) costs, so where ours has to be better. */
const measures: Readonly<Record<string, readonly (keyof Outcome)[]>> = {
  a: ["unhandledRejections", "heldSeconds", "fetches"],
  b: ["heldSeconds", "fetches"],
  c: ["failedRequests"],
  d: ["failedRequests"],
  e: ["peakFetches"],
};
/** Of the clocks one loses requests, the other costs fetches. */
const clocks: Readonly<Record<string, readonly (keyof Outcome)[]>> = {
  "the clock is turned back by an hour": ["failedRequests"],
  "a clock that is two hours ahead": ["fetches"],
};
/** To let a request in after its token was refused or had ended unseen takes a fetch that Azure's policy does not make. */
const worthAFetch = new Set([
  "a token is withdrawn in the middle of its life (a plain 401)",
  "the clock is turned back by an hour",
]);

let all: Comparison[];

beforeAll(async () => {
  const script = path.join(__dirname, "support/comparison.ts");
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", require.resolve("tsx"), script]);
  all = JSON.parse(stdout) as Comparison[];
});

afterAll(() => {
  process.stdout.write(report(all));
});

test("all six points are played", () => {
  expect([...new Set(all.map(({ point }) => point))].join("")).toBe("abcdef-");
});

describe.each(outages)("($point) $title", ({ point, title }) => {
  const found = () => all.find((one) => one.title === title)!;

  test.each(measures[point] ?? clocks[title]!)("fewer: %s", (measure) => {
    const { azure, own } = found();
    expect(own[measure]).toBeLessThan(azure[measure]);
  });

  test("nowhere more", () => {
    const { azure, own } = found();
    const allowed = { ...azure, fetches: azure.fetches + (worthAFetch.has(title) ? 1 : 0) };
    const more = Object.entries(own).filter(([measure, value]) => value > allowed[measure as keyof Outcome]);
    expect(more).toEqual([]);
  });

  test("no request is lost, nothing is held, no rejection is left", () => {
    expect(found().own).toMatchObject({ failedRequests: 0, heldSeconds: 0, unhandledRejections: 0 });
  });
});

test("when the token ends in an outage: few fetches, and back at the latest 30 seconds after the region", () => {
  const { azure, own } = all.find(({ title }) => title === outlasting.title)!;
  expect(own.fetches).toBeLessThan(azure.fetches / 5);
  // One request each second; Azure's policy fetches for each of them, and is back with the first.
  expect(own.failedRequests - azure.failedRequests).toBeLessThanOrEqual(30);
  expect(own).toMatchObject({ heldSeconds: 0, unhandledRejections: 0 });
});

function report(comparisons: readonly Comparison[]): string {
  const columns: readonly (readonly [keyof Outcome, string])[] = [
    ["failedRequests", "failed requests"],
    ["fetches", "fetches"],
    ["peakFetches", "fetches in a second"],
    ["heldSeconds", "seconds held"],
    ["unhandledRejections", "unhandled rejections"],
  ];
  const rows = comparisons.map(({ point, title, azure, own }) => [
    `(${point}) ${title}`,
    ...columns.map(([name]) => `${azure[name]} : ${own[name]}`),
  ]);
  const table = [["Azure's bearerTokenAuthenticationPolicy : ours", ...columns.map(([, title]) => title)], ...rows];
  const widths = table[0]!.map((_, i) => Math.max(...table.map((row) => row[i]!.length)));
  return `\n${table
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n")}\n\n`;
}
