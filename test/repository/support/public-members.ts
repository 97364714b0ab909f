import * as ts from "typescript";

/** What users of an entry point read about: something that it exports, or a member of it. */
export interface PublicMember {
  /** Such as `AciWebserviceArgs.cpuCores`. */
  readonly name: string;
  /** Its doc comment, on one line; empty without one. */
  readonly comment: string;
  /** Whether a program passes it to a component: a property of an interface `…Args`. */
  readonly isInput: boolean;
  readonly isOptional: boolean;
}

type Member =
  | ts.PropertySignature
  | ts.PropertyDeclaration
  | ts.MethodSignature
  | ts.MethodDeclaration
  | ts.AccessorDeclaration
  | ts.PropertyAssignment
  | ts.ParameterPropertyDeclaration;

/** All that the entry points export, with its members: its own, and those of what it extends in files of the same program. */
export function publicMembers(entryPoints: readonly string[]): PublicMember[] {
  const program = parse(entryPoints);
  const checker = program.getTypeChecker();
  const found = new Map<ts.Node, PublicMember>();

  const commentOf = (symbol: ts.Symbol) =>
    ts.displayPartsToString(symbol.getDocumentationComment(checker)).replaceAll(/\s+/g, " ").trim();

  const addMembers = (node: ts.Node, owner: string): void =>
    ts.forEachChild(node, (child) => {
      if (!isMember(child)) {
        // What stands in a body is nobody's to read.
        return ts.isBlock(child) ? undefined : addMembers(child, owner);
      }
      const symbol = checker.getSymbolAtLocation(child.name);
      if (symbol === undefined || !isPublic(child)) {
        return;
      }
      const name = `${owner}.${symbol.name}`;
      const isProperty = ts.isPropertySignature(child);
      found.set(child, {
        name,
        comment: commentOf(symbol),
        isInput: isProperty && owner.endsWith("Args"),
        isOptional: isProperty && child.questionToken !== undefined,
      });
      // A class only repeats the shapes that its interfaces describe.
      if (!ts.isClassLike(child.parent)) {
        addMembers(child, name);
      }
    });

  const addDeclaration = (declaration: ts.Declaration, symbol: ts.Symbol): void => {
    if (found.has(declaration)) {
      return;
    }
    found.set(declaration, { name: symbol.name, comment: commentOf(symbol), isInput: false, isOptional: false });
    if (ts.isFunctionDeclaration(declaration)) {
      return;
    }
    addMembers(declaration, symbol.name);
    for (const base of basesOf(declaration)) {
      addSymbol(checker.getSymbolAtLocation(base.expression));
    }
  };

  const addSymbol = (symbol: ts.Symbol | undefined): void => {
    const resolved = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    resolved?.declarations?.forEach((declaration) => addDeclaration(declaration, resolved));
  };

  for (const entryPoint of entryPoints) {
    const module = checker.getSymbolAtLocation(program.getSourceFile(entryPoint)!);
    checker.getExportsOfModule(module!).forEach(addSymbol);
  }
  return [...found.values()];
}

/** Only the files that the entry points reach by relative imports: the types of packages are of no interest here. */
function parse(entryPoints: readonly string[]): ts.Program {
  const options: ts.CompilerOptions = { target: ts.ScriptTarget.ES2022, noLib: true, types: [] };
  const host = ts.createCompilerHost(options, true);
  host.resolveModuleNameLiterals = (names, containingFile) =>
    names.map(({ text }) =>
      text.startsWith(".") ? ts.resolveModuleName(text, containingFile, options, host) : { resolvedModule: undefined },
    );
  return ts.createProgram([...entryPoints], options, host);
}

function isMember(node: ts.Node): node is Member {
  return (
    ts.isPropertySignature(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isMethodSignature(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isAccessor(node) ||
    ts.isPropertyAssignment(node) ||
    ts.isParameterPropertyDeclaration(node, node.parent)
  );
}

/** An override is described where it is declared first. */
function isPublic(member: Member): boolean {
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Override;
  return (
    !ts.isPrivateIdentifier(member.name) &&
    !ts.isComputedPropertyName(member.name) &&
    (ts.getCombinedModifierFlags(member) & hidden) === 0
  );
}

function basesOf(declaration: ts.Declaration): readonly ts.ExpressionWithTypeArguments[] {
  return ts.isInterfaceDeclaration(declaration) || ts.isClassDeclaration(declaration)
    ? (declaration.heritageClauses ?? []).flatMap(({ types }) => [...types])
    : [];
}
