import { EndpointTokenCredential, serviceOutputs } from "../client";
import { credentialSource } from "../client/create-scoring-client";
import { authModeRow } from "../contract/auth-modes";
import { AzureCredential } from "./azure-credential";
import { defineCommand } from "./define-command";
import { readOutputs } from "./files";
import { tokenHelp } from "./help";
import { UsageError } from "./usage-error";

export const token = defineCommand({
  help: tokenHelp,
  options: {},
  async run(values) {
    const outputs = serviceOutputs(await readOutputs(values.outputs), values.service);
    const source = credentialSource(outputs, { credential: new AzureCredential() });
    if (!(source instanceof EndpointTokenCredential)) {
      const { authMode } = outputs;
      throw new UsageError(
        `the service has authMode ${authMode}, which has no tokens; ${authModeRow(authMode)?.credential === "key" ? "see the command keys" : "it asks for no credential"}`,
      );
    }
    const accessToken = await source.getToken();
    if (process.stdout.isTTY) {
      process.stderr.write("warning: the token stays in this terminal's history; a pipe keeps it out of it\n");
    }
    return {
      token: accessToken.token,
      tokenType: "Bearer",
      expiresOn: isoDate(accessToken.expiresOnTimestamp),
      refreshBy: isoDate(accessToken.refreshAfterTimestamp),
    };
  },
});

function isoDate(timestamp: number | undefined): string | undefined {
  return timestamp ? new Date(timestamp).toISOString() : undefined;
}
