import { isPrediction, score, scoreWhenReady, shown } from "../call";
import type { Scenario } from "../scenario";
import {
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
  type Training,
} from "../steps";
import type { Result } from "@azureml-webservice/deploy-harness/types";

const program = exampleFolder("aci-key-auth");

/** The main job: a model deployed with key authentication, called, a key rotated, and all of it taken down again. */
export const aciKeyAuth: Scenario = {
  name: "aci-key-auth",
  about: "a model on Container Instances behind two keys: deployed, called, a key rotated",
  program,
  azure: { given: [], makes: ["container-group"] },
  async run(tools) {
    const { terminal } = tools;
    terminal.section("Train a regression on scikit-learn's diabetes data");
    const training = await train<Training>(tools.python, program);
    tellTraining(tools, training);
    const config = await tools.surroundings.containers();

    terminal.section("Deploy it");
    const first = addressOf(await deploy(await tools.deployment(config)));
    const target = { uri: first.uri, input: { data: training.sample } };
    terminal.line(`service at ${target.uri}`);

    terminal.section("Call it");
    const ready = await scoreWhenReady(target.uri, target.input, first.primary);
    await checkStatus(tools, target, "without a key", 401);
    await checkStatus(tools, target, "with a wrong key", 401, { credential: "x".repeat(43) });
    terminal.check(
      `with the primary key: 200, the very prediction the model makes in Python: ${shown(training.prediction)}`,
      isPrediction(ready, training.prediction),
      `${ready.status} ${ready.body.slice(0, 200)}`,
    );
    await checkStatus(tools, target, "with the secondary key", 200, { credential: first.secondary });

    terminal.section("Rotate the secondary key: secondaryKeyNumber 1 => 2");
    const second = await tools.deployment({ ...config, secondaryKeyNumber: "2" });
    const preview = await foresee(tools, second);
    terminal.check(
      "the preview rotates the secondary key and leaves the primary one alone",
      preview.changes.some(({ op, name }) => op === "replace" && name.endsWith("-secondary")) &&
        !preview.changes.some(({ name }) => name.endsWith("-primary")),
    );
    const rotated = addressOf(await deploy(second));
    terminal.line("the group restarts with the new key; waiting for the model");
    await scoreWhenReady(target.uri, target.input, rotated.primary);
    await checkStatus(tools, target, "with the old secondary key", 401, { credential: first.secondary });
    await checkStatus(tools, target, "with the new secondary key", 200, { credential: rotated.secondary });
    terminal.check("the primary key is unchanged", rotated.primary === first.primary);
    await checkStatus(tools, target, "with the primary key", 200, { credential: rotated.primary });

    await checkUnchanged(tools, second);
    if (tools.keep) {
      keepCall(tools, target, "primary", rotated.primary);
      keepCall(tools, target, "secondary", rotated.secondary);
      return;
    }
    await takeDown(tools, second);
    const after = await score(target.uri, target.input, { credential: rotated.primary }).catch(() => undefined);
    terminal.check("nobody answers any more", after === undefined, String(after?.status));
  },
};

function addressOf(result: Result) {
  return {
    uri: textOutput(result, "scoringUri"),
    primary: textOutput(result, "primaryKey"),
    secondary: textOutput(result, "secondaryKey"),
  };
}
