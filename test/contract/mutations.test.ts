import { services } from "../support/aci-configurations";
import { smallest } from "../support/examples";
import type { Properties, Value } from "@azureml-webservice/deploy-harness/providers/properties";
import { captureLog } from "../support/quiet";
import { requestBody } from "./support/bodies";
import { microsoftsProblems } from "./support/microsoft";
import { OpenApi } from "./support/openapi";
import { describeSpecs } from "./support/specs-folder";
import { TemplateSchema } from "./support/template-schema";

beforeEach(() => void captureLog());
afterEach(() => jest.restoreAllMocks());

/** A value somewhere in a body: set, or removed where it is undefined. */
interface Mutation {
  what: string;
  path: (string | number)[];
  value: Value | undefined;
  /** Part of what each validator must say. */
  microsoft: string;
  openApi: string;
  template: string;
}

const gateway = ["properties", "containers", 0, "properties"];
const anyExtra = "must NOT have additional properties";

const mutations: Mutation[] = [
  {
    what: "a misspelt property of a container",
    path: [...gateway, "comand"],
    value: ["caddy"],
    microsoft: "properties.containers[0].properties.comand: delete",
    openApi: `/properties/containers/0/properties ${anyExtra} (comand)`,
    template: `/properties/containers/0/properties ${anyExtra} (comand)`,
  },
  {
    what: "a property at the top that belongs further down",
    path: ["osType"],
    value: "Linux",
    microsoft: "osType: delete",
    openApi: `/ ${anyExtra} (osType)`,
    template: `/ ${anyExtra} (osType)`,
  },
  {
    what: "a port as a text",
    path: [...gateway, "ports", 0, "port"],
    value: "443",
    microsoft: "port",
    openApi: "/properties/containers/0/properties/ports/0/port must be integer",
    template: "/properties/containers/0/properties/ports/0/port must be integer",
  },
  {
    what: "CPU as a text",
    path: [...gateway, "resources", "requests", "cpu"],
    value: "0.1",
    microsoft: "cpu",
    openApi: "/properties/containers/0/properties/resources/requests/cpu must be number",
    template: "/properties/containers/0/properties/resources/requests/cpu must be number",
  },
  {
    what: "a command that is no list",
    path: [...gateway, "command"],
    value: "caddy run",
    microsoft: "command",
    openApi: "/properties/containers/0/properties/command must be array",
    template: "/properties/containers/0/properties/command must be array",
  },
  {
    what: "a container without memory",
    path: [...gateway, "resources", "requests", "memoryInGB"],
    value: undefined,
    microsoft: "memoryInGB",
    openApi: "must have required property 'memoryInGB'",
    template: "must have required property 'memoryInGB'",
  },
  {
    what: "a volume without a name",
    path: ["properties", "volumes", 0, "name"],
    value: undefined,
    microsoft: "name cannot be null or undefined",
    openApi: "/properties/volumes/0 must have required property 'name'",
    template: "/properties/volumes/0 must have required property 'name'",
  },
  {
    what: "an unknown kind of address",
    path: ["properties", "ipAddress", "type"],
    value: "Open",
    microsoft: "properties.ipAddress.type: Open is none of Public, Private",
    openApi: "/properties/ipAddress/type must be equal to one of the allowed values (Public,Private)",
    template: "/properties/ipAddress/type must be equal to one of the allowed values (Public,Private)",
  },
  {
    what: "an unknown scheme of a probe",
    path: [...gateway, "livenessProbe"],
    value: { httpGet: { port: 80, scheme: "ftp" } },
    microsoft: "livenessProbe.httpGet.scheme: ftp is none of",
    openApi: "/properties/containers/0/properties/livenessProbe/httpGet/scheme must be equal to one of",
    template: "/properties/containers/0/properties/livenessProbe/httpGet/scheme must be equal to one of",
  },
  {
    what: "an unknown kind of identity",
    path: ["identity", "type"],
    value: "System",
    microsoft: "System is not a valid value",
    openApi: "/identity/type must be equal to one of the allowed values",
    template: "/identity/type must be equal to one of the allowed values",
  },
  {
    what: "a property that only Azure sets",
    path: ["properties", "provisioningState"],
    value: "Succeeded",
    microsoft: "properties.provisioningState: delete",
    openApi: "/properties/provisioningState",
    template: `/properties ${anyExtra} (provisioningState)`,
  },
  {
    what: "an address's name that only Azure sets",
    path: ["properties", "ipAddress", "fqdn"],
    value: "a.example.com",
    microsoft: "properties.ipAddress.fqdn: delete",
    openApi: "/properties/ipAddress/fqdn",
    template: `/properties/ipAddress ${anyExtra} (fqdn)`,
  },
];

function mutated(body: Properties, { path, value }: Mutation): Properties {
  const copy = structuredClone(body);
  const parent = path.slice(0, -1).reduce<Value>((at, step) => (at as Properties)[step] as Value, copy) as Properties;
  const last = path[path.length - 1] as string;
  if (value === undefined) {
    delete parent[last];
  } else {
    parent[last] = value;
  }
  return copy;
}

describe("each validator refuses", () => {
  let body: Properties;
  beforeAll(async () => {
    captureLog();
    body = await requestBody(services.everything ?? smallest);
  });

  test.each(mutations)("$what: Microsoft's serializers", async (mutation) => {
    expect((await microsoftsProblems(mutated(body, mutation))).join("\n")).toContain(mutation.microsoft);
  });

  describeSpecs("by the specifications", () => {
    test.each(mutations)("$what: OpenAPI", (mutation) => {
      expect(new OpenApi().groupProblems(mutated(body, mutation)).join("\n")).toContain(mutation.openApi);
    });

    test.each(mutations)("$what: template schema", (mutation) => {
      expect(new TemplateSchema().groupProblems(mutated(body, mutation)).join("\n")).toContain(mutation.template);
    });
  });
});
