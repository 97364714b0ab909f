import type { Scenario } from "@azureml-webservice/demo/scenario";
import { helpText } from "@azureml-webservice/demo/help";
import { readWish } from "@azureml-webservice/demo/options";

const scenario = (name: string): Scenario => ({
  name,
  about: `about ${name}`,
  program: name,
  run: async () => undefined,
});
const scenarios: [Scenario, ...Scenario[]] = [scenario("aci-key-auth"), scenario("aks-token-auth")];
const [aci, token] = scenarios;

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
])("%j is refused", (args, message) => {
  expect(() => readWish(args, scenarios)).toThrow(new Error(message));
});

test("an unknown option is refused, and where to look is said", () => {
  expect(() => readWish(["--kepp"], scenarios)).toThrow(/'--kepp'.*see npm run demo -- --help$/s);
});

test("the help lists every scenario and says which one is the default", () => {
  const lines = helpText(scenarios).split("\n");
  expect(lines).toContain("  aci-key-auth        about aci-key-auth (default)");
  expect(lines).toContain("  aks-token-auth      about aks-token-auth");
});
