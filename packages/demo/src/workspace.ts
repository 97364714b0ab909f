import {
  prepareWorkspace,
  type PreparedWorkspace,
  type WorkspacePlan,
} from "@azureml-webservice/deploy-harness/testing/prepared-workspace";
import type { ScenarioTools } from "./scenario";

/** A workspace as an example finds it, and the configuration that names it. */
export async function givenWorkspace(
  { terminal, azureUrl }: ScenarioTools,
  plan: WorkspacePlan = {},
): Promise<{ workspace: PreparedWorkspace; config: Record<string, string> }> {
  const workspace = await prepareWorkspace(azureUrl, plan);
  terminal.line(`workspace ${workspace.workspace} with its storage, as az would have made them`);
  return {
    workspace,
    config: {
      resourceGroup: workspace.resourceGroup,
      workspace: workspace.workspace,
      image: "mcr.microsoft.com/azureml/minimal-py312-inference:latest",
      resourceManagerEndpoint: azureUrl,
    },
  };
}
