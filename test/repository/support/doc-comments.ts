import * as fs from "node:fs";
import * as path from "node:path";

import * as ts from "typescript";

const source = path.join(__dirname, "..", "..", "..", "src");

/** An input of a public interface, such as `AciWebserviceArgs.cpuCores`. */
export interface DocumentedInput {
  readonly name: string;
  readonly isOptional: boolean;
  /** The doc comment, on one line. */
  readonly comment: string;
}

/** The inputs of all interfaces `…Args` that the package exports. */
export function documentedInputs(): DocumentedInput[] {
  const files = fs.readdirSync(source, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  const statements = files.flatMap((file) => [...parse(file).statements]);
  const interfaces = new Map(statements.filter(ts.isInterfaceDeclaration).map((one) => [one.name.text, one]));
  return exportedNames("index.ts")
    .filter((name) => name.endsWith("Args"))
    .flatMap((name) => {
      const declaration = interfaces.get(name);
      if (declaration === undefined) {
        throw new Error(`${name} is exported, but no interface of this name is in src`);
      }
      return declaration.members.filter(ts.isPropertySignature).map((member) => ({
        name: `${name}.${member.name.getText()}`,
        isOptional: member.questionToken !== undefined,
        comment: commentOf(member),
      }));
    });
}

function exportedNames(file: string): string[] {
  return parse(file)
    .statements.filter(ts.isExportDeclaration)
    .flatMap(({ exportClause }) =>
      exportClause && ts.isNamedExports(exportClause) ? exportClause.elements.map(({ name }) => name.text) : [],
    );
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, fs.readFileSync(path.join(source, file), "utf8"), ts.ScriptTarget.Latest, true);
}

function commentOf(member: ts.PropertySignature): string {
  const comments = ts.getJSDocCommentsAndTags(member).filter(ts.isJSDoc);
  return comments.map(({ comment }) => (ts.getTextOfJSDocComment(comment) ?? "").replaceAll(/\s+/g, " ")).join(" ");
}
