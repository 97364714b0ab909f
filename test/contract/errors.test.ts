import { createServer, type Server } from "node:net";
import type { Answer } from "@azureml-webservice/local-azure/testing/arm-client";
import { valid, type Change } from "@azureml-webservice/local-azure/testing/checks";
import { freePort } from "@azureml-webservice/local-azure/ports";
import { caddyGroup } from "@azureml-webservice/local-azure/testing/definitions";
import { useLocalAzure } from "@azureml-webservice/local-azure/testing/use-local-azure";
import { readError } from "./support/microsoft";
import { OpenApi } from "./support/openapi";
import { describeSpecs } from "./support/specs-folder";

const local = useLocalAzure();

const put = (change: Change) => () => {
  const definition = valid();
  change(definition);
  return local.arm.put("refused", definition);
};

/** A request of each kind that local Azure refuses. */
const refusals: [what: string, status: number, code: string, ask: () => Promise<Answer>][] = [
  ["no token", 401, "AuthenticationFailed", () => local.arm.send("GET", "/", undefined, { authorization: "" })],
  ["an address that leads nowhere", 404, "InvalidResourceType", () => local.arm.send("GET", "/nowhere")],
  ["a resource that is not there", 404, "ResourceNotFound", () => local.arm.get("missing")],
  [
    "a resource group that is not there",
    404,
    "ResourceGroupNotFound",
    () => local.arm.send("GET", local.arm.group("any").replace("/tests/", "/missing/")),
  ],
  ["another method", 405, "MethodNotAllowed", () => local.arm.send("POST", local.arm.group("any"))],
  [
    "another API version",
    400,
    "InvalidApiVersionParameter",
    () => local.arm.send("GET", `${local.arm.group("any")}?api-version=2018-10-01`),
  ],
  ["a body that is no object", 400, "InvalidRequestContent", () => local.arm.put("refused", [])],
  ["a body that is too large", 413, "RequestContentTooLarge", () => local.arm.put("refused", "x".repeat(5_000_000))],
  [
    "an unknown property",
    400,
    "InvalidRequestContent",
    put((definition) => (definition.properties.containers[0].properties.comand = [])),
  ],
  ["no location", 400, "LocationRequired", put((definition) => delete definition.location)],
  ["an image without a stand-in", 400, "InaccessibleImage", put(() => undefined)],
  ["a name that is none", 400, "InvalidContainerGroupName", () => local.arm.put("No_Name", valid())],
];

/** An operation that fails because somebody else has the port: its error stands in a status of 200. */
async function failedOperation(): Promise<Answer["body"]> {
  const port = await freePort();
  const other = await listen(port);
  try {
    return await local.arm.finished(await local.arm.put("failed", caddyGroup(port)));
  } finally {
    await new Promise((resolve) => other.close(resolve));
  }
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer().listen(port, "127.0.0.1", () => resolve(server));
  });
}

describe("local Azure refuses", () => {
  test.each(refusals)("%s, in words that Microsoft's client reads", async (_, status, code, ask) => {
    const answer = await ask();
    const { message } = answer.body.error;
    expect(message).toMatch(/^[A-Z].{20}/);
    expect(await readError(answer.status, answer.body)).toMatchObject({ statusCode: status, code, message });
  });

  test("the port of another program, when the operation has ended", async () => {
    const { status, error } = await failedOperation();
    expect(status).toBe("Failed");
    expect(Object.keys(error)).toEqual(["code", "message"]);
    const { code, message } = error;
    expect(await readError(409, { error })).toMatchObject({ statusCode: 409, code, message });
  });

  describeSpecs("as the specification's CloudError", () => {
    test.each(refusals)("%s", async (_, status, code, ask) => {
      const answer = await ask();
      expect([answer.status, answer.body.error.code]).toEqual([status, code]);
      expect(new OpenApi().errorProblems(answer.body)).toEqual([]);
    });

    test.each([
      ["an error that is a text", { error: "no" }, "/error must be object"],
      ["a misspelt message", { error: { code: "A", mesage: "b" } }, "(mesage)"],
      ["an error without its frame", { code: "A", message: "b" }, "(code)"],
    ])("and this is none: %s", (_, body, problem) => {
      expect(new OpenApi().errorProblems(body).join()).toContain(problem);
    });
  });
});
