import * as pulumi from "@pulumi/pulumi";

import type { Settings } from "../../../../src/online/endpoint/settings-merge";
import { settingsChanges } from "../../../../src/online/endpoint/settings-words";

const settings: Settings = { endpoint: "/e", created: "1", attempt: "a", authMode: "Key", traffic: { blue: 100 } };
const unknown = <T>() => pulumi.unknown as unknown as T;

test.each<[string, Partial<Settings>, Partial<Settings>, string[]]>([
  ["nothing, of another attempt", {}, { attempt: "b", created: "2" }, []],
  ["the mode", {}, { authMode: "AMLToken" }, ["authentication changes: Key => AMLToken"]],
  ["shares", {}, { traffic: { green: 50, blue: 50 } }, ["traffic: blue 100 % => blue 50 %, green 50 %"]],
  ["shares in another order", { traffic: { green: 50, blue: 50 } }, { traffic: { blue: 50, green: 50 } }, []],
  ["traffic that stops", {}, { traffic: {} }, ["traffic: blue 100 % => none"]],
  ["copies", {}, { mirrorTraffic: { green: 20 } }, ["mirror traffic: none => green 20 %"]],
  ["copies that never were", {}, { mirrorTraffic: {} }, []],
  [
    "access from the internet",
    { publicNetworkAccess: "Enabled" },
    { publicNetworkAccess: "Disabled" },
    ["public network access: Enabled => Disabled"],
  ],
  [
    "access that is said for the first time",
    {},
    { publicNetworkAccess: "Disabled" },
    ["public network access: not set => Disabled"],
  ],
  [
    "access that a preview does not know",
    { publicNetworkAccess: "Enabled" },
    { publicNetworkAccess: unknown() },
    ["public network access: Enabled => (not known yet)"],
  ],
  ["a description", { description: "one" }, { description: "two" }, ["description changed"]],
  [
    "tags and properties, by name only",
    { tags: { owner: "ml", stage: "test" }, properties: { a: "1" } },
    { tags: { owner: "studio", team: "x" }, properties: { a: "2" } },
    ["tag owner changed", "tag stage removed", "property a changed", "tag team added"],
  ],
  [
    "a tag that a preview does not know",
    { tags: { owner: "ml" } },
    { tags: { owner: unknown() } },
    ["tag owner may change: not known yet"],
  ],
  [
    "tags that a preview does not know",
    { tags: { owner: "ml" } },
    { tags: unknown() },
    ["tags may change: not known yet"],
  ],
])("says %s", (_, before, after, lines) => {
  expect(settingsChanges({ ...settings, ...before }, { ...settings, ...after })).toEqual(lines);
});

test("says nothing of a new endpoint, or of one that a preview does not know", () => {
  expect(settingsChanges(undefined, settings)).toEqual([]);
  expect(settingsChanges(settings, undefined)).toEqual([]);
  expect(settingsChanges(settings, unknown())).toEqual([]);
});
