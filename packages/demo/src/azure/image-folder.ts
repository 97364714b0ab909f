import * as fs from "node:fs";
import * as path from "node:path";

import { repository } from "../build-package";

const containerImage = path.join(repository, "examples", "aci-key-auth", "environment", "Dockerfile");

/** The folder with the Dockerfile of an example's image: its own, else Azure ML's base image with scikit-learn. */
export function imageFolder(program: string, scratch: string): string {
  const own = path.join(program, "environment");
  if (fs.existsSync(own)) {
    return own;
  }
  const [scikit] = /scikit-learn==[\d.]+/.exec(fs.readFileSync(containerImage, "utf8")) ?? [];
  const folder = path.join(scratch, "environment");
  fs.mkdirSync(folder, { recursive: true });
  // Azure ML's own start program is in its base images alone.
  const lines = [
    "FROM mcr.microsoft.com/azureml/minimal-py312-inference:latest",
    `RUN pip install --no-cache-dir ${scikit}`,
    "",
  ];
  fs.writeFileSync(path.join(folder, "Dockerfile"), lines.join("\n"));
  return folder;
}
