import { scoreWhenReady } from "../call";
import { checkRedirect } from "../certificates";
import type { Scenario } from "../scenario";
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
  azure: { given: [], makes: ["container-group", "share"] },
  async run(tools) {
    const { terminal } = tools;
    terminal.section("Train a regression on scikit-learn's diabetes data");
    const training = await train<Training>(tools.python, program);
    tellTraining(tools, training);

    terminal.section("Deploy it with tlsMode Automatic");
    const certificate = await tools.surroundings.certified();
    const config: Record<string, string> = {
      ...(await tools.surroundings.containers("tls")),
      ...certificate.config,
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
    const { config: given, trusted } = await tools.surroundings.boughtCertificate(certificate);
    const { authority: _, ...rest } = config;
    const changed = { ...rest, ...given, hostname: certificate.hostname, tlsMode: "Certificate" };
    const second = await tools.deployment(changed, trusted);
    await foresee(tools, second);
    await deploy(second);
    await scoreWhenReady(target.uri, target.input, credential);
    await checkStatus(tools, target, "without a key", 401);
    await checkPrediction(tools, target, "with the primary key of before", training.prediction, { credential });

    await checkUnchanged(tools, second);
    if (tools.keep) {
      keepCall(tools, target, "primary", credential, trusted);
      return;
    }
    await takeDown(tools, second);
  },
};
