import * as fs from "node:fs";
import { isBuiltin } from "node:module";
import * as path from "node:path";

const packages = path.join(__dirname, "..", "..", "packages");

interface Manifest {
  readonly name: string;
  readonly dependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
}

interface Import {
  readonly file: string;
  readonly target: string;
}

/** As prettier writes them. */
const importing = /(?<![.\w])(?:from |import |import\(|require\(|require\.resolve\()"([\w@./-]+)"/g;

function importsIn(folder: string): Import[] {
  if (!fs.existsSync(folder)) {
    return [];
  }
  return (fs.readdirSync(folder, { recursive: true, encoding: "utf8" }) as string[])
    .filter((file) => /\.[jt]s$/.test(file))
    .flatMap((name) => {
      const file = path.join(folder, name);
      const found = fs.readFileSync(file, "utf8").matchAll(importing);
      return [...found].map(([, target = ""]) => ({ file, target }));
    });
}

const isRelative = ({ target }: Import) => target.startsWith(".");
const packageOf = ({ target }: Import) =>
  target
    .split("/")
    .slice(0, target.startsWith("@") ? 2 : 1)
    .join("/");
const foreign = (imports: Import[], own: string) =>
  [...new Set(imports.filter((one) => !isRelative(one) && !isBuiltin(one.target)).map(packageOf))]
    .filter((name) => name !== own)
    .sort();

describe.each(["local-azure", "deploy-harness", "demo"])("packages/%s", (name) => {
  const folder = path.join(packages, name);
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8")) as Manifest;
  const program = ["src", "bin"].flatMap((part) => importsIn(path.join(folder, part)));
  const all = [...program, ...importsIn(path.join(folder, "test"))];

  test("imports nothing of the library, and no file of another package", () => {
    const outside = all.filter(({ file, target }) =>
      target.startsWith(".")
        ? path.relative(folder, path.resolve(path.dirname(file), target)).startsWith("..")
        : /^azureml-webservice(?:\/|$)/.test(target),
    );
    expect(program.length).toBeGreaterThan(10);
    expect(outside).toEqual([]);
  });

  test("lists what it imports as its dependencies, and nothing else", () => {
    const listed = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }).sort();
    expect(foreign(program, manifest.name)).toEqual(listed);
    const known = new Set([...listed, ...Object.keys(manifest.devDependencies ?? {})]);
    expect(foreign(all, manifest.name).filter((one) => !known.has(one))).toEqual([]);
  });
});

test("local Azure imports none of the other packages", () => {
  const others = importsIn(path.join(packages, "local-azure")).filter(({ target }) =>
    /^@azureml-webservice\/(?!local-azure(?:\/|$))/.test(target),
  );
  expect(others).toEqual([]);
});
