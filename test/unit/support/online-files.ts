import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/**
 * A folder with what models, code and conda files can be, as the current directory of the tests of one file; with a
 * `crowd` of more files than a model may have only where it is asked for, because that takes a second.
 */
export function inFolderOfOnlineFiles({ crowd = false } = {}): void {
  const before = process.cwd();
  let folder: string;

  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "online-files-"));
    process.chdir(folder);
    fill();
    if (crowd) {
      fillCrowd();
    }
  });

  afterAll(() => {
    process.chdir(before);
    fs.rmSync(folder, { recursive: true, force: true });
  });
}

const files: Record<string, string> = {
  "model.joblib": "\0binary",
  ".hidden-model": "hidden",
  "with blank.bin": "",
  "conda.yml": "dependencies: [python=3.12]",
  "model/weights.bin": "\0binary",
  "model/tokenizer/vocab.txt": "",
  "mlflow/MLmodel": "flavors: {}",
  "mlflow/model.pkl": "",
  "deep/MLmodel/weights.bin": "",
  "triton/densenet/1/model.onnx": "\0binary",
  "triton/densenet/config.pbtxt": "",
  "triton-model/2/model.plan": "\0binary",
  "code/score.py": "def init(): pass",
  "code/src/main.py": "def init(): pass",
  "code/.env": "hidden",
  "code/.git/config": "hidden",
  "code/__pycache__/score.pyc": "cached",
  "empty/.hidden": "",
  "odd/a b.bin": "",
  "odd/größe.bin": "",
  "odd/below/ends.": "",
  "links/real.bin": "",
};

function fill(): void {
  for (const [file, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
  }
  for (let i = 0; i < 12; i++) {
    fs.mkdirSync("many", { recursive: true });
    fs.writeFileSync(`many/module_${String(i).padStart(2, "0")}.py`, "");
  }
  // Holes, which take no room.
  sparse("large/weights.bin", 1024 ** 3);
  fs.writeFileSync("large/one-more.bin", "x");
  sparse("conda-large.yml", 1024 * 1024 + 1);
  fs.symlinkSync("real.bin", "links/inside.bin");
  fs.mkdirSync("outside");
  fs.symlinkSync("../model.joblib", "outside/weights.bin");
  fs.mkdirSync("circle");
  fs.symlinkSync(".", "circle/again");
  fs.mkdirSync("broken");
  fs.symlinkSync("nowhere", "broken/weights.bin");
  fs.mkdirSync("piped");
  execFileSync("mkfifo", ["piped/pipe", "pipe"]);
  const deep = path.join("path", ...Array<string>(5).fill("d".repeat(120)));
  fs.mkdirSync(deep, { recursive: true });
  fs.writeFileSync(path.join(deep, "a.bin"), "");
}

function fillCrowd(): void {
  for (let i = 0; i < 1001; i++) {
    fs.mkdirSync(`crowd/${Math.floor(i / 100)}/${i}`, { recursive: true });
  }
}

function sparse(file: string, bytes: number): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.closeSync(fs.openSync(file, "w"));
  fs.truncateSync(file, bytes);
}
