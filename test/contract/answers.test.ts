import type { Properties } from "@azureml-webservice/deploy-harness/providers/properties";
import { members, secretInputs, services } from "../support/aci-configurations";
import { identityId } from "../support/examples";
import { leaksInText } from "@azureml-webservice/deploy-harness/testing/secrecy";
import { captureLog } from "../support/quiet";
import { useLocalAzure } from "@azureml-webservice/local-azure/testing/use-local-azure";
import { keySyncIdentityId, requestBody } from "./support/bodies";
import { isSetByAzure, lostInMicrosoftsSerializers } from "./support/microsoft";
import { OpenApi } from "./support/openapi";
import { describeSpecs } from "./support/specs-folder";

// Long enough that no container starts before the server stops: only the answers count here.
const local = useLocalAzure({ operationDelayMs: 600_000 });

beforeEach(() => void captureLog());
afterEach(() => jest.restoreAllMocks());

/** With an image that local Azure stands in for, and an address that no other group has. */
function acceptable(body: Properties, label: string): Properties {
  const copy = structuredClone(body) as unknown as {
    properties: { containers: { properties: { image: string } }[]; ipAddress: { dnsNameLabel?: string } };
  };
  copy.properties.containers.forEach((container) => (container.properties.image = "caddy:2"));
  if (copy.properties.ipAddress.dnsNameLabel !== undefined) {
    copy.properties.ipAddress.dnsNameLabel = label;
  }
  return copy as unknown as Properties;
}

const all = Object.entries({ ...services, ...members }).map(
  ([what, args], index) => [what, `group-${index}`, args] as const,
);

describe("local Azure takes each configuration", () => {
  const answers = new Map<string, Properties>();
  beforeAll(async () => {
    captureLog();
    for (const id of [identityId, identityId.replace("puller", "encrypter"), keySyncIdentityId]) {
      const [resourceGroup] = id.split("/providers/");
      await local.arm.send("PUT", resourceGroup ?? "", { location: "westeurope" });
      await local.arm.send("PUT", `${id}?api-version=2023-01-31`, { location: "westeurope" });
    }
    for (const [, name, args] of all) {
      const put = await local.arm.put(name, acceptable(await requestBody(args), name));
      expect(put).toMatchObject({ status: 201 });
      answers.set(name, (await local.arm.get(name)).body as Properties);
    }
  });
  const answer = (name: string) => answers.get(name) as Properties;

  test.each(all)("and answers what Microsoft's serializers know: %s", async (_, name) => {
    // The client cannot send back what it may not read: the key of the logs is required and never answered.
    const lost = await lostInMicrosoftsSerializers(withoutLogs(answer(name)));
    expect(lost.filter((path) => !isSetByAzure(path))).toEqual([]);
  });

  // The specification marks few of them: neither the keys of shares nor what secret volumes hold.
  test.each(all)("and answers no secret that it was given: %s", (_, name) => {
    expect(leaksInText(JSON.stringify(answer(name)), secretInputs)).toEqual([]);
    const { volumes } = answer(name).properties as { volumes: { secret?: object }[] } & Properties;
    const held = volumes.flatMap(({ secret }) => Object.keys(secret ?? {}));
    expect(held).toEqual([]);
  });

  describeSpecs("and answers by Microsoft's OpenAPI specification", () => {
    let openApi: OpenApi;
    beforeAll(() => {
      openApi = new OpenApi();
    });
    test.each(all)("%s", (_, name) => {
      expect(openApi.answerProblems("GET", local.arm.group(name), 200, answer(name))).toEqual([]);
    });
    test("all of them in a list", async () => {
      const url = local.arm.group("").replace(/\/$/, "");
      const { status, body } = await local.arm.send("GET", url);
      expect((body.value as { name: string }[]).map(({ name }) => name)).toEqual(all.map(([, name]) => name));
      expect(openApi.answerProblems("GET", url, status, body)).toEqual([]);
    });
  });
});

function withoutLogs(group: Properties): Properties {
  const { diagnostics: _, ...properties } = group.properties as Properties;
  return { ...group, properties };
}
