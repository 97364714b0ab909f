import * as fs from "node:fs";
import * as path from "node:path";

import { scoreWhenReady } from "../call";
import { certified, checkRedirect } from "../certificates";
import type { Scenario, ScenarioTools } from "../scenario";
import {
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
  type Training,
} from "../steps";

const program = exampleFolder("aci-tls");

/** The main job: https by a certificate that the gateway gets for itself, and by one that is given. */
export const aciTls: Scenario = {
  name: "aci-tls",
  about: "a model on Container Instances behind https: an automatic certificate, then a given one",
  program,
  async run(tools) {
    const { terminal } = tools;
    const scoringPort = await tools.port("scoringPort", 5001);

    terminal.section("Train a regression on scikit-learn's diabetes data");
    const training = await train<Training>(tools.python, program);
    tellTraining(tools, training);

    terminal.section("Deploy it with tlsMode Automatic");
    const certificate = await certified(tools);
    const config: Record<string, string> = {
      image: "mcr.microsoft.com/azureml/minimal-py312-inference:latest",
      "azure-native:location": "westeurope",
      ...certificate.config,
      scoringPort: String(scoringPort),
    };
    const deployed = await deploy(await tools.deployment(config, certificate.trusted));
    const target = { uri: textOutput(deployed, "scoringUri"), input: { data: training.sample } };
    const credential = textOutput(deployed, "primaryKey");
    terminal.line(`service at ${target.uri}`);

    terminal.section("Call it, with trust in the authority alone");
    await scoreWhenReady(target.uri, target.input, credential);
    await checkRedirect(tools, target.uri, certificate);
    await checkStatus(tools, target, "without a key", 401);
    await checkPrediction(tools, target, "with the primary key", training.prediction, { credential });

    terminal.section("The same with tlsMode Certificate: the certificate and its key come with the program");
    const given = issuedFiles(tools, certificate.config.hostname ?? "");
    const { authority: _, ...rest } = config;
    const second = await tools.deployment({ ...rest, ...given, tlsMode: "Certificate" }, certificate.trusted);
    await foresee(tools, second);
    await deploy(second);
    await scoreWhenReady(target.uri, target.input, credential);
    await checkStatus(tools, target, "without a key", 401);
    await checkPrediction(tools, target, "with the primary key of before", training.prediction, { credential });

    await checkUnchanged(tools, second);
    if (tools.keep) {
      keepCall(tools, target, "primary", credential, certificate.trusted);
      return;
    }
    await takeDown(tools, second);
  },
};

/** The files that the authority gave the gateway, which the share has: here they stand for some that are bought. */
function issuedFiles({ sharesFolder }: ScenarioTools, hostname: string) {
  const files = fs.readdirSync(sharesFolder, { recursive: true, encoding: "utf8" });
  const read = (name: string) => {
    const file = files.find((each) => path.basename(each) === name);
    return fs.readFileSync(path.join(sharesFolder, file ?? name), "utf8");
  };
  return { certificate: read(`${hostname}.crt`), privateKey: read(`${hostname}.key`) };
}
