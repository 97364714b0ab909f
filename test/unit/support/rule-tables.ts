import { validate } from "../../../src/validation/validate";
import type { ObjectRule } from "../../../src/validation/rule";
import type { Row } from "./row";
import { factOf, factsOf, watched } from "./rule-tree";

/** The lines of the message, with the current directory as `<here>`. */
function linesFor(rule: ObjectRule, args: object): string[] {
  const { problems } = validate(rule, args);
  return problems.map(({ path, reason }) => `${path}: ${reason.replaceAll(process.cwd(), "<here>")}`);
}

/** Tests every row of the tables, and that together they prove all that the rules can say no to. */
export function proveRules(rule: ObjectRule, minimal: object, tables: Readonly<Record<string, readonly Row[]>>): void {
  test("the inputs that the tables change are valid", () => {
    expect(linesFor(rule, minimal)).toEqual([]);
  });

  describe.each(Object.entries(tables))("%s", (_, rows) => {
    test.each(rows.map(([change, ...lines]): [string, object, string[]] => [lines.join("\n"), change, lines]))(
      "%s",
      (_title, change, lines) => {
        expect(linesFor(rule, { ...minimal, ...change })).toEqual(lines);
      },
    );
  });

  test("args that are no object", () => {
    const known = Object.keys(rule.properties).join(", ");
    expect(linesFor(rule, ["ml"])).toEqual([`args: a list of 1 is not allowed: must be an object with ${known}`]);
  });

  test("no rule is without a row", () => {
    const proven = new Set<string>(["shape args"]);
    const observed = watched(rule, (fact) => proven.add(fact));
    for (const [change] of Object.values(tables).flat()) {
      for (const line of linesFor(observed, { ...minimal, ...change })) {
        proven.add(factOf(line) ?? "");
      }
    }
    expect(factsOf(rule).filter((fact) => !proven.has(fact))).toEqual([]);
  });
}
