import type { Properties } from "@azureml-webservice/deploy-harness/providers/properties";
import { freePorts } from "@azureml-webservice/local-azure/ports";
import { Conversation, type Exchange, type Phase } from "./support/conversation";
import { isSetByAzure, lostInMicrosoftsSerializers, microsoftsProblems, readGroup } from "./support/microsoft";
import { OpenApi, apiVersion } from "./support/openapi";
import { placeOf, versionOf } from "./support/places";
import { describeSpecs } from "./support/specs-folder";
import { TemplateSchema } from "./support/template-schema";

jest.setTimeout(120_000);

const resourceGroupVersion = "2024-03-01";

/** Of several looks at one operation in a row only the last counts: how many there are is a matter of time. */
const expected: Record<string, string[]> = {
  creation: [
    "GET resource group: 404",
    "PUT resource group: 201",
    "GET resource group: 200",
    "GET container group: 404",
    "PUT container group: 201",
    "GET operation on a container group: 200",
    "GET container group: 200",
  ],
  "changed tag": ["PUT container group: 200", "GET operation on a container group: 200", "GET container group: 200"],
  "changed CPU": [
    "DELETE container group: 202",
    "GET result of an operation on a container group: 204",
    "GET container group: 404",
    "PUT container group: 201",
    "GET operation on a container group: 200",
    "GET container group: 200",
  ],
  "rotated key": ["PUT container group: 200", "GET operation on a container group: 200", "GET container group: 200"],
  "no change": [],
  destruction: [
    "DELETE container group: 202",
    "GET result of an operation on a container group: 204",
    "DELETE resource group: 202",
    "GET result of an operation on a resource group: 204",
  ],
};

const phases: Phase[] = [];
let conversation: Conversation;
beforeAll(async () => {
  conversation = await Conversation.open({
    fixture: "aci-webservice",
    config: async ({ url }) => {
      const [port, scoringPort] = await freePorts(2);
      return {
        "azure-native:location": "westeurope",
        port: String(port),
        scoringPort: String(scoringPort),
        resourceManager: url,
        password: { secret: "Correct-Horse-Battery-Staple-77" },
      };
    },
  });
  const tag = { stage: "production" };
  const cpu = { ...tag, cpuCores: "2" };
  const rotated = { ...cpu, secondary: "2" };
  phases.push(await conversation.run("creation", "up"));
  phases.push(await conversation.run("changed tag", "up", tag));
  phases.push(await conversation.run("changed CPU", "up", cpu));
  phases.push(await conversation.run("rotated key", "up", rotated));
  phases.push(await conversation.run("no change", "up", rotated));
  phases.push(await conversation.run("destruction", "destroy", rotated));
});
afterAll(() => conversation?.close());

const all = () => phases.flatMap(({ exchanges }) => exchanges);
const about = (place: string) => all().filter(({ url }) => placeOf(url) === place);
const aboutGroups = () => about("container group");
const title = ({ method, url, status }: Exchange) => `${method} ${url}: ${status}`;

/** The problems of all exchanges, each with the exchange it belongs to. */
async function problemsOf(
  exchanges: Exchange[],
  judge: (exchange: Exchange) => string[] | Promise<string[]>,
): Promise<string[]> {
  expect(exchanges.length).toBeGreaterThan(0);
  const judged = exchanges.map(async (exchange) =>
    (await judge(exchange)).map((problem) => `${title(exchange)}: ${problem}`),
  );
  return (await Promise.all(judged)).flat();
}

const puts = () => aboutGroups().filter(({ method }) => method === "PUT");
const groups = () => aboutGroups().filter(({ method, status }) => method !== "DELETE" && status < 300);

