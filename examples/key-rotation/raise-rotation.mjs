// Raises the rotation in a stack's configuration file by one, and prints the new number as `rotation=<n>`.
//
//   node raise-rotation.mjs Pulumi.production.yaml
//
// One step at a time is all that is ever safe: it replaces the key that callers have left, and moves them to it.
import { readFileSync, writeFileSync } from "node:fs";

const file = process.argv[2];
if (file === undefined) {
  fail("name the stack's file: node raise-rotation.mjs Pulumi.<stack>.yaml");
}
const text = readFileSync(file, "utf8");
const lines = [...text.matchAll(/^(\s+key-rotation:rotation:\s*["']?)(\d+)(["']?\s*(?:#.*)?)$/gm)];
if (lines.length !== 1) {
  fail(
    `${file}: key-rotation:rotation must stand there once, with a number, but it does ${lines.length} times; set it with: pulumi config set rotation 0`,
  );
}
const [line, before, number, after] = lines[0];
const next = Number(number) + 1;
writeFileSync(
  file,
  text.replace(line, () => `${before}${next}${after}`),
);
console.log(`rotation=${next}`);

function fail(reason) {
  console.error(reason);
  process.exit(1);
}
