import { EndpointTokenCredential, serviceOutputs } from "../client";
import { credentialSource } from "../client/create-scoring-client";
import { AzureCredential } from "./azure-credential";
import { parsed } from "./arguments";
import { readOutputs } from "./files";
import { tokenHelp } from "./help";
import { UsageError } from "./usage-error";

export async function token(args: string[]): Promise<unknown> {
  const values = parsed(args, {}, tokenHelp);
  const outputs = serviceOutputs(await readOutputs(values.outputs), values.service);
  const source = credentialSource(outputs, { credential: new AzureCredential() });
  if (!(source instanceof EndpointTokenCredential)) {
    throw new UsageError(
      `the service has authMode ${outputs.authMode}, which has no tokens; ${outputs.authMode === "Key" ? "see the command keys" : "it asks for no credential"}`,
    );
  }
  const got = await source.getToken();
  if (process.stdout.isTTY) {
    process.stderr.write("warning: the token stays in this terminal's history; a pipe keeps it out of it\n");
  }
  const time = (timestamp: number | undefined) => timestamp && new Date(timestamp).toISOString();
  return {
    token: got.token,
    tokenType: "Bearer",
    expiresOn: time(got.expiresOnTimestamp),
    refreshBy: time(got.refreshAfterTimestamp),
  };
}
