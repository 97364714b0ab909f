import type { Deployment } from "@azureml-webservice/deploy-harness/types";
import type { Scenario, ScenarioTools } from "../scenario";
import {
  checkChanges,
  checkPrediction,
  checkStatus,
  checkUnchanged,
  deploy,
  exampleFolder,
  foresee,
  keepCall,
  takeDown,
  tellTraining,
  textOutput,
  train,
  underLoad,
  type Training,
} from "../steps";

const program = exampleFolder("aks-compute-target");

type Config = Record<string, string>;

/** A cluster becomes a place for models, and is given back. */
export const aksComputeTarget: Scenario = {
  name: "aks-compute-target",
  about: "an AKS cluster attached to a workspace with the Azure ML extension, and a small model on it",
  program,
  azure: { given: ["cluster", "workspace"], makes: ["endpoint"] },
  async run(tools) {
    const { terminal } = tools;
    terminal.section("Train a regression on scikit-learn's diabetes data");
    const training = await train<Training>(tools.python, program);
    tellTraining(tools, training);

    const given = await tools.surroundings.workspace({ attached: [] });
    const clusterId = given.clusterId();
    terminal.line("an AKS cluster, which the workspace does not know yet");
    let config: Config = { ...given.config, clusterId, highAvailability: "false" };
    const changed = (change: Config): Promise<Deployment> => tools.deployment((config = { ...config, ...change }));

    terminal.section("Install the extension, attach the cluster, deploy a model on it");
    const result = await deploy(await changed({}));
    const service = { uri: textOutput(result, "scoringUri"), input: { data: training.sample } };
    const [primary, secondary] = [textOutput(result, "primaryKey"), textOutput(result, "secondaryKey")];
    terminal.line(`service at ${service.uri}`);

    terminal.section("Call it");
    await checkStatus(tools, service, "without a key", 401);
    await checkStatus(tools, service, "with a wrong key", 401, { credential: "x".repeat(43) });
    await checkPrediction(tools, service, "with the primary key", training.prediction, { credential: primary });
    await checkStatus(tools, service, "with the secondary key", 200, { credential: secondary });

    terminal.section("What would break the services on the cluster is said beforehand: internalLoadBalancer false");
    const open = await foresee(tools, await tools.deployment({ ...config, internalLoadBalancer: "false" }));
    terminal.check(
      "the preview warns that they stop answering",
      open.messages.some(({ severity, text }) => severity === "warning" && text.includes("stop answering")),
    );

    terminal.section("Three routers for one: highAvailability true");
    const available = await changed({ highAvailability: "true" });
    checkChanges(tools, "the preview changes the extension in place", await foresee(tools, available), [
      "update inference-extension",
    ]);
    await underLoad(tools, service, "a caller", { credential: primary }, () => deploy(available));

    await checkUnchanged(tools, available);
    if (tools.keep) {
      keepCall(tools, service, "primary", primary);
      keepCall(tools, service, "secondary", secondary);
      return;
    }
    await takeDown(tools, available);
    await checkCluster(tools, clusterId);
  },
};

async function checkCluster({ terminal, surroundings }: ScenarioTools, clusterId: string): Promise<void> {
  const { status } = await surroundings.arm.send("GET", clusterId, "2025-09-01");
  terminal.check("the cluster itself is still there", status === 200, String(status));
}
