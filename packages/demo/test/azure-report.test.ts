import { Redaction, reportText, type Facts } from "@azureml-webservice/demo/azure/report";
import { repository } from "@azureml-webservice/demo/build-package";

const subscription = "12345678-1234-1234-1234-123456789abc";
const key = "Zq8fT3vWx1yB5nM7kJ2hG4dS6aP9oL0e";

function redaction(): Redaction {
  const made = new Redaction();
  made.add("subscription", subscription);
  made.add("primaryKey", key);
  made.add("short", "abc");
  made.add("nothing", undefined);
  return made;
}

test.each([
  ["the key is " + key, "the key is <primaryKey>"],
  [`/subscriptions/${subscription}/resourceGroups/x`, "/subscriptions/<subscription>/resourceGroups/x"],
  [`/subscriptions/${subscription.toUpperCase()}/x`, "/subscriptions/<id>/x"],
  ["object 7c1f6471-1bf0-4dda-aec3-cb9272f09590", "object <id>"],
  ["Bearer eyJhbGciOiJSUzI1NiJ9.eyJvaWQiOiIxIn0abc.c2lnbmF0dXJl", "Bearer <token>"],
  [
    "https://x.blob.core.windows.net/c?sv=1&sig=a%2Fb%3D&se=2",
    "https://x.blob.core.windows.net/c?sv=1&sig=<secret>&se=2",
  ],
  [`in base64 ${Buffer.from(`x${key}`).toString("base64")}`, "(a line that told of a secret was left out)"],
  [`half of it: ${key.slice(3, 20)}`, "(a line that told of a secret was left out)"],
  [`at ${repository}/packages`, "at <repository>/packages"],
  ["abc stays, because it is chance", "abc stays, because it is chance"],
])("%j", (text, clean) => {
  expect(redaction().text(text)).toBe(clean);
});

const facts: Facts = {
  title: "aci-key-auth on Azure, westeurope",
  outcome: "All 3 checks hold.",
  versions: { "pulumi CLI": "3.260.0" },
  steps: [
    { what: "create Group diabetes", seconds: 1.25, failed: false },
    { what: "create ContainerGroup diabetes", seconds: 30, failed: true },
  ],
  observations: [{ question: "Is the key taken?", answer: "no" }],
  lines: ["Deploy it", `  1.0s  failed with ${key}`, "```"],
};

test("the report says everything but the secrets", () => {
  const text = reportText(facts, redaction());
  expect(text).toContain("# aci-key-auth on Azure, westeurope\n\nAll 3 checks hold.");
  expect(text).toContain("- pulumi CLI: 3.260.0");
  expect(text).toContain("- Is the key taken? **no**");
  expect(text).toContain("- create Group diabetes: 1.3 s\n- create ContainerGroup diabetes: failed after 30.0 s");
  expect(text).toContain("failed with <primaryKey>\n'''\n```\n");
});

test("of a key of many lines none is told", () => {
  const made = redaction();
  made.add("private-key", "-----BEGIN KEY-----\nabcdefghijklmnop\nqrstuvwxyzabcdef\n-----END KEY-----");
  const text = reportText({ ...facts, lines: ["abcdefghijklmnop", "qrstuvwxyzabcdef"] }, made);
  expect(text).not.toMatch(/abcdefghijklmnop|qrstuvwxyzabcdef/);
});
