import { aciWebserviceRule } from "../../src/aci/rules";
import { inspect } from "../../src/inputs/inspect";
import { container } from "./rules/container";
import { contract } from "./rules/contract";
import { files } from "./rules/files";
import { group } from "./rules/group";
import { names } from "./rules/names";
import { reach } from "./rules/reach";
import type { Row } from "./rules/row";
import { tls } from "./rules/tls";
import { minimal } from "./support/examples";
import { inFolderOfFiles } from "./support/local-files";
import { factOf, factsOf, watched } from "./support/rule-tree";

inFolderOfFiles();

const tables: Record<string, Row[]> = { names, container, group, reach, tls, files, contract };

/** The lines of the message, with the current directory as `<here>`. */
function linesFor(args: object, rule = aciWebserviceRule): string[] {
  const { problems } = inspect(rule, args);
  return problems.map(({ path, reason }) => `${path}: ${reason.replaceAll(process.cwd(), "<here>")}`);
}

test("the inputs that the tables change are valid", () => {
  expect(linesFor(minimal)).toEqual([]);
});

describe.each(Object.entries(tables))("%s", (_, rows) => {
  test.each(rows.map(([change, ...lines]): [string, object, string[]] => [lines.join("\n"), change, lines]))(
    "%s",
    (_title, change, lines) => {
      expect(linesFor({ ...minimal, ...change })).toEqual(lines);
    },
  );
});

test("args that are no object", () => {
  const known = Object.keys(aciWebserviceRule.properties).join(", ");
  expect(linesFor(["ml"])).toEqual([`args: a list of 1 is not allowed: must be an object with ${known}`]);
});

test("no rule is without a row", () => {
  const proven = new Set<string>(["shape args"]);
  const rule = watched(aciWebserviceRule, (fact) => proven.add(fact));
  for (const [change] of Object.values(tables).flat()) {
    for (const line of linesFor({ ...minimal, ...change }, rule)) {
      proven.add(factOf(line) ?? "");
    }
  }
  expect(factsOf(aciWebserviceRule).filter((fact) => !proven.has(fact))).toEqual([]);
});
