import { authModesWith } from "../contract/auth-modes";

const name = "azureml-webservice";

const modesWith = (credential: "key" | "token") =>
  authModesWith(credential)
    .map(({ mode }) => mode)
    .join(" or ");

const shared = `  --outputs <file|->    the stack's outputs, as pulumi stack output --json prints them; - is standard input, which
                        is the default
  --service <name>      which service, where the stack exports several: the name of the exported object, or what the
                        names of the exports begin with
  --help                this text`;

const credential = `Who asks is found by @azure/identity (DefaultAzureCredential) where that package is installed in this folder, else it
is whoever is signed in with the Azure CLI (az login). No credential is taken as an argument, where other users of the
machine could read it.`;

const exits = `Exit codes:
  0  done
  1  an error of this program
  2  arguments or outputs that do not fit
  3  no credential could be got
  4  the service refuses the credential or the caller (401, 403)
  5  the service has no prediction for this input, or failed
  6  no answer, or none in time`;

export const help = `Usage: ${name} <command> [options]

Calls a service that was deployed with ${name}, from what its stack exports. Data goes to standard
output as JSON, everything else to standard error.

Commands:
  token   a token for a service with authMode ${modesWith("token")}
  keys    where the keys of a service with authMode ${modesWith("key")} are kept, and with --show-secrets what they are
  score   a prediction

${name} <command> --help tells more.

${exits}`;

export const tokenHelp = `Usage: pulumi stack output --json | ${name} token [options]

Prints a token for the service and its times, in ISO 8601:
  { "token": "…", "tokenType": "Bearer", "expiresOn": "…", "refreshBy": "…" }
Whoever holds the token can call the service until expiresOn; fetch the next one from refreshBy on.

Options:
${shared}

${credential}

${exits}`;

export const keysHelp = `Usage: pulumi stack output --json | ${name} keys [options]

Prints the service's authMode and its keyReferences: the secrets of a vault that hold its keys, and nothing secret.

Options:
  --show-secrets        the keys themselves, too: from the outputs (pulumi stack output --json --show-secrets), else from
                        the vault
  --vault-scope <scope> scope of the Entra token for a vault; by default that of the cloud that its name ends in
${shared}

${credential}

${exits}`;

export const scoreHelp = `Usage: ${name} score --outputs <file> --input <file|-> [options]

Sends the input, which must be JSON, to the service and prints what the model answers, as JSON.

Options:
  --input <file|->      the input; - is standard input
  --deployment <name>   the deployment that shall answer, past the traffic rules
  --allow-http          sends the credential over http even to an address that is neither this machine nor in a private
                        network: everybody on the way can read it
  --timeout-ms <n>      how long all of it may take (default 60000)
  --details             prints { value, status, deployment, requestId, attempts } instead of the value alone
  --vault-scope <scope> scope of the Entra token for a vault; by default that of the cloud that its name ends in
${shared}

With authMode ${modesWith("key")} the keys come from AZUREML_WEBSERVICE_PRIMARY_KEY and AZUREML_WEBSERVICE_SECONDARY_KEY where one of
these environment variables is set, else from the outputs (pulumi stack output --json --show-secrets), else from the
vault that keyReferences names.

${credential}

${exits}`;