describe("the requests of a service's life", () => {
  test.each(Object.keys(expected))("are these and no others: %s", (name) => {
    const exchanges = phases.find((phase) => phase.name === name)?.exchanges ?? [];
    const where = exchanges.map(({ method, url }) => `${method} ${placeOf(url)}`);
    const last = (index: number) => !where[index]?.includes("operation") || where[index] !== where[index + 1];
    const sequence = exchanges
      .map(({ status }, index) => `${where[index]}: ${status}`)
      .filter((_, index) => last(index));
    expect(sequence).toEqual(expected[name]);
  });

  test("all reach local Azure, and stand in its journal as they were sent", () => {
    const { entries } = conversation.journal();
    const sent = all().map(({ method, url, body, status }) => JSON.stringify({ method, url, body, status }));
    const own = entries.filter(({ method, url, body, status }) => {
      const isNext = sent[0] === JSON.stringify({ method, url, body, status });
      return isNext ? sent.shift() === undefined : true;
    });
    expect(sent).toEqual([]);
    // The component's, for the changed tag; they do not come from azure-native.
    expect(own.map(({ method, status }) => `${method} ${status}`)).toEqual(["GET 200", "PATCH 200", "GET 200"]);
  });

  test("all carry a bearer token, and the journal has none of it", () => {
    expect(new Set(all().map(({ authorization }) => authorization))).toEqual(new Set(["Bearer local-azure"]));
    const { text } = conversation.journal();
    expect(text).not.toMatch(/authorization|bearer|local-azure/i);
  });

  test("have the API version of their provider", async () => {
    const wrong = await problemsOf(all(), ({ url }) => {
      const wanted = placeOf(url).endsWith("resource group") ? resourceGroupVersion : apiVersion;
      return versionOf(url) === wanted ? [] : [`the version is ${versionOf(url)}`];
    });
    expect(wrong).toEqual([]);
  });

  test("send the whole container group each time, in a form that Microsoft's serializers keep", async () => {
    expect(puts()).toHaveLength(4);
    expect(await problemsOf(puts(), ({ body }) => microsoftsProblems(body as Properties))).toEqual([]);
  });

  test("have no body where nothing is to be written", () => {
    const bodies = all().filter(({ method, body }) => method !== "PUT" && body !== undefined);
    expect(bodies.map(title)).toEqual([]);
  });

  test("send a resource group as its location alone", () => {
    const written = about("resource group").filter(({ method }) => method === "PUT");
    expect(written.map(({ body }) => body)).toEqual([{ location: "westeurope" }]);
  });

  test("follow an operation where the answer said", () => {
    const named = new Set(all().flatMap(({ follow }) => (follow === undefined ? [] : [follow])));
    const followed = all().filter(({ url }) => placeOf(url).includes("operation"));
    expect(named.size).toBe(7);
    expect(new Set(followed.map(({ url }) => url))).toEqual(named);
  });
});

describe("the answers of local Azure", () => {
  test("are container groups to Microsoft's deserializer, with times that are times", async () => {
    for (const { answer, status, method } of groups()) {
      const group = await readGroup(answer);
      expect(group).toMatchObject({ name: "diabetes", type: "Microsoft.ContainerInstance/containerGroups" });
      expect(group.containers.map(({ name }) => name)).toEqual(["gateway", "scoring"]);
      const times = group.containers.map(({ instanceView }) => instanceView?.currentState?.startTime);
      if (method === "GET" && status === 200) {
        expect(group.provisioningState).toBe("Succeeded");
        expect(times.every((time) => time instanceof Date && !Number.isNaN(time.getTime()))).toBe(true);
      }
    }
  });

  test("hold nothing that Microsoft's model does not have, besides what only Azure sets", async () => {
    const unknown = await problemsOf(groups(), async ({ answer }) =>
      (await lostInMicrosoftsSerializers(answer as Properties)).filter((lost) => !isSetByAzure(lost)),
    );
    expect(unknown).toEqual([]);
  });
});

describeSpecs("by Microsoft's specifications", () => {
  test("each request is in the OpenAPI text, with its version and a body that fits", async () => {
    const openApi = new OpenApi();
    const judge = ({ method, url, body }: Exchange) => openApi.requestProblems(method, url, body);
    expect(await problemsOf(aboutGroups(), judge)).toEqual([]);
  });

  test("each body fits the schema of deployment templates", async () => {
    const schema = new TemplateSchema();
    expect(await problemsOf(puts(), ({ body }) => schema.groupProblems(body as object))).toEqual([]);
  });

  test("each answer has a status and a body of the OpenAPI text, and no secret", async () => {
    const openApi = new OpenApi();
    const judge = ({ method, url, status, answer }: Exchange) => openApi.answerProblems(method, url, status, answer);
    expect(await problemsOf(aboutGroups(), judge)).toEqual([]);
  });

  test("a request that no specification has is refused, and an answer with a secret", () => {
    const openApi = new OpenApi();
    const [put] = puts();
    const url = put?.url ?? "";
    expect(openApi.requestProblems("POST", url)).toEqual([`POST ${url} is not in the specification`]);
    expect(openApi.requestProblems("GET", url.replace(apiVersion, "2018-10-01"))).toEqual([
      "api-version is 2018-10-01",
    ]);
    expect(openApi.requestProblems("GET", url, {})).toEqual(["there is a body and should be none"]);
    expect(openApi.answerProblems("GET", url, 204)).toEqual(["status 204 is none of 200, default"]);
    expect(openApi.answerProblems("GET", url, 200, put?.body).join()).toContain("secureValue");
  });
});
