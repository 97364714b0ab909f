import * as pulumi from "@pulumi/pulumi";

import {
  notBeside,
  onlyInModes,
  onlyWith,
  requiredInMode,
  requiredWhen,
  requiredWith,
} from "../../../src/validation/relations";
import { number, type ObjectRule, type Relation, text } from "../../../src/validation/rule";
import { validate } from "../../../src/validation/validate";

const word = text({ atMost: 10, expected: "a word" });

/** What an object with these inputs is told, where the relation is its only one. */
function linesFor(relation: Relation, given: object): string[] {
  const rule: ObjectRule = {
    kind: "object",
    properties: { one: word, two: word, three: word, mode: word, flag: { ...word, accepts: () => true }, size: count },
    relations: [relation],
  };
  return validate(rule, given).problems.map(({ path, reason }) => `${path}: ${reason}`);
}

const count = number({ what: "number", from: 0 });

describe("onlyWith", () => {
  const relation = onlyWith("one", ["two", "three"], { because: ", because so", instead: "or give two" });

  test.each([
    [{ one: "a" }, ["one: has no meaning without two or three, because so: must be left out; or give two"]],
    [{ one: "a", two: "b" }, []],
    [{ one: "a", three: "b" }, []],
    [{ one: pulumi.output("a"), two: pulumi.output("b") }, []],
    [{ two: "b" }, []],
    [{}, []],
  ])("%j", (given, lines) => {
    expect(linesFor(relation, given)).toEqual(lines);
  });

  test("with a condition on the other", () => {
    const counts = (size: unknown) => size === 3;
    const conditional = onlyWith("one", ["size"], { lack: "with another size", instead: "or give 3", counts });
    expect(linesFor(conditional, { one: "a", size: 3 })).toEqual([]);
    const line = "one: has no meaning with another size: must be left out; or give 3";
    expect(linesFor(conditional, { one: "a", size: 2 })).toEqual([line]);
    expect(linesFor(conditional, { one: "a" })).toEqual([line]);
  });
});

describe("notBeside", () => {
  test.each([
    [{ one: "a", two: "b" }, ["one: is not allowed beside two and three: leave one of the two out"]],
    [{ one: "a", three: "b" }, ["one: is not allowed beside two and three: leave one of the two out"]],
    [{ one: "a" }, []],
    [{ two: "b", three: "c" }, []],
  ])("%j", (given, lines) => {
    expect(linesFor(notBeside("one", ["two", "three"]), given)).toEqual(lines);
  });

  test("in words of its own", () => {
    const words = { beside: "with two", because: ": they differ", instead: "; choose" };
    expect(linesFor(notBeside("one", ["two"], words), { one: "a", two: "b" })).toEqual([
      "one: is not allowed with two: they differ; choose",
    ]);
  });
});

describe("requiredWith, requiredWhen and requiredInMode", () => {
  test.each([
    [{ two: "b" }, ["one: is required with two or three: give it"]],
    [{ three: "c" }, ["one: is required with two or three: give it"]],
    [{ one: "a", two: "b" }, []],
    [{}, []],
  ])("%j", (given, lines) => {
    expect(linesFor(requiredWith("one", ["two", "three"], { instead: "give it" }), given)).toEqual(lines);
  });

  test("a condition on others", () => {
    const relation = requiredWhen("one", ["size"], (size) => size === 3, "with size 3");
    expect(linesFor(relation, { size: 3 })).toEqual(["one: is required with size 3"]);
    expect(linesFor(relation, { size: 3, one: "a" })).toEqual([]);
    expect(linesFor(relation, { size: 2 })).toEqual([]);
  });

  test("a mode", () => {
    const relation = requiredInMode("one", "mode", "A");
    expect(linesFor(relation, { mode: "A" })).toEqual([
      'one: is required with mode "A": give it, or choose another mode',
    ]);
    expect(linesFor(relation, { mode: "B" })).toEqual([]);
  });
});

describe("onlyInModes", () => {
  test.each([
    [{ one: "a", mode: "C" }, ['one: has no meaning with mode "C": must be left out; it belongs to "A" and "B"']],
    [{ one: "a", mode: "A" }, []],
    [{ one: "a", mode: "B" }, []],
    [{ one: "a" }, []],
    [{ mode: "C" }, []],
  ])("%j", (given, lines) => {
    expect(linesFor(onlyInModes("one", "mode", ["A", "B"]), given)).toEqual(lines);
  });

  test("a flag that is off means nothing in any mode", () => {
    expect(linesFor(onlyInModes("flag", "mode", ["A"]), { mode: "C", flag: false })).toEqual([]);
    expect(linesFor(onlyInModes("flag", "mode", ["A"]), { mode: "C", flag: true })).toHaveLength(1);
  });

  test("the mode that is in force by default counts where none is given", () => {
    const relation = onlyInModes("one", "mode", ["A"], {
      byDefault: "B",
      because: ", which is B",
      instead: "choose A",
    });
    expect(linesFor(relation, { one: "a" })).toEqual([
      'one: has no meaning with mode "B", which is B: must be left out; choose A',
    ]);
  });
});

test("a value that its own rule refuses says enough", () => {
  expect(linesFor(notBeside("one", ["two"]), { one: 5, two: "b" })).toEqual(["one: 5 is not allowed: must be a word"]);
});
