import * as fs from "node:fs";
import * as path from "node:path";

import { folderOf } from "@azureml-webservice/local-azure/runner/programs";

/**
 * A PATH on which whoever looks for curl finds a `sleep` beside it that is so many times shorter: local Azure's
 * key-sync containers then wait a second where Azure's would wait five, and nothing else is different.
 */
export function pathWithQuickSleep(folder: string, times: number): string {
  const programs = path.join(folder, "programs");
  if (!fs.existsSync(programs)) {
    fs.mkdirSync(programs, { recursive: true });
    fs.symlinkSync(path.join(folderOf("curl") ?? "", "curl"), path.join(programs, "curl"));
    const script = `#!/bin/sh\nexec ${path.join(folderOf("sleep") ?? "", "sleep")} "$(awk "BEGIN { print $1 / ${times} }")"\n`;
    fs.writeFileSync(path.join(programs, "sleep"), script, { mode: 0o755 });
  }
  return `${programs}:${process.env.PATH}`;
}
