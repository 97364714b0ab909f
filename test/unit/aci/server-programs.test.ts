import * as fs from "node:fs";
import * as path from "node:path";

import { probeServer, startServer } from "../../../src/aci/server-programs";

test.each([
  ["start-server.py", startServer],
  ["probe-server.py", probeServer],
])("the module holds what %s has below its first comment; npm run build makes it", (name, program) => {
  const file = path.resolve(__dirname, "..", "..", "..", "src", "aci", name);
  const lines = fs.readFileSync(file, "utf8").split("\n");
  const first = lines.findIndex((line) => !line.startsWith("#"));
  expect(first).toBeGreaterThan(0);
  expect(program).toBe(lines.slice(first).join("\n"));
});
