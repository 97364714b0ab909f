import type { Scenario } from "@azureml-webservice/demo/scenario";
import { helpText } from "@azureml-webservice/demo/help";
import { readWish, type Wish } from "@azureml-webservice/demo/options";

const scenario = (name: string): Scenario => ({
  name,
  about: `about ${name}`,
  program: name,
  azure: { given: name === "aks-token-auth" ? ["compute"] : [], makes: [] },
  run: async () => undefined,
});
const scenarios: [Scenario, ...Scenario[]] = [scenario("aci-key-auth"), scenario("aks-token-auth")];
const [aci, token] = scenarios;
const compute =
  "/subscriptions/12345678-1234-1234-1234-123456789abc/resourceGroups/ml/providers" +
  "/Microsoft.MachineLearningServices/workspaces/studio/computes/cluster";

test.each([
  [[], { scenario: aci, engine: "auto", keep: false }],
  [["aks-token-auth"], { scenario: token, engine: "auto", keep: false }],
  [["--engine", "cli", "aks-token-auth", "--keep"], { scenario: token, engine: "cli", keep: true }],
  [["--engine=in-process"], { scenario: aci, engine: "in-process", keep: false }],
  [["-h"], "help"],
  [["aks-token-auth", "--help"], "help"],
])("%j is understood", (args, wish) => {
  expect(readWish(args, scenarios)).toEqual(wish);
});

test.each([
  [["aks-tokn-auth"], "there is no scenario aks-tokn-auth; did you mean aks-token-auth?; see npm run demo -- --help"],
  [["blobs"], "there is no scenario blobs; see npm run demo -- --help"],
  [["aci-key-auth", "aks-token-auth"], "one scenario at a time, not aci-key-auth and aks-token-auth"],
  [["--engine", "pulumi"], "--engine pulumi is not known: must be one of auto, cli, in-process"],
  [["--yes"], "--yes is for a subscription: say --azure as well, or leave it out"],
  [["--compute", compute], "--compute is for a subscription: say --azure as well, or leave it out"],
  [
    ["--azure", "--engine", "in-process"],
    "--engine in-process does not deploy to Azure: leave it out, the pulumi CLI does",
  ],
  [
    ["--azure", "--location", "West Europe"],
    "--location West Europe is no region: must be a name such as westeurope, see az account list-locations",
  ],
  [
    ["--azure", "aks-token-auth"],
    "aks-token-auth needs --compute <id> on Azure: the resource id of a Kubernetes cluster attached to an Azure ML " +
      "workspace, which it does not make itself; aci-key-auth, aci-tls, key-rotation and managed-entra-auth need nothing",
  ],
  [["--azure", "--compute", compute], "aci-key-auth has no use for --compute: leave it out"],
  [
    ["--azure", "aks-token-auth", "--compute", "cluster"],
    "--compute cluster is not the id of a Kubernetes cluster attached to an Azure ML workspace: must be " +
      "/subscriptions/<id>/resourceGroups/<name>/providers/Microsoft.MachineLearningServices/workspaces/<name>/computes/<name>",
  ],
])("%j is refused", (args, message) => {
  expect(() => readWish(args, scenarios)).toThrow(new Error(message));
});

test("what is said of a subscription arrives, with defaults for the rest", () => {
  const wish = readWish(["--azure", "aks-token-auth", "--compute", compute, "--prefix", "demo-1"], scenarios);
  expect(wish).toMatchObject({
    scenario: token,
    azure: { location: "westeurope", prefix: "demo-1", yes: false, given: { compute } },
  });
});

test("without a prefix there is a new one each time", () => {
  const prefixes = [1, 2].map(() => (readWish(["--azure", "--yes"], scenarios) as Wish).azure?.prefix);
  expect(prefixes[0]).toMatch(/^mlws-[0-9a-f]{8}$/);
  expect(prefixes[0]).not.toBe(prefixes[1]);
});

test("an unknown option is refused, and where to look is said", () => {
  expect(() => readWish(["--kepp"], scenarios)).toThrow(/'--kepp'.*see npm run demo -- --help$/s);
});

test("the help lists every scenario and says which one is the default", () => {
  const lines = helpText(scenarios).split("\n");
  expect(lines).toContain("  aci-key-auth        about aci-key-auth (default)");
  expect(lines).toContain("  aks-token-auth      about aks-token-auth");
});
