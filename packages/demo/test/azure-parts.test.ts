import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { Directory } from "@azureml-webservice/demo/azure/directory";
import { imageFolder } from "@azureml-webservice/demo/azure/image-folder";
import { builtImage } from "@azureml-webservice/demo/azure/registry";
import { repository } from "@azureml-webservice/demo/build-package";
import { fakeArm, fakeServer, type FakeAnswers } from "./support/fake-arm";

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "azure-parts-"));
afterAll(() => fs.rmSync(scratch, { recursive: true, force: true }));

describe("the image", () => {
  const id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/r";
  const registry = { id, location: "westeurope" };

  async function withRuns(statuses: string[]) {
    const seen: { uploads: string[]; run?: object; definition?: object } = { uploads: [] };
    const storage = await fakeServer({
      "PUT /source": (body) => {
        seen.uploads.push(body);
        return { status: 201 };
      },
    });
    const answers: FakeAnswers = {
      [`PUT ${id}`]: (body) => {
        seen.definition = JSON.parse(body) as object;
        return { status: 201 };
      },
      [`GET ${id}`]: { body: { properties: { provisioningState: "Succeeded", loginServer: "r.azurecr.io" } } },
      [`POST ${id}/listBuildSourceUploadUrl`]: {
        body: { uploadUrl: `${storage}/source?sig=x`, relativePath: "source/a.tar.gz" },
      },
      [`POST ${id}/scheduleRun`]: (body) => {
        seen.run = JSON.parse(body) as object;
        return { body: { properties: { runId: "cf1" } } };
      },
      [`GET ${id}/runs/cf1`]: () => ({ body: { properties: { status: statuses.shift() } } }),
    };
    return { arm: await fakeArm(answers), seen };
  }

  test("is built from the example's folder, in a registry that everybody may pull from", async () => {
    const { arm, seen } = await withRuns(["Queued", "Running", "Succeeded"]);
    const folder = imageFolder(path.join(repository, "examples", "key-rotation"), scratch);
    expect(await builtImage(arm, registry, folder, 1)).toBe("r.azurecr.io/diabetes:1");
    expect(seen.definition).toMatchObject({ sku: { name: "Standard" }, properties: { anonymousPullEnabled: true } });
    expect(seen.run).toMatchObject({
      type: "DockerBuildRequest",
      sourceLocation: "source/a.tar.gz",
      isPushEnabled: true,
    });
    // A gzip file.
    expect(seen.uploads.map((upload) => upload.slice(0, 2))).toEqual(["\x1f\x8b"]);
  });

  test("that cannot be built has a way out", async () => {
    const { arm } = await withRuns(["Running", "Failed"]);
    const folder = imageFolder(path.join(repository, "examples", "key-rotation"), scratch);
    await expect(builtImage(arm, registry, folder, 1)).rejects.toThrow(
      /^the build of the image ended as Failed ; give one with --image$/,
    );
  });

  test("of an online endpoint is Azure ML's own with the scikit-learn of the other examples", () => {
    const folder = imageFolder(path.join(repository, "examples", "managed-entra-auth"), scratch);
    expect(fs.readFileSync(path.join(folder, "Dockerfile"), "utf8")).toMatch(
      /^FROM mcr\.microsoft\.com\/azureml\/minimal-py312-inference:latest\nRUN pip install --no-cache-dir scikit-learn==[\d.]+\n$/,
    );
  });
});

describe("applications in Microsoft Entra", () => {
  test("are made once they are known everywhere, and deleted at the end", async () => {
    const servicePrincipals = [{ status: 400, body: { error: { code: "Request_BadRequest", message: "wait" } } }];
    const deleted: string[] = [];
    const graph = await fakeServer({
      "POST /v1.0/applications": (body) => ({ status: 201, body: { id: "a1", appId: "c1", ...JSON.parse(body) } }),
      "POST /v1.0/servicePrincipals": () => servicePrincipals.shift() ?? { status: 201, body: { id: "p1" } },
      "POST /v1.0/applications/a1/addPassword": { body: { secretText: "secret" } },
      "DELETE /v1.0/applications/a1": () => {
        deleted.push("a1");
        return { status: 204 };
      },
    });
    const directory = new Directory("tenant", () => Promise.resolve("token"), graph, 1);
    expect(await directory.createPrincipal("demo-caller")).toEqual({
      principalId: "p1",
      clientId: "c1",
      clientSecret: "secret",
      tenantId: "tenant",
    });
    expect(directory.applications).toEqual(["a1"]);
    await directory.clear();
    expect(deleted).toEqual(["a1"]);
    expect(directory.applications).toEqual([]);
  });

  test("that may not be made are told of with a way out", async () => {
    const graph = await fakeServer({
      "POST /v1.0/applications": {
        status: 403,
        body: { error: { code: "Authorization_RequestDenied", message: "Insufficient privileges." } },
      },
    });
    const directory = new Directory("tenant", () => Promise.resolve("token"), graph, 1);
    await expect(directory.createPrincipal("demo-caller")).rejects.toThrow(
      "POST /applications of Microsoft Graph: 403 Authorization_RequestDenied: Insufficient privileges.; the directory lets " +
        "not everybody register applications: ask for the role Application Developer, or play aci-key-auth or aci-tls, " +
        "which need none",
    );
  });
});
