import { fits, pathOf } from "./places";
import { checker, closed, type Definitions, type PropertyRule, type Schema } from "./schema";
import { readSpec } from "./specs-folder";

interface Operation {
  responses: Record<string, { schema?: Schema; headers?: Record<string, unknown> }>;
}

interface Document {
  paths: Record<string, Record<string, Operation>>;
  definitions: Definitions;
}

/** Microsoft's OpenAPI specification of online endpoints, deployments and computes, read strictly. */
export class MachineLearningSpec {
  private readonly document = readSpec("openapi/machinelearningservices-2025-12-01.subset.json") as Document;
  private readonly answer = checker(closed(this.document.definitions, this.rule()));

  /** What is wrong with an answer: an undeclared status, a missing header, or a body that does not fit. */
  answerProblems(method: string, url: string, status: number, headers: Headers, body?: unknown): string[] {
    const path = pathOf(url);
    const [, operations] = Object.entries(this.document.paths).find(([template]) => fits(template, path)) ?? [];
    const responses = operations?.[method.toLowerCase()]?.responses;
    const response = responses?.[String(status)] ?? (status >= 400 ? responses?.default : undefined);
    if (response === undefined) {
      return [`${method} ${path} with status ${status} is not in the specification`];
    }
    const missing = Object.keys(response.headers ?? {}).filter((name) => !headers.has(name));
    const problems = missing.map((name) => `the header ${name} is missing`);
    if (response.schema === undefined) {
      return [...problems, ...(body === undefined ? [] : [`status ${status} has a body and should have none`])];
    }
    return [...problems, ...this.answer((response.schema.$ref ?? "").replace("#/definitions/", ""), body)];
  }

  /** Whatever may be null, and in the place of a base its kinds, which do not exclude each other by their form. */
  private rule(): PropertyRule {
    const { definitions } = this.document;
    const kindsOf = (base: string | undefined) =>
      Object.entries(definitions)
        .filter(
          ([, { allOf, ...kind }]) => "x-ms-discriminator-value" in kind && allOf?.some(({ $ref }) => $ref === base),
        )
        .map(([name]) => ({ $ref: `#/definitions/${name}` }));
    return (name, property) => {
      if (name === "keys" && property["x-ms-secret"] === true) {
        return { type: "null" }; // "This property will always be returned as null"; listKeys has its own answer
      }
      const kinds = property.$ref === undefined ? [] : kindsOf(property.$ref);
      const value = kinds.length > 0 ? { anyOf: kinds } : property;
      return property["x-nullable"] === true ? { oneOf: [value, { type: "null" }] } : value;
    };
  }
}
