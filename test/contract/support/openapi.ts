import { fits, pathOf, versionOf } from "./places";
import { checker, closed, type Definitions, type PropertyRule, type Schema } from "./schema";
import { readSpec } from "./specs-folder";

export const apiVersion = "2024-05-01-preview";

interface Operation {
  parameters: { $ref?: string; in?: string; schema?: Schema }[];
  responses: Record<string, { schema?: Schema }>;
}

interface Document {
  info: { version: string };
  paths: Record<string, Record<string, Operation>>;
  definitions: Definitions;
}

const isReadOnly: (property: Schema, resolve: (schema: Schema) => Schema) => boolean = (property, resolve) =>
  property.readOnly === true || resolve(property).readOnly === true;

const inRequests: PropertyRule = (_, property, resolve) => (isReadOnly(property, resolve) ? false : property);

/** What autorest calls a secret is never in an answer, even where the same schema requires it in a request. */
const inAnswers: PropertyRule = (_, property) => (property["x-ms-secret"] === true ? false : property);

/** Microsoft's OpenAPI specification of container groups, read strictly. */
export class OpenApi {
  private readonly document = readSpec(
    "openapi/specification/containerinstance/resource-manager/Microsoft.ContainerInstance/preview/" +
      `${apiVersion}/containerInstance.json`,
  ) as Document;
  private readonly request = checker(closed(this.document.definitions, inRequests));
  private readonly answer = checker(closed(this.document.definitions, inAnswers));

  private find(method: string, path: string): Operation | undefined {
    const fitting = Object.entries(this.document.paths).filter(([template]) => fits(template, path));
    return fitting.map(([, operations]) => operations[method.toLowerCase()]).find((found) => found !== undefined);
  }

  groupProblems(body: unknown): string[] {
    return this.request("ContainerGroup", body);
  }

  errorProblems(body: unknown): string[] {
    return this.answer("CloudError", body);
  }

  /** What is wrong with a request: no such operation, another version, a body that does not fit. */
  requestProblems(method: string, url: string, body?: unknown): string[] {
    const found = this.find(method, pathOf(url));
    if (found === undefined) {
      return [`${method} ${url} is not in the specification`];
    }
    const version = versionOf(url);
    const versionProblems = version === this.document.info.version ? [] : [`api-version is ${version}`];
    const schema = found.parameters.find((parameter) => parameter.in === "body")?.schema;
    if (schema === undefined) {
      return [...versionProblems, ...(body === undefined ? [] : ["there is a body and should be none"])];
    }
    return [...versionProblems, ...this.request(nameOf(schema), body)];
  }

  /** What is wrong with an answer: an undeclared status, or a body that does not fit. */
  answerProblems(method: string, url: string, status: number, body?: unknown): string[] {
    const found = this.find(method, pathOf(url));
    if (found === undefined) {
      return [`${method} ${url} is not in the specification`];
    }
    const { responses } = found;
    const response = responses[String(status)] ?? (status >= 400 ? responses.default : undefined);
    if (response === undefined) {
      return [`status ${status} is none of ${Object.keys(responses).join(", ")}`];
    }
    if (response.schema === undefined) {
      return body === undefined ? [] : [`status ${status} has a body and should have none`];
    }
    return this.answer(nameOf(response.schema), body);
  }
}

function nameOf(schema: Schema): string {
  return (schema.$ref ?? "").replace("#/definitions/", "");
}
