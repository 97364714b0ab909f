import path from "node:path";
import { fits, pathOf, versionOf } from "./places";
import { checker, closed, type Definitions, type PropertyRule, type Schema } from "./schema";
import { readSpec } from "./specs-folder";
import { withKinds } from "./unions";

interface Parameter {
  $ref?: string;
  in?: string;
  schema?: Schema;
}

interface Operation {
  parameters: Parameter[];
  responses: Record<string, { schema?: Schema; headers?: Record<string, unknown> }>;
}

interface Document {
  paths?: Record<string, Record<string, Operation>>;
  parameters?: Record<string, Parameter>;
  definitions?: Definitions;
}

const isReadOnly: (property: Schema, resolve: (schema: Schema) => Schema) => boolean = (property, resolve) =>
  property.readOnly === true || resolve(property).readOnly === true;

const inRequests: PropertyRule = (_, property, resolve) => (isReadOnly(property, resolve) ? false : property);

/**
 * What autorest calls a secret is never in an answer, even where the same schema requires it in a request. An object of
 * secrets that may be null is null; a nullable text is what an operation such as `listKeys` is asked for.
 */
const inAnswers: PropertyRule = (_, property) => {
  if (property["x-ms-secret"] !== true) {
    return property;
  }
  const [value, ...others] = property.oneOf ?? [];
  if (others.length === 0) {
    return false;
  }
  return value?.$ref === undefined ? property : { type: "null" };
};

/** An OpenAPI specification of Microsoft's, read strictly; other files that it refers to are read with it. */
export class Specification {
  protected readonly request: (name: string, value: unknown) => string[];
  protected readonly answer: (name: string, value: unknown) => string[];
  private readonly document: Document;

  constructor(
    file: string,
    /** More than one where a client asks by another than the specification's, and the answers are the same. */
    private readonly versions: readonly string[],
  ) {
    this.document = withReferredTo(file);
    const definitions = withKinds(this.document.definitions ?? {});
    this.request = checker(closed(definitions, inRequests));
    this.answer = checker(closed(definitions, inAnswers));
  }

  knows(method: string, url: string): boolean {
    return this.find(method, url) !== undefined;
  }

  /** What is wrong with a request: no such operation, another version, a body that does not fit. */
  requestProblems(method: string, url: string, body?: unknown): string[] {
    const found = this.find(method, url);
    if (found === undefined) {
      return [`${method} ${url} is not in the specification`];
    }
    const version = versionOf(url) ?? "";
    const versionProblems = this.versions.includes(version) ? [] : [`api-version is ${version}`];
    const schema = found.parameters
      .map((parameter) => this.resolve(parameter))
      .find((one) => one.in === "body")?.schema;
    if (schema === undefined) {
      // A POST that takes nothing may carry an empty object: azure-native sends one.
      const empty = body === undefined || (method === "POST" && JSON.stringify(body) === "{}");
      return [...versionProblems, ...(empty ? [] : ["there is a body and should be none"])];
    }
    return [...versionProblems, ...this.request(nameOf(schema), body)];
  }

  /** What is wrong with an answer: an undeclared status, or a body that does not fit. */
  answerProblems(method: string, url: string, status: number, body?: unknown): string[] {
    const found = this.find(method, url);
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

  private find(method: string, url: string): Operation | undefined {
    const fitting = Object.entries(this.document.paths ?? {}).filter(([template]) => fits(template, pathOf(url)));
    return fitting.map(([, operations]) => operations[method.toLowerCase()]).find((found) => found !== undefined);
  }

  private resolve(parameter: Parameter): Parameter {
    const name = parameter.$ref?.split("#/parameters/")[1];
    return name === undefined ? parameter : (this.document.parameters?.[name] ?? parameter);
  }
}

/** The document, with the definitions of the files that it refers to among its own. */
function withReferredTo(file: string, seen = new Set<string>()): Document {
  seen.add(file);
  const text = JSON.stringify(readSpec(file));
  const document = JSON.parse(text.replace(/"[^"#]*#\/definitions\//g, '"#/definitions/')) as Document;
  const others = [...text.matchAll(/"\$ref":"([^"#]+\.json)#\/definitions\//g)]
    .map(([, other]) => path.posix.join(path.posix.dirname(file), other ?? ""))
    .filter((other) => !seen.has(other));
  const definitions = [...new Set(others)].map((other) => withReferredTo(other, seen).definitions);
  return { ...document, definitions: Object.assign({}, ...definitions, document.definitions) as Definitions };
}

function nameOf(schema: Schema): string {
  return (schema.$ref ?? "").replace("#/definitions/", "");
}
