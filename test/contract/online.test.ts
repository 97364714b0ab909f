import { LocalAzureControl } from "@azureml-webservice/local-azure/control";
import type { Properties } from "@azureml-webservice/deploy-harness/providers/properties";
import { Conversation, type Exchange, type Phase } from "./support/conversation";
import { OnlineSpecifications } from "./support/online";
import { pathOf } from "./support/places";
import { describeSpecs } from "./support/specs-folder";

jest.setTimeout(180_000);

const phases: Phase[] = [];
let conversation: Conversation;
beforeAll(async () => {
  conversation = await Conversation.open({
    fixture: "online-resources",
    config: async ({ url }) => {
      const { principalId } = await new LocalAzureControl(url).createPrincipal("caller");
      return { principalId, accountName: "contractfiles" };
    },
  });
  phases.push(await conversation.run("creation", "up"));
  phases.push(await conversation.run("change", "up", { description: "as changed" }));
  phases.push(await conversation.run("no change", "up", { description: "as changed" }));
  phases.push(await conversation.run("destruction", "destroy"));
});
afterAll(() => conversation?.close());

const exchanges = (name?: string) =>
  phases.filter((phase) => name === undefined || phase.name === name).flatMap((p) => p.exchanges);
const title = ({ method, url, status }: Exchange) => `${method} ${pathOf(url)}: ${status}`;

function problems(among: Exchange[], judge: (exchange: Exchange) => string[]): string[] {
  expect(among.length).toBeGreaterThan(0);
  return among.flatMap((exchange) => judge(exchange).map((problem) => `${title(exchange)}: ${problem}`));
}

/** What Microsoft's specifications at hand do not cover. */
const uncovered = [
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+$/,
  /\/providers\/Microsoft\.Storage\//,
  /\/providers\/Microsoft\.ContainerService\/managedClusters\/[^/]+$/,
  /\/providers\/Microsoft\.KubernetesConfiguration\/extensions\/[^/]+$/,
  /\/providers\/Microsoft\.MachineLearningServices\/workspaces\/[^/]+$/,
  /\/workspaces\/[^/]+\/datastores\/[^/]+$/,
  /\/workspaces\/[^/]+\/(models|environments|codes)\/[^/]+\/versions\/[^/]+$/,
  // Where operations are followed: ARM names these addresses in headers, no specification does.
  /\/operation(s|Statuses|Results|results|sStatus)\/[^/]+$/i,
];

describe("the requests of online resources", () => {
  test("reach local Azure, and stand in its journal as they were sent", () => {
    const journaled = conversation
      .journal()
      .entries.filter(({ url }) => !url.startsWith("/local/"))
      .map(({ method, url, body, status }) => ({ method, url, body, status }));
    expect(journaled).toEqual(exchanges().map(({ method, url, body, status }) => ({ method, url, body, status })));
  });

  test("only look when nothing changes", () => {
    const methods = new Set(
      exchanges("no change").map(({ method, url }) => `${method} ${pathOf(url).split("/").at(-1)}`),
    );
    expect([...methods].filter((method) => !method.startsWith("GET"))).toEqual(["POST listKeys"]);
  });

  test("delete with an API version and no more", () => {
    const deletions = exchanges().filter(({ method }) => method === "DELETE");
    expect(deletions.length).toBeGreaterThan(5);
    const queries = deletions.map(({ url }) => [...new URL(url, "http://arm").searchParams.keys()].join());
    expect(new Set(queries)).toEqual(new Set(["api-version"]));
  });
});

