import { useLocalAzure } from "@azureml-webservice/local-azure/testing/use-local-azure";
import { vaultDefinition } from "@azureml-webservice/local-azure/testing/vault";
import { AzureNativeProvider } from "@azureml-webservice/deploy-harness/providers/azure-native";
import type { Properties } from "@azureml-webservice/deploy-harness/providers/properties";
import { pathOf } from "./support/places";
import { Specification } from "./support/specification";
import { describeSpecs } from "./support/specs-folder";
import { TemplateSchema } from "./support/template-schema";

const local = useLocalAzure();
const folder = "openapi/specification/keyvault/resource-manager/Microsoft.KeyVault/stable/2024-11-01";

interface Exchange {
  method: string;
  url: string;
  body?: Properties;
  status: number;
  answer?: unknown;
}

const exchanges: Exchange[] = [];

/** A vault and a secret as azure-native makes, changes, reads and deletes them. */
beforeAll(async () => {
  const group = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/contract";
  await local.arm.send("PUT", group, { location: "westeurope" });
  const send = globalThis.fetch;
  const spy = jest.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const request = new Request(input, init);
    const sent = await request.clone().text();
    const response = await send(input, init);
    const text = await response.clone().text();
    const { pathname, search } = new URL(request.url);
    if (pathname.includes("/Microsoft.KeyVault/")) {
      exchanges.push({
        method: request.method,
        url: `${pathname}${search}`,
        ...(sent === "" ? {} : { body: JSON.parse(sent) as Properties }),
        status: response.status,
        answer: text === "" ? undefined : JSON.parse(text),
      });
    }
    return response;
  });
  const provider = new AzureNativeProvider({ endpoint: local.server.url });
  const place = { resourceGroupName: "contract", vaultName: "contracts" };
  const subject = (type: string) => ({ type: `azure-native:keyvault:${type}`, name: "x", urn: "urn" });
  const secret = (value: string): Properties => ({
    ...place,
    secretName: "primary",
    properties: { value, contentType: "text/plain", attributes: { enabled: true, expires: 2_000_000_000 } },
    tags: { slot: "primary" },
  });
  const vault = { ...place, ...(vaultDefinition() as Properties) };
  const { id: vaultId } = await provider.create({ ...subject("Vault"), inputs: vault, preview: false });
  const made = await provider.create({ ...subject("Secret"), inputs: secret("first"), preview: false });
  const update = { ...subject("Secret"), id: made.id, oldOutputs: made.outputs, inputs: secret("second") };
  await provider.update({ ...update, preview: false });
  await provider.read({ ...update, oldInputs: secret("second") });
  await provider.delete({ ...subject("Secret"), id: made.id });
  await provider.create({ ...subject("Secret"), inputs: secret("third"), preview: false });
  await provider.delete({ ...subject("Vault"), id: vaultId });
  spy.mockRestore();
});

const title = ({ method, url, status }: Exchange) => `${method} ${pathOf(url)}: ${status}`;

test("all there is to ask of Azure Resource Manager was asked", () => {
  const asked = exchanges.map(({ method, url, status }) => `${method} ${pathOf(url).split("/").at(-1)} ${status}`);
  expect([...new Set(asked)].sort()).toEqual([
    "DELETE contracts 200",
    "GET contracts 200",
    "GET contracts 404",
    "GET primary 200",
    "GET primary 404",
    "PUT contracts 201",
    "PUT primary 200",
    "PUT primary 201",
    "PUT primary 409",
  ]);
});

describeSpecs("by Microsoft's specifications", () => {
  let specifications: Specification[];
  beforeAll(() => {
    specifications = ["keyvault.json", "secrets.json"].map(
      (file) => new Specification(`${folder}/${file}`, ["2024-11-01"]),
    );
  });
  const of = ({ method, url }: Exchange) => specifications.find((candidate) => candidate.knows(method, url));
  const problems = (judge: (specification: Specification, exchange: Exchange) => string[], among = exchanges) =>
    among.flatMap((exchange) => {
      const specification = of(exchange);
      const found = specification ? judge(specification, exchange) : ["it is in no specification"];
      return found.map((problem) => `${title(exchange)}: ${problem}`);
    });

  test("requests fit OpenAPI", () => {
    expect(
      problems((specification, { method, url, body }) => specification.requestProblems(method, url, body)),
    ).toEqual([]);
  });

  test("answers fit OpenAPI", () => {
    const ended = exchanges.filter(({ status }) => status < 400);
    const judge = (specification: Specification, { method, url, status, answer }: Exchange) =>
      specification.answerProblems(method, url, status, answer);
    expect(problems(judge, ended)).toEqual([]);
  });

  test("bodies fit the schema of templates", () => {
    const schema = new TemplateSchema("Microsoft.KeyVault", "2024-11-01");
    const puts = exchanges.filter(({ method }) => method === "PUT");
    expect(puts).toHaveLength(5);
    const found = puts.flatMap(({ url, body }) =>
      schema.problems(pathOf(url).endsWith("/primary") ? "vaults/secrets" : "vaults", body ?? {}),
    );
    expect(found).toEqual([]);
  });

  test("a body that is spoilt fits neither", () => {
    const put = exchanges.find(({ method, url }) => method === "PUT" && pathOf(url).endsWith("/primary"))!;
    const spoilt = { ...put, body: { ...put.body, properties: { value: 1, expires: 2 } } as Properties };
    const judge = (specification: Specification, { method, url, body }: Exchange) =>
      specification.requestProblems(method, url, body);
    expect(problems(judge, [spoilt])).toHaveLength(2);
    expect(new TemplateSchema("Microsoft.KeyVault", "2024-11-01").problems("vaults/secrets", spoilt.body)).not.toEqual(
      [],
    );
  });
});
