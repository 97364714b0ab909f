import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

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
    const files: Record<string, string> = {
      "score.py": "def init(): pass",
      "score.txt": "",
      "with blank.py": "",
      "large.py": "#".repeat(2 * 1024 * 1024 + 1),
      "service/score.py": "def init(): pass",
      "service/helper.py": "",
      "service/.env": "hidden",
      "service/__pycache__/score.pyc": "cached",
      "empty/.hidden": "",
      "nested/score.py": "",
      "nested/data/weights.bin": "",
      "nested/a b.txt": "",
      "large/score.py": "",
      "large/weights.bin": "w".repeat(2 * 1024 * 1024 + 1),
      "model/model.joblib": "\0binary",
      "model/model-v1.2_final.bin": "",
    };
    for (const [file, content] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, content);
    }
    for (let i = 0; i < 12; i++) {
      fs.mkdirSync("many", { recursive: true });
      fs.writeFileSync(`many/module_${String(i).padStart(2, "0")}.py`, "");
    }
    fs.mkdirSync("folder.py");
    fs.mkdirSync("broken-link");
    fs.symlinkSync("nowhere", "broken-link/weights.bin");
    execFileSync("mkfifo", ["pipe.py"]);
  });

  afterAll(() => {
    process.chdir(before);
    fs.rmSync(folder, { recursive: true, force: true });
  });
}
