import type { Deployment, Result } from "@azureml-webservice/deploy-harness/types";
import type { NewPrincipal } from "@azureml-webservice/local-azure/control";
import { noAnswer, score, until } from "../call";
import type { Acquisition } from "../principals";
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

const program = exampleFolder("managed-entra-auth");

type Config = Record<string, string>;

interface Service extends Target {
  readonly acquisition: Acquisition;
}

/** Tokens of Microsoft Entra on managed computers: a role opens the service, and nothing is handed out. */
export const managedEntraAuth: Scenario = {
  name: "managed-entra-auth",
  about: "a model on managed computers for callers of Microsoft Entra with a role, scaled by Azure Monitor",
  program,
  azure: { given: [], makes: ["workspace", "managed-deployment", "endpoint", "principals"] },
  async run(tools) {
    const { terminal, surroundings } = tools;
    terminal.section("Train a regression on scikit-learn's diabetes data");
    const training = await train<Training>(tools.python, program);
    tellTraining(tools, training);

    const given = await surroundings.workspace({ clusters: [] });
    const [portal, nightly] = [await surroundings.principal("portal"), await surroundings.principal("nightly")];
    terminal.line("applications portal and nightly in Entra");
    const callers = { portal: portal.principalId };
    let config: Config = { ...given.config, callers: JSON.stringify(callers) };
    const changed = (change: Config): Promise<Deployment> => tools.deployment((config = { ...config, ...change }));

    terminal.section("Deploy it, with a role for portal");
    const service = serviceOf(await deploy(await changed({})), { data: training.sample });
    terminal.line(`service at ${service.uri}`);

    terminal.section("Call it");
    const token = await surroundings.entraToken(portal, service.acquisition.scope);
    await waitForRole(tools, service, token);
    await checkPrediction(tools, service, "with portal's token", training.prediction, { credential: token });
    await refuseOthers(tools, service, portal);

    terminal.section("Let nightly call, too");
    const other = await surroundings.entraToken(nightly, service.acquisition.scope);
    await checkStatus(tools, service, "nightly without the role", 401, { credential: other });
    const both = await changed({ callers: JSON.stringify({ ...callers, nightly: nightly.principalId }) });
    checkChanges(tools, "the preview adds one role assignment and nothing else", await foresee(tools, both), [
      "create diabetes-scoring-nightly",
    ]);
    await deploy(both);
    await waitForRole(tools, service, other);
    await checkStatus(tools, service, "nightly with the role, and the same token", 200, { credential: other });

    terminal.section("Let the load call for more computers, and change a tag: maxInstances 3 => 5");
    const scaled = await changed({ maxInstances: "5", costCenter: "production" });
    checkChanges(tools, "the preview changes limits and tags in place", await foresee(tools, scaled), [
      "update diabetes-deployment-blue",
      "update diabetes-deployment-blue-autoscale",
      "replace diabetes-settings-attempt",
      "update diabetes-settings",
    ]);
    await underLoad(tools, service, "portal", { credential: token }, () => deploy(scaled));

    await checkUnchanged(tools, scaled);
    if (tools.keep) {
      const { scope } = service.acquisition;
      const { token: kept } = await surroundings.longToken(portal, scope.replace("/.default", ""));
      keepCall(tools, service, "portal", kept);
      return;
    }
    await takeDown(tools, scaled);
    const { status } = await score(service.uri, service.input, { credential: token }).catch(noAnswer);
    terminal.check("no endpoint answers any more", [0, 404].includes(status), String(status));
  },
};

async function waitForRole(tools: ScenarioTools, { uri, input }: Service, credential: string): Promise<void> {
  tools.terminal.line("a new role takes a while until it counts; asking until then");
  await until(
    () => score(uri, input, { credential }),
    ({ status }) => status !== 401,
  );
}

async function refuseOthers(tools: ScenarioTools, service: Service, portal: NewPrincipal): Promise<void> {
  const { control } = tools.surroundings;
  const audience = service.acquisition.scope.replace("/.default", "");
  await checkStatus(tools, service, "without a token", 401);
  await checkStatus(tools, service, "with a word that is no token", 401, { credential: "x".repeat(43) });
  if (control !== undefined) {
    const expired = await control.token({ principalId: portal.principalId, audience, expiresInSeconds: -60 });
    await checkStatus(tools, service, "with a token that has expired", 401, { credential: expired });
  }
  const elsewhere = await tools.surroundings.entraToken(portal, "https://management.azure.com/.default");
  await checkStatus(tools, service, "with a token for Azure Resource Manager", 401, { credential: elsewhere });
}

function serviceOf(result: Result, input: unknown): Service {
  return {
    input,
    uri: textOutput(result, "scoringUri"),
    acquisition: result.outputs.tokenAcquisition?.value as Acquisition,
  };
}
