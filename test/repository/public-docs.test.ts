import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { publicMembers, type PublicMember } from "./support/public-members";

/**
 * The doc comments are the reference, in editors and in the packages of other languages: what each export is, and for
 * inputs whether they are required, what they mean and what counts without them.
 */
const source = path.join(__dirname, "..", "..", "src");

const undocumented = ({ comment }: PublicMember) => comment === "";

/** What is missing in the doc comment of an input. */
function missing({ comment, isOptional }: PublicMember): string | undefined {
  const [, kind, text = ""] = /^(Required|Optional|Conditional)\. (.*)$/.exec(comment) ?? [];
  if (kind === undefined || (kind === "Required") === isOptional) {
    return `begins with ${isOptional ? "Optional. or Conditional." : "Required."}`;
  }
  if (text.replace(/^Default: .*/, "") === "") {
    return "says what it means";
  }
  const says = (pattern: RegExp) => pattern.test(text);
  if (kind === "Optional" && !says(/\bDefault: \S/)) {
    return "states its default (Default: …)";
  }
  return kind === "Conditional" && !says(/\brequired\b/i) && !says(/\bDefault: \S/)
    ? "states when it is required"
    : undefined;
}

const faults = (members: readonly PublicMember[]) =>
  members
    .filter(({ isInput, comment }) => isInput && comment !== "")
    .flatMap((member) => {
      const fault = missing(member);
      return fault === undefined ? [] : [`${member.name}: ${fault}`];
    });

const members = publicMembers(["index.ts", "client/index.ts"].map((file) => path.join(source, file)));

test("every exported member has a doc comment", () => {
  expect(members.length).toBeGreaterThan(600);
  expect(members.filter(undocumented).map(({ name }) => name)).toEqual([]);
});

test("every input says whether it is required, what it means and what counts without it", () => {
  expect(members.filter(({ isInput }) => isInput).length).toBeGreaterThan(200);
  expect(faults(members)).toEqual([]);
});

test("no comment has a link tag, which other languages would show as [object Object]", () => {
  const files = fs.readdirSync(source, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  const linking = files.filter((file) => fs.readFileSync(path.join(source, file), "utf8").includes("{@link"));
  expect(files.length).toBeGreaterThan(100);
  expect(linking).toEqual([]);
});

describe("what is planted is found", () => {
  let folder: string;

  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "public-docs-"));
  });

  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  function planted(text: string): PublicMember[] {
    // A comment belongs to what follows it on a line of its own.
    fs.writeFileSync(path.join(folder, "room.ts"), text.replaceAll(/[{;}] /g, "$&\n"));
    fs.writeFileSync(path.join(folder, "index.ts"), 'export * from "./room";\n');
    return publicMembers([path.join(folder, "index.ts")]);
  }

  test.each([
    ["export interface A { /** Its part. */ b: { c: string } }", ["A", "A.b.c"]],
    ["export type A = { b: string };", ["A", "A.b"]],
    ['/** All. */ export const A = { B: "B" } as const;\nexport type A = (typeof A)[keyof typeof A];', ["A.B"]],
    ["export function a(): void {}", ["a"]],
    [
      "/** A class. */ export class A { b = 1; protected c(): void {} get d() { return 1; } static e = 1; }",
      ["A.b", "A.c", "A.d", "A.e"],
    ],
    ["/** A class. */ export class A { constructor(readonly b: { c: string }) {} }", ["A.b", "A.b.c"]],
    ["interface B { c: string }\n/** One of them. */ export interface A extends B {}", ["B", "B.c"]],
  ])("without a comment: %s", (text, names) => {
    expect(
      planted(text)
        .filter(undocumented)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(names);
  });

  test.each([
    "/** A class. */ export class A { #b = 1; private c = { d: 1 }; /** Does it. */ e() { return { f: 1 }; } }",
    "/** One. */ interface B { /** Is it. */ c(): void }\n/** A class. */ export class A implements B { c(): void {} }",
    "/** One. */ class B { /** Is it. */ c = 1; }\n/** A class. */ export class A extends B { override c = 2; }",
    "interface B { c: string }\n/** Does it. */ export function a(): void { const b: B = { c: String(1) }; void b; }",
  ])("nothing is to be said of: %s", (text) => {
    expect(planted(text).filter(undocumented)).toEqual([]);
  });

  test.each([
    ["b?: 1", "The number. Default: 1.", "begins with Optional. or Conditional."],
    ["b?: 1", "Required. The number.", "begins with Optional. or Conditional."],
    ["b: 1", "Optional. The number. Default: 1.", "begins with Required."],
    ["b?: 1", "Optional. Default: 1.", "says what it means"],
    ["b?: 1", "Optional. The number.", "states its default (Default: …)"],
    ["b?: 1", "Optional. The number, required with `c`.", "states its default (Default: …)"],
    ["b?: 1", "Conditional. The number, with `c`.", "states when it is required"],
  ])("an input %s: %s", (property, comment, fault) => {
    const text = `/** Inputs. */ export interface OneArgs { /** ${comment} */ ${property} }`;
    expect(faults(planted(text))).toEqual([`OneArgs.b: ${fault}`]);
  });

  test.each([
    ["b: 1", "Required. The number."],
    ["b?: 1", "Optional. The number. Default: 1."],
    ["b?: 1", "Conditional. The number; required with `c`."],
  ])("an input may be described: %s: %s", (property, comment) => {
    expect(faults(planted(`/** Inputs. */ export interface OneArgs { /** ${comment} */ ${property} }`))).toEqual([]);
  });
});
