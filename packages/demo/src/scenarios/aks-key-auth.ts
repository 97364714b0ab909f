import type { Deployment, Result } from "@azureml-webservice/deploy-harness/types";
import { score } from "../call";
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
  type Target,
  type Training,
} from "../steps";

const program = exampleFolder("aks-key-auth");

type Model = Omit<Training, "sample">;
type Config = Record<string, string>;

interface Service extends Target {
  readonly primary: string;
  readonly secondary: string;
  readonly endpointId: string;
}

/** Keys on a cluster: rotated under load, a second model brought in, keys that somebody else regenerated. */
export const aksKeyAuth: Scenario = {
  name: "aks-key-auth",
  about: "a model on Kubernetes behind two keys: a rotation and a blue/green move under a running caller",
  program,
  azure: { given: ["compute"], makes: ["endpoint"] },
  async run(tools) {
    const { terminal } = tools;
    terminal.section("Train two regressions on scikit-learn's diabetes data");
    const { sample, blue, green } = await train<{ sample: number[][]; blue: Model; green: Model }>(
      tools.python,
      program,
    );
    tellTraining(tools, blue, "model/blue");
    tellTraining(tools, green, "model/green");

    const given = await tools.surroundings.workspace();
    let config: Config = { ...given.config, computeId: given.computeId() };
    const changed = (change: Config): Promise<Deployment> => tools.deployment((config = { ...config, ...change }));

    terminal.section("Deploy blue");
    const service = serviceOf(await deploy(await changed({})), { data: sample });
    terminal.line(`service at ${service.uri}`);

    terminal.section("Call it");
    await checkStatus(tools, service, "without a key", 401);
    await checkStatus(tools, service, "with a wrong key", 401, { credential: "x".repeat(43) });
    await checkPrediction(tools, service, "with the primary key", blue.prediction, { credential: service.primary });
    await checkStatus(tools, service, "with the secondary key", 200, { credential: service.secondary });

    terminal.section("Rotate the secondary key: secondaryKeyNumber 1 => 2");
    const secondary = await rotateSecondary(tools, service, await changed({ secondaryKeyNumber: "2" }));

    terminal.section("Bring green up beside blue: greenTraffic 0");
    await moveTraffic(tools, service, await changed({ greenTraffic: "0" }));
    await checkPrediction(tools, service, "blue still answers", blue.prediction, { credential: secondary });
    const straight = { credential: secondary, deployment: "green" };
    await checkPrediction(tools, service, "green answers who asks for it by name", green.prediction, straight);

    terminal.section("Move the traffic to green, and change a tag on the way: greenTraffic 50, then 100");
    const half = await changed({ greenTraffic: "50", costCenter: "production" });
    checkChanges(tools, "the preview moves traffic and changes tags in place", await foresee(tools, half), [
      "update diabetes-rollout",
      "update diabetes-deployment-blue",
      "update diabetes-deployment-green",
      "replace diabetes-settings-attempt",
      "update diabetes-settings",
    ]);
    await moveTraffic(tools, service, half);
    await moveTraffic(tools, service, await changed({ greenTraffic: "100" }));
    await checkPrediction(tools, service, "green answers everybody", green.prediction, { credential: secondary });

    terminal.section("Somebody regenerates the primary key in the studio");
    await regenerateInStudio(tools, service);
    await checkStatus(tools, service, "with the program's primary key", 401, { credential: service.primary });
    const found = await deploy(await changed({ checkKeys: "true" }));
    tellWarnings(tools, found);
    const states = JSON.stringify(found.outputs.keyCheck?.value);
    terminal.check("the check finds it", states === '{"primary":"Different","secondary":"Installed"}', states);
    const repaired = await changed({ checkKeys: "false", primaryKeyNumber: "2" });
    const { primary } = serviceOf(await deploy(repaired), service.input);
    await checkStatus(tools, service, "with the program's next primary key", 200, { credential: primary });

    await checkUnchanged(tools, repaired);
    if (tools.keep) {
      keepCall(tools, service, "primary", primary);
      keepCall(tools, service, "secondary", secondary);
      return;
    }
    await takeDown(tools, repaired);
    const { status } = await score(service.uri, service.input, { credential: primary });
    terminal.check("no endpoint answers any more: 404", status === 404, String(status));
  },
};

async function rotateSecondary(tools: ScenarioTools, service: Service, rotation: Deployment): Promise<string> {
  checkChanges(tools, "the preview replaces the secondary key and nothing else", await foresee(tools, rotation), [
    "update diabetes-keys-rotation",
    "replace diabetes-keys-secondary",
    "update diabetes-secondary-key",
    "replace diabetes-secondary-key-in-force",
  ]);
  const options = { credential: service.primary };
  const rotated = await underLoad(tools, service, "a caller with the primary key", options, () => deploy(rotation));
  const { primary, secondary } = serviceOf(rotated, service.input);
  await checkStatus(tools, service, "with the old secondary key", 401, { credential: service.secondary });
  await checkStatus(tools, service, "with the new secondary key", 200, { credential: secondary });
  tools.terminal.check("the primary key is unchanged", primary === service.primary);
  return secondary;
}

function moveTraffic(tools: ScenarioTools, service: Service, move: Deployment): Promise<Result> {
  return underLoad(tools, service, "a caller", { credential: service.primary }, () => deploy(move));
}

/** What the studio's button does; it has ended when the operation has. */
async function regenerateInStudio({ surroundings }: ScenarioTools, { endpointId }: Service): Promise<void> {
  await surroundings.arm.request("POST", `${endpointId}/regenerateKeys`, "2025-12-01", { keyType: "Primary" });
}

function tellWarnings({ terminal }: ScenarioTools, { messages }: Result): void {
  for (const { text } of messages.filter(({ severity }) => severity === "warning")) {
    terminal.line(`warning: ${text.trim()}`);
  }
}

function serviceOf(result: Result, input: unknown): Service {
  return {
    input,
    uri: textOutput(result, "scoringUri"),
    primary: textOutput(result, "primaryKey"),
    secondary: textOutput(result, "secondaryKey"),
    endpointId: textOutput(result, "endpointId"),
  };
}
