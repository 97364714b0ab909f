import { image, OnlineClient } from "@azureml-webservice/local-azure/testing/online";
import { useLocalAzure } from "@azureml-webservice/local-azure/testing/use-local-azure";

const local = useLocalAzure();
let online: OnlineClient;

beforeAll(async () => {
  online = new OnlineClient(local.arm);
  await online.prepare();
});

const uri = "https://files.blob.core.windows.net/assets/model";
const modelUri = "azureml://datastores/workspaceblobstore/paths/model";
const asset = (path: string) => `${online.workspace}/${path}`;
const valid = {
  models: { modelUri },
  codes: { codeUri: uri },
  environments: { image },
} as const;
const types = Object.keys(valid) as (keyof typeof valid)[];

describe.each(types)("%s", (type) => {
  it("have versions, which bring their container about", async () => {
    const created = await online.send("PUT", asset(`${type}/mine/versions/3`), { properties: valid[type] });
    expect(created.status).toBe(201);
    const read = (await online.send("GET", asset(`${type}/MINE/versions/3`))).body;
    expect(read).toMatchObject({
      id: asset(`${type}/mine/versions/3`),
      name: "3",
      type: `Microsoft.MachineLearningServices/workspaces/${type}/versions`,
      properties: { ...valid[type], isArchived: false, isAnonymous: false, provisioningState: "Succeeded" },
    });
    const { properties } = (await online.send("GET", asset(`${type}/mine`))).body;
    expect(properties).toMatchObject({ latestVersion: "3", nextVersion: "4" });
    const listed = async (path: string) =>
      (await online.send("GET", asset(path))).body.value.map(({ name }: { name: string }) => name);
    expect(await listed(`${type}/mine/versions`)).toEqual(["3"]);
    expect(await listed(type)).toContain("mine");
    expect((await online.send("DELETE", asset(`${type}/mine`))).status).toBe(200);
    expect((await online.send("DELETE", asset(`${type}/mine`))).status).toBe(204);
    expect((await online.send("GET", asset(`${type}/mine/versions/3`))).status).toBe(404);
  });

  it("keep what a version holds; description, tags and archive change", async () => {
    const path = asset(`${type}/kept/versions/1`);
    const { body } = await online.send("PUT", path, { properties: { ...valid[type], description: "old" } });
    const changed = { ...body.properties, description: "new", tags: { a: "1" }, isArchived: true };
    const again = await online.send("PUT", path, { ...body, properties: changed });
    expect([again.status, again.body.properties]).toEqual([
      200,
      expect.objectContaining({ description: "new", isArchived: true }),
    ]);
    const [name] = Object.keys(valid[type]);
    const before = valid[type][name as keyof (typeof valid)[typeof type]] as string;
    const other = { ...valid[type], [name as string]: `${before}/other` };
    const refused = await online.send("PUT", path, { properties: other });
    expect([refused.status, refused.body.error.target]).toEqual([409, name]);
  });
});

it.each(["/v1/models/diabetes:predict", "/a-Z.0_9~!$&'()*+,;=:@/%7Bid%7d", "/"])("routes may be %s", async (path) => {
  const route = { path, port: 8501 };
  const inferenceConfig = { livenessRoute: route, readinessRoute: route, scoringRoute: route };
  const { status, body } = await online.send("PUT", asset("environments/routed/versions/1"), {
    properties: { image, inferenceConfig },
  });
  expect([status < 300, body.properties.inferenceConfig]).toEqual([true, inferenceConfig]);
  await online.send("DELETE", asset("environments/routed/versions/1"));
});

it.each([
  ["models/m/versions/1", { modelType: "custom_model" }, /modelUri must be the address/],
  ["models/m/versions/1", { modelUri: "model.pkl" }, /modelUri must be the address/],
  ["models/m/versions/1", { modelUri: uri }, /modelUri must be .* of the form azureml, runs/],
  ["models/m/versions/1", { modelUri, modelType: "onnx" }, /modelType 'onnx' is none of/],
  ["codes/c/versions/1", {}, /codeUri must be the address/],
  ["environments/e/versions/1", {}, /either an image or a build context/],
  ["environments/e/versions/1", { image, build: { contextUri: uri } }, /either an image or a build context/],
  ["environments/e/versions/1", { build: { contextUri: uri }, condaFile: "x" }, /only be combined with an image/],
  [
    "environments/e/versions/1",
    { image, inferenceConfig: { scoringRoute: { path: "score", port: 5001 } } },
    /scoringRoute must have a path that begins with/,
  ],
  ...["//score", "/score?a=1", "/a b", "/größe", "/%zz", "/{a}"].map((path): [string, object, RegExp] => [
    "environments/e/versions/1",
    { image, inferenceConfig: { livenessRoute: { path, port: 5001 } } },
    /livenessRoute must have a path that begins with/,
  ]),
  ["codes/-c/versions/1", { codeUri: uri }, /The name '-c'/],
  ["codes/c/versions/a b", { codeUri: uri }, /The version 'a b'/],
  ["codes/c/versions/1", { codeUri: uri, color: "blue" }, /Could not find member 'color'/],
])("refuses %s with %j", async (path, properties, message) => {
  const { status, body } = await online.send("PUT", asset(path.replaceAll(" ", "%20")), { properties });
  expect([status, body.error.message]).toEqual([400, expect.stringMatching(message)]);
});

it("needs the workspace", async () => {
  const none = new OnlineClient(local.arm, "none");
  const { status } = await none.send("PUT", `${none.workspace}/codes/c/versions/1`, { properties: valid.codes });
  expect(status).toBe(404);
});