describeSpecs("by Microsoft's specifications", () => {
  let specifications: OnlineSpecifications;
  beforeAll(() => {
    specifications = new OnlineSpecifications();
  });
  const covered = () => exchanges().filter(({ method, url }) => specifications.of(method, url) !== undefined);
  const puts = () =>
    exchanges().filter(({ method, url }) => method === "PUT" && specifications.typeOf(url) !== undefined);

  test("every request is in them, or is known not to be", () => {
    const unknown = exchanges()
      .filter(({ method, url }) => specifications.of(method, url) === undefined)
      .filter(({ url }) => !uncovered.some((pattern) => pattern.test(pathOf(url))));
    expect(unknown.map(title)).toEqual([]);
  });

  test("every kind of resource is among the requests", () => {
    const types = new Set(puts().map(({ url }) => specifications.typeOf(url)));
    expect([...types].sort()).toEqual([
      "extensions",
      "roleAssignments",
      "roleDefinitions",
      "workspaces",
      "workspaces/codes/versions",
      "workspaces/computes",
      "workspaces/environments/versions",
      "workspaces/models/versions",
      "workspaces/onlineEndpoints",
      "workspaces/onlineEndpoints/deployments",
    ]);
  });

  test("requests fit OpenAPI", () => {
    expect(
      problems(
        covered(),
        ({ method, url, body }) => specifications.of(method, url)?.requestProblems(method, url, body) ?? [],
      ),
    ).toEqual([]);
  });

  test("bodies fit the schema of templates", () => {
    expect(problems(puts(), ({ url, body }) => specifications.templateProblems(url, body as Properties))).toEqual([]);
  });

  test("local Azure's answers fit OpenAPI", () => {
    expect(
      problems(
        covered(),
        ({ method, url, status, answer }) =>
          specifications.of(method, url)?.answerProblems(method, url, status, answer) ?? [],
      ),
    ).toEqual([]);
  });

  interface Mutation {
    what: string;
    /** The end of the address of the request that is spoilt. */
    of: RegExp;
    path: string[];
    value: unknown;
    openApi?: string;
    template?: string;
  }

  const endpoint = /onlineEndpoints\/score$/;
  const deployment = /deployments\/blue$/;
  const mutations: Mutation[] = [
    {
      what: "a misspelt property of an endpoint",
      of: endpoint,
      path: ["properties", "authmode"],
      value: "Key",
      openApi: "(authmode)",
      template: "(authmode)",
    },
    {
      what: "an unknown way to authenticate",
      of: endpoint,
      path: ["properties", "authMode"],
      value: "Open",
      openApi: "/properties/authMode must be equal to one of",
      template: "/properties/authMode must be equal to one of",
    },
    {
      what: "no way to authenticate",
      of: endpoint,
      path: ["properties", "authMode"],
      value: undefined,
      openApi: "must have required property 'authMode'",
      template: "must have required property 'authMode'",
    },
    {
      what: "an address that only Azure sets",
      of: endpoint,
      path: ["properties", "scoringUri"],
      value: "http://x",
      openApi: "/properties/scoringUri",
      template: "(scoringUri)",
    },
    {
      what: "a share of traffic as a text",
      of: endpoint,
      path: ["properties", "traffic"],
      value: { blue: "100" },
      openApi: "/properties/traffic/blue must be integer",
      template: "/properties/traffic/blue must be integer",
    },
    {
      what: "an unknown kind of compute",
      of: deployment,
      path: ["properties", "endpointComputeType"],
      value: "Cloud",
      openApi: "/properties/endpointComputeType must be equal to",
      template: "/properties/endpointComputeType must be equal to",
    },
    {
      what: "Kubernetes' resources on managed compute",
      of: deployment,
      path: ["properties", "endpointComputeType"],
      value: "Managed",
      openApi: "(containerResourceRequirements)",
      template: "(containerResourceRequirements)",
    },
    {
      what: "a script that is missing",
      of: deployment,
      path: ["properties", "codeConfiguration", "scoringScript"],
      value: undefined,
      openApi: "must have required property 'scoringScript'",
      template: "must have required property 'scoringScript'",
    },
    {
      what: "memory as a number",
      of: deployment,
      path: ["properties", "containerResourceRequirements", "containerResourceLimits", "memory"],
      value: 1,
      openApi: "containerResourceLimits/memory must be string",
      template: "containerResourceLimits/memory must be string",
    },
    {
      what: "no region",
      of: deployment,
      path: ["location"],
      value: undefined,
      openApi: "must have required property 'location'",
      template: "must have required property 'location'",
    },
    {
      what: "a namespace outside its place",
      of: /computes\/aks$/,
      path: ["properties", "namespace"],
      value: "default",
      openApi: "(namespace)",
      template: "(namespace)",
    },
    {
      what: "no principal",
      of: /roleAssignments\/[^/]+$/,
      path: ["properties", "principalId"],
      value: undefined,
      openApi: "must have required property 'principalId'",
      template: "must have required property 'principalId'",
    },
    {
      what: "an unknown kind of principal",
      of: /roleAssignments\/[^/]+$/,
      path: ["properties", "principalType"],
      value: "Robot",
      openApi: "/properties/principalType must be equal to",
      template: "/properties/principalType must be equal to",
    },
    {
      what: "actions that are no list",
      of: /roleDefinitions\/[^/]+$/,
      path: ["properties", "permissions"],
      value: [{ actions: "*" }],
      openApi: "/properties/permissions/0/actions must be array",
      template: "/properties/permissions/0/actions must be array",
    },
    {
      what: "a setting of an extension that is no text",
      of: /extensions\/azureml$/,
      path: ["properties", "configurationSettings", "enableInference"],
      value: true,
      template: "configurationSettings/enableInference must be string",
    },
    {
      what: "a model's place under another name",
      of: /models\/diabetes\/versions\/1$/,
      path: ["properties", "modelUrl"],
      value: "http://x",
      template: "(modelUrl)",
    },
  ];

  function mutated({ of, path, value }: Mutation): Exchange {
    const found = puts().find(({ url }) => of.test(pathOf(url)));
    const copy = structuredClone(found) as Exchange;
    const parent = path
      .slice(0, -1)
      .reduce((at, step) => at[step] as Record<string, unknown>, copy.body as Record<string, unknown>);
    parent[path.at(-1) ?? ""] = value;
    return { ...copy, body: JSON.parse(JSON.stringify(copy.body)) as unknown };
  }

  test.each(mutations.filter(({ openApi }) => openApi !== undefined))("OpenAPI refuses $what", (mutation) => {
    const { method, url, body } = mutated(mutation);
    expect(specifications.of(method, url)?.requestProblems(method, url, body).join("\n")).toContain(mutation.openApi);
  });

  test.each(mutations)("the schema of templates refuses $what", (mutation) => {
    const { url, body } = mutated(mutation);
    expect(specifications.templateProblems(url, body as Properties).join("\n")).toContain(mutation.template);
  });

  test("OpenAPI refuses another API version", () => {
    const found = covered().find(({ method, url }) => method === "GET" && endpoint.test(pathOf(url))) as Exchange;
    const specification = specifications.of("GET", found.url);
    expect(specification?.requestProblems("GET", found.url.replace("2025-12-01", "2018-10-01"))).toEqual([
      "api-version is 2018-10-01",
    ]);
  });
});
