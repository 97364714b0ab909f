import type { Scenario } from "./scenario";

export function helpText(scenarios: readonly Scenario[]): string {
  return `Usage: npm run demo -- [scenario] [options]

Deploys an example on local Azure (real processes on this machine, no account), calls it, changes it and takes it down.
With --azure it does the same on a subscription of Azure, which costs money.

Scenarios:
${scenarios.map(({ name, about }, index) => `  ${name.padEnd(20)}${about}${index === 0 ? " (default)" : ""}`).join("\n")}

Options:
  --engine <name>  auto (default): the pulumi CLI where it is on the PATH, otherwise in-process;
                   cli: the CLI, through its npm package if need be; in-process: without the CLI
  --keep           leave the service running, with ready curl lines
  --help           this text

On a subscription:
  --azure              deploy there, with the pulumi CLI and azure-native's own plugin; says what it makes and what
                       that costs, asks, and takes everything down at the end, after a failure and on Ctrl-C
  --yes                agree to the cost; without it the word yes must be typed at a terminal
  --subscription <id>  default: ARM_SUBSCRIPTION_ID, else the one that the Azure CLI has chosen
  --location <region>  default: westeurope
  --prefix <text>      3 to 16 characters that begin the names of all that is made; default: mlws- and a random number
  --image <reference>  an image that is there, with Azure ML's inference server and the model's libraries; default: one is
                       built in a registry of the demo's own
  --report <file>      where to write the report; default: in .local-azure/reports. It has steps, times, answers, versions and
                       what Azure was seen to do, and no secret and no id of the subscription
  --arm-endpoint <url> local Azure in place of the public cloud, for trying this very path
  --compute <id>       for ${needing(scenarios, "compute")}: a Kubernetes cluster attached to a workspace
  --workspace <id>     for ${needing(scenarios, "workspace")}: an Azure ML workspace
  --cluster <id>       for ${needing(scenarios, "cluster")}: an AKS cluster

Sign in with az login, or set ARM_CLIENT_ID, ARM_CLIENT_SECRET, ARM_TENANT_ID and ARM_SUBSCRIPTION_ID. The role Owner has
all rights that are needed, or Contributor together with User Access Administrator; key-rotation,
managed-entra-auth and aks-token-auth also register applications in Microsoft Entra.`;
}

function needing(scenarios: readonly Scenario[], id: "cluster" | "compute" | "workspace"): string {
  return scenarios.flatMap(({ name, azure }) => (azure.given.includes(id) ? [name] : [])).join(", ");
}
