import type { Properties } from "@azureml-webservice/deploy-harness/providers/properties";
import { fits, pathOf } from "./places";
import { Specification } from "./specification";
import { TemplateSchema } from "./template-schema";

const authorization =
  "openapi/specification/authorization/resource-manager/Microsoft.Authorization/stable/2022-04-01/authorization-";
const machineLearning = "Microsoft.MachineLearningServices";
const workspaces = `/subscriptions/{id}/resourceGroups/{group}/providers/${machineLearning}/workspaces/{name}`;

/** What is checked, by the address that it is sent to, against the schema of deployment templates. */
const templates: Record<string, { schema: () => TemplateSchema; type: string }> = {
  ...Object.fromEntries(
    [
      "onlineEndpoints/{e}",
      "onlineEndpoints/{e}/deployments/{d}",
      "computes/{c}",
      "models/{m}/versions/{v}",
      "environments/{m}/versions/{v}",
      "codes/{m}/versions/{v}",
    ].map((below) => [
      `${workspaces}/${below}`,
      {
        schema: () => new TemplateSchema(machineLearning, "2025-12-01"),
        type: `workspaces/${below.replace(/\/\{\w\}/g, "")}`,
      },
    ]),
  ),
  [workspaces]: { schema: () => new TemplateSchema(machineLearning, "2025-12-01"), type: "workspaces" },
  "/{scope}/providers/Microsoft.Authorization/roleAssignments/{name}": {
    schema: () => new TemplateSchema("Microsoft.Authorization", "2022-04-01"),
    type: "roleAssignments",
  },
  "/{scope}/providers/Microsoft.Authorization/roleDefinitions/{name}": {
    schema: () => new TemplateSchema("Microsoft.Authorization", "2022-04-01"),
    type: "roleDefinitions",
  },
  "/{scope}/providers/Microsoft.KubernetesConfiguration/extensions/{name}": {
    schema: () =>
      new TemplateSchema("Microsoft.KubernetesConfiguration", "2023-05-01", {
        extensions: {
          properties: {
            ...Object.fromEntries(["type", "apiVersion", "name"].map((name) => [name, { type: "string" }])),
            identity: { $ref: "#/definitions/Identity" },
            plan: { $ref: "#/definitions/Plan" },
            properties: { $ref: "#/definitions/ExtensionProperties" },
          },
        },
      }),
    type: "extensions",
  },
};

/** Microsoft's specifications of what online services consist of. */
export class OnlineSpecifications {
  private readonly all = [
    new Specification("openapi/machinelearningservices-2025-12-01.subset.json", ["2025-12-01"]),
    new Specification(`${authorization}RoleAssignmentsCalls.json`, ["2022-04-01"]),
    // azure-native asks for role definitions by a preview of the month after, with the same bodies.
    new Specification(`${authorization}RoleDefinitionsCalls.json`, ["2022-04-01", "2022-05-01-preview"]),
  ];
  private readonly schemas = new Map<string, TemplateSchema>();

  /** The OpenAPI text that has an operation. */
  of(method: string, url: string): Specification | undefined {
    return this.all.find((specification) => specification.knows(method, url));
  }

  /** The type of resource that the template schema knows at this address. */
  typeOf(url: string): string | undefined {
    return this.templateOf(url)?.type;
  }

  templateProblems(url: string, body: Properties): string[] {
    const found = this.templateOf(url);
    if (found === undefined) {
      return [`${url} is in no template schema`];
    }
    const schema = this.schemas.get(found.type) ?? found.schema();
    this.schemas.set(found.type, schema);
    return schema.problems(found.type, body);
  }

  private templateOf(url: string) {
    return Object.entries(templates).find(([template]) => fits(template, pathOf(url)))?.[1];
  }
}
