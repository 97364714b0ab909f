import { captureLog } from "../support/quiet";
import { requestBody } from "./support/bodies";
import { members, services } from "../support/aci-configurations";
import { microsoftsProblems } from "./support/microsoft";
import { OpenApi } from "./support/openapi";
import { describeSpecs } from "./support/specs-folder";
import { TemplateSchema } from "./support/template-schema";

beforeEach(() => void captureLog());
afterEach(() => jest.restoreAllMocks());

const all = Object.entries({ ...services, ...members });

describe("what the container group of a configuration asks of Azure", () => {
  test.each(all)("comes through Microsoft's own serializers as it is: %s", async (_, args) => {
    expect(await microsoftsProblems(await requestBody(args))).toEqual([]);
  });

  describeSpecs("by Microsoft's OpenAPI specification", () => {
    let openApi: OpenApi;
    beforeAll(() => {
      openApi = new OpenApi();
    });
    test.each(all)("has known properties of the right types, none of them read-only: %s", async (_, args) => {
      expect(openApi.groupProblems(await requestBody(args))).toEqual([]);
    });
  });

  describeSpecs("by Microsoft's schema of deployment templates", () => {
    let schema: TemplateSchema;
    beforeAll(() => {
      schema = new TemplateSchema();
    });
    test.each(all)("has known properties of the right types: %s", async (_, args) => {
      expect(schema.groupProblems(await requestBody(args))).toEqual([]);
    });
  });
});
