import type { Deployment, Result } from "@azureml-webservice/deploy-harness/types";
import type { NewPrincipal } from "@azureml-webservice/local-azure/control";
import { amlToken, amlTokenOnceAllowed, type Acquisition } from "../principals";
import type { Scenario, ScenarioTools } from "../scenario";
import {
  changesIn,
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
  type Target,
  type Training,
} from "../steps";

const program = exampleFolder("aks-token-auth");

type Config = Record<string, string>;

interface Service extends Target {
  readonly endpointId: string;
  readonly acquisition: Acquisition;
}

/** Tokens of Azure ML: who gets one, what opens the service and what does not, and back and forth between the modes. */
export const aksTokenAuth: Scenario = {
  name: "aks-token-auth",
  about: "a model on Kubernetes behind tokens of Azure ML: roles, tokens that do not count, a switch to keys and back",
  program,
  azure: { given: ["compute"], makes: ["endpoint", "principals"] },
  async run(tools) {
    const { terminal, surroundings } = tools;
    terminal.section("Train a regression on scikit-learn's diabetes data");
    const training = await train<Training>(tools.python, program);
    tellTraining(tools, training);

    const given = await tools.surroundings.workspace();
    const [batch, nightly] = [await surroundings.principal("batch"), await surroundings.principal("nightly")];
    terminal.line("applications batch and nightly in Entra");
    const callers = { batch: batch.principalId };
    let config: Config = {
      ...given.config,
      computeId: given.computeId(),
      callers: JSON.stringify(callers),
    };
    const changed = (change: Config): Promise<Deployment> => tools.deployment((config = { ...config, ...change }));

    terminal.section("Deploy it, with a role for batch");
    const service = serviceOf(await deploy(await changed({})), { data: training.sample });
    terminal.line(`service at ${service.uri}`);

    terminal.section("Call it");
    const token = await callAsBatch(tools, service, batch, training.prediction);
    await refuseOthers(tools, service, batch);

    terminal.section("Let nightly fetch tokens, too");
    const { status } = await amlToken(tools, nightly, service.acquisition);
    terminal.check("nightly gets no token without the role: 403", status === 403, String(status));
    const both = await changed({ callers: JSON.stringify({ ...callers, nightly: nightly.principalId }) });
    checkChanges(tools, "the preview adds one role assignment and nothing else", await foresee(tools, both), [
      "create diabetes-token-access-nightly",
    ]);
    await deploy(both);
    const { accessToken: second } = await amlTokenOnceAllowed(tools, nightly, service.acquisition);
    await checkStatus(tools, service, "with nightly's token", 200, { credential: second });

    terminal.section("Switch to keys, and back");
    const keys = await switchToKeys(tools, service, await changed({ tokenAuthEnabled: "false" }), token);
    const back = await changed({ tokenAuthEnabled: "true" });
    await deploy(back);
    await checkStatus(tools, service, "with the primary key", 401, { credential: keys.primary });
    await checkStatus(tools, service, "with batch's token of before", 200, { credential: token });

    await checkUnchanged(tools, back);
    if (tools.keep) {
      await keepTokenCalls(tools, service, batch);
      return;
    }
    await takeDown(tools, back);
    const gone = await amlToken(tools, batch, service.acquisition);
    terminal.check(`nobody gets a token any more: ${gone.status}`, [403, 404].includes(gone.status));
  },
};

async function callAsBatch(
  tools: ScenarioTools,
  service: Service,
  batch: NewPrincipal,
  prediction: number[],
): Promise<string> {
  tools.terminal.line(`batch posts a token for ${service.acquisition.scope} to the endpoint's address for tokens`);
  const { status, accessToken = "", ...times } = await amlTokenOnceAllowed(tools, batch, service.acquisition);
  const { refreshAfterTimeUtc: refresh = 0, expiryTimeUtc: expiry = 0 } = times;
  tools.terminal.check(
    "batch gets a token, to be renewed before it expires",
    status === 200 && Date.now() / 1000 < refresh && refresh < expiry,
    `${status}, renew at ${refresh}, expires at ${expiry}`,
  );
  await checkPrediction(tools, service, "with batch's token", prediction, { credential: accessToken });
  return accessToken;
}

async function refuseOthers(tools: ScenarioTools, service: Service, batch: NewPrincipal): Promise<void> {
  const { control } = tools.surroundings;
  await checkStatus(tools, service, "without a token", 401);
  await checkStatus(tools, service, "with a word that is no token", 401, { credential: "x".repeat(43) });
  const ofEntra = await tools.surroundings.entraToken(batch, service.acquisition.scope);
  await checkStatus(tools, service, "with batch's token of Entra itself", 401, { credential: ofEntra });
  if (control === undefined) {
    return;
  }
  const expired = await control.token({ endpoint: service.endpointId, expiresInSeconds: -60 });
  await checkStatus(tools, service, "with a token that has expired", 401, { credential: expired });
  const elsewhere = await control.token({ endpoint: `${service.endpointId}-other` });
  await checkStatus(tools, service, "with a token for another endpoint", 401, { credential: elsewhere });
}

async function switchToKeys(tools: ScenarioTools, service: Service, toKeys: Deployment, token: string) {
  const preview = await foresee(tools, toKeys);
  const said = preview.messages.some(({ text }) => text.includes("authentication changes: AMLToken => Key"));
  tools.terminal.check("the preview says that the authentication changes", said, changesIn(preview).join(", "));
  const result = await deploy(toKeys);
  const keys = { primary: textOutput(result, "primaryKey"), secondary: textOutput(result, "secondaryKey") };
  await checkStatus(tools, service, "with the primary key", 200, { credential: keys.primary });
  await checkStatus(tools, service, "with batch's token", 401, { credential: token });
  return keys;
}

/** A line that calls with a token, and one that puts a new token in its place. */
async function keepTokenCalls(tools: ScenarioTools, service: Service, batch: NewPrincipal): Promise<void> {
  const { scope, url } = service.acquisition;
  const { accessToken = "" } = await amlToken(tools, batch, service.acquisition);
  const tokenFile = keepCall(tools, service, "token", accessToken);
  const audience = scope.replace("/.default", "");
  const { token } = await tools.surroundings.longToken(batch, audience);
  const entraFile = tools.keepFile("batch.header", `Authorization: Bearer ${token}\n`);
  const pick = `sed 's/.*"accessToken":"\\([^"]*\\)".*/Authorization: Bearer \\1/'`;
  tools.keepLine(`curl -s -X POST -H @${entraFile} -H 'Content-Length: 0' '${url}' | ${pick} > ${tokenFile}`);
}

function serviceOf(result: Result, input: unknown): Service {
  return {
    input,
    uri: textOutput(result, "scoringUri"),
    endpointId: textOutput(result, "endpointId"),
    acquisition: result.outputs.tokenAcquisition?.value as Acquisition,
  };
}
