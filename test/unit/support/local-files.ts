import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/** What no archive makes smaller; the same each time. */
function noise(bytes: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(bytes / 64) }, (_, i) =>
    createHash("sha512").update(String(i)).digest(),
  );
  return Buffer.concat(blocks).subarray(0, bytes);
}

/**
 * A folder with what entry scripts, source folders and model folders can be, as the current directory of the tests of
 * one file, so that messages show short paths.
 */
export function inFolderOfFiles(): void {
  const before = process.cwd();
  let folder: string;

  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "local-files-"));
    process.chdir(folder);
    const files: Record<string, string | Buffer> = {
      "score.py": "def init(): pass",
      "score.txt": "",
      "with blank.py": "",
      "large.py": noise(700_000),
      "compressible/score.py": "#".repeat(2_000_000),
      "compressible/__init__.py": "",
      "huge/weights.bin": "w".repeat(10_000_001),
      "service/score.py": "def init(): pass",
      "service/helper.py": "",
      "service/.env": "hidden",
      "service/__pycache__/score.pyc": "cached",
      "empty/.hidden": "",
      "nested/score.py": "",
      "nested/data/weights.bin": "",
      "nested/a b.txt": "",
      "large/score.py": "def init(): pass",
      "large/weights.bin": noise(700_001),
      "tree/code/score.py": "def init(): pass",
      "tree/code/package/__init__.py": "",
      "tree/code/package/größe und maß.txt": "ü",
      "tree/model/MLmodel": "flavors: {}",
      "special/config.json": "[]",
      "special/logging.json": "",
      "special/gunicorn.conf.py": "workers = 7",
      "special/code/score.py": "",
      "special/code/logging.json": "{}",
      "special/model/config.json": "{}",
      "model-flat/__init__.py": "",
      "model-flat/a b.txt": "x",
      "model-flat/folder/weights.bin": "x",
      "model/model.joblib": "\0binary",
      "model/model-v1.2_final.bin": "v1.2",
    };
    for (const [file, content] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, content);
    }
    for (let i = 0; i < 12; i++) {
      fs.mkdirSync("many", { recursive: true });
      fs.writeFileSync(`many/module_${String(i).padStart(2, "0")}.py`, "");
    }
    for (let i = 0; i < 2001; i++) {
      fs.mkdirSync(`countless/${i}`, { recursive: true });
    }
    fs.mkdirSync("folder.py");
    fs.mkdirSync("circle");
    fs.symlinkSync("..", "circle/again");
    fs.mkdirSync("broken-link");
    fs.symlinkSync("nowhere", "broken-link/weights.bin");
    execFileSync("mkfifo", ["pipe.py"]);
  });

  afterAll(() => {
    process.chdir(before);
    fs.rmSync(folder, { recursive: true, force: true });
  });
}
