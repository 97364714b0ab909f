import * as fs from "node:fs";
import * as path from "node:path";

/**
 * In a folder for the PATH of a caller and of its Python: `az` and `azure.identity`, which hand out a token. `first` is a
 * line of shell that `az` begins with.
 */
export function writeAzStubs(folder: string, first = ""): void {
  // As text for a shell, as JSON for a program.
  const asJson = `echo '{"accessToken": "entra-token", "expires_on": 1924980000}'`;
  const az = `#!/bin/sh\n${first}\ncase "$*" in *json*) ${asJson};; *) echo entra-token;; esac\n`;
  fs.writeFileSync(path.join(folder, "az"), az, { mode: 0o755 });
  fs.mkdirSync(path.join(folder, "azure"));
  fs.writeFileSync(
    path.join(folder, "azure", "identity.py"),
    "class DefaultAzureCredential:\n    def get_token(self, scope):\n        self.token = 'entra-token'\n        return self\n",
  );
}
