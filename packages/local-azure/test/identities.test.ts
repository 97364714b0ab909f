import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { State } from "@azureml-webservice/local-azure";
import { LocalAzureControl } from "@azureml-webservice/local-azure/control";
import { subscriptionId, until, type Answer } from "@azureml-webservice/local-azure/testing/arm-client";
import { findImage } from "@azureml-webservice/local-azure/runner/images";
import { requirePrograms } from "@azureml-webservice/local-azure/runner/programs";
import { base64, groupOf, shell } from "@azureml-webservice/local-azure/testing/definitions";
import { assign, roles } from "@azureml-webservice/local-azure/testing/roles";
import { useLocalAzure } from "@azureml-webservice/local-azure/testing/use-local-azure";
import { VaultClient } from "@azureml-webservice/local-azure/testing/vault";

const local = useLocalAzure();
const identityId = (name: string) =>
  `${local.arm.resourceGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;

let control: LocalAzureControl;
let vault: VaultClient;
let names = 0;
let name = "";

beforeAll(async () => {
  control = new LocalAzureControl(local.server.url);
  vault = new VaultClient(local.arm, () => path.join(local.stateDir, "tls", "ca.pem"));
  await vault.create();
  await vault.over("PUT", "/secrets/primary", { properties: { value: "the-key" } });
});

beforeEach(() => {
  name = `group-${++names}`;
});

afterEach(async () => {
  await local.arm.remove(name);
  await control.setIdentities({ startMs: 0 });
  await control.clearFaults();
});

function identity(method: string, of: string, body?: unknown): Promise<Answer> {
  return local.arm.send(method, `${identityId(of)}?api-version=2023-01-31`, body);
}

async function createIdentity(of: string): Promise<{ principalId: string; clientId: string; tenantId: string }> {
  return (await identity("PUT", of, { location: "westeurope" })).body.properties;
}

function group(containers: unknown[], assigned: string[], more: Record<string, unknown> = {}) {
  const userAssignedIdentities = Object.fromEntries(assigned.map((of) => [identityId(of), {}]));
  return { ...groupOf(containers, more), identity: { type: "UserAssigned", userAssignedIdentities } };
}

const waiting = () => shell("sleep 600");

async function logs(container = "main"): Promise<string> {
  return (await local.arm.send("GET", `${local.arm.group(name)}/containers/${container}/logs`)).body.content;
}

const said = (what: RegExp, container = "main") =>
  until(async () => {
    const text = await logs(container);
    return what.test(text) ? text : undefined;
  });

/** The address that the containers of a group are told. */
function metadataOf(of = name): string {
  const document = new State(local.stateDir).readGroup({ subscriptionId, resourceGroup: "tests", name: of });
  return `http://127.0.0.1:${document?.identityPort}`;
}

async function token(query: string, headers: Record<string, string> = { Metadata: "true" }) {
  const response = await fetch(`${metadataOf()}/metadata/identity/oauth2/token?${query}`, { headers });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

const forVaults = "api-version=2018-02-01&resource=https://vault.azure.net";

describe("user-assigned identities", () => {
  it("are principals, the same for as long as they are there", async () => {
    const made = await identity("PUT", "one", { location: "West Europe", tags: { a: "b" } });
    expect(made).toMatchObject({
      status: 201,
      body: {
        id: identityId("one"),
        name: "one",
        type: "Microsoft.ManagedIdentity/userAssignedIdentities",
        location: "westeurope",
        tags: { a: "b" },
        properties: { tenantId: "5eed1ab5-0000-4000-8000-10ca1a22e700" },
      },
    });
    expect(await identity("PUT", "one", { location: "westeurope" })).toMatchObject({
      status: 200,
      body: { properties: made.body.properties },
    });
    expect((await identity("GET", "one")).body.properties).toEqual(made.body.properties);
    expect([(await identity("DELETE", "one")).status, (await identity("DELETE", "one")).status]).toEqual([200, 204]);
    expect((await identity("GET", "one")).status).toBe(404);
    expect((await createIdentity("one")).principalId).not.toBe(made.body.properties.principalId);
  });

  it("must be there when a group gets them, and whoever gives them needs a right to them", async () => {
    const missing = await local.arm.put(name, group([waiting()], ["nobody"]));
    expect([missing.status, missing.body.error.code]).toEqual([400, "FailedIdentityOperation"]);
    await createIdentity("given");
    const deployer = await control.createPrincipal("deployer");
    const containers = `${local.arm.resourceGroup}/providers/Microsoft.ContainerInstance/containerGroups`;
    const custom = randomUUID();
    const definitions = `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions`;
    await local.arm.send("PUT", `${definitions}/${custom}?api-version=2022-04-01`, {
      properties: {
        roleName: "only groups",
        permissions: [{ actions: ["Microsoft.ContainerInstance/*"] }],
        assignableScopes: [local.arm.resourceGroup],
      },
    });
    const give = (role: string, scope: string) => assign(local.arm, scope, deployer.principalId, role);
    await give(custom, local.arm.resourceGroup);
    const authorization = `Bearer ${await control.token({ principalId: deployer.principalId })}`;
    const put = () => local.arm.send("PUT", `${containers}/${name}`, group([waiting()], ["given"]), { authorization });
    expect((await put()).body.error.code).toBe("LinkedAuthorizationFailed");
    await give(roles.contributor, identityId("given"));
    const accepted = await put();
    expect(accepted.status).toBe(201);
    expect((await local.arm.finished(accepted)).status).toBe("Succeeded");
  });
});

describe("the metadata service of a group", () => {
  it("gives tokens as Azure's does", async () => {
    const { principalId, clientId } = await createIdentity("reader");
    await local.arm.deploy(name, group([waiting()], ["reader"]));
    const { status, body } = await token(forVaults);
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.stringMatching(/^eyJ/) as string,
      client_id: clientId,
      expires_in: "86400",
      ext_expires_in: "86400",
      expires_on: expect.stringMatching(/^\d{10}$/) as string,
      not_before: expect.stringMatching(/^\d{10}$/) as string,
      resource: "https://vault.azure.net",
      token_type: "Bearer",
    });
    const claims = JSON.parse(Buffer.from(body["access_token"]!.split(".")[1]!, "base64url").toString()) as object;
    expect(claims).toMatchObject({ oid: principalId, appid: clientId, aud: "https://vault.azure.net" });
    expect((await vault.at("GET", "/secrets/primary", undefined, body["access_token"])).status).toBe(403);
    await assign(local.arm, vault.secretId("primary"), principalId, roles.secretsUser);
    expect((await vault.at("GET", "/secrets/primary", undefined, body["access_token"])).body.value).toBe("the-key");
  });

  it("refuses in Azure's words", async () => {
    const [one, two] = [await createIdentity("first"), await createIdentity("second")];
    await local.arm.deploy(name, group([waiting()], ["first", "second"]));
    const error = async (query: string, headers?: Record<string, string>) => {
      const { status, body } = await token(query, headers);
      return `${status} ${body["error"]}: ${body["error_description"]}`;
    };
    expect(await error(forVaults, {})).toBe("400 bad_request_102: Required metadata header not specified");
    expect(await error(forVaults)).toBe(
      "400 invalid_request: Multiple user assigned identities exist, please specify the clientId / resourceId of the " +
        "identity in the token request",
    );
    expect(await error(`${forVaults}&client_id=${randomUUID()}`)).toBe("400 invalid_request: Identity not found");
    expect(await error("api-version=2018-02-01&resource=https://example.com")).toMatch(/^400 invalid_resource: AADSTS/);
    for (const [query, chosen] of [
      [`client_id=${one.clientId}`, one],
      [`object_id=${two.principalId}`, two],
      [`mi_res_id=${identityId("second").toUpperCase()}`, two],
      [`msi_res_id=${identityId("first")}`, one],
    ] as const) {
      expect((await token(`${forVaults}&${query}`)).body["client_id"]).toBe(chosen.clientId);
    }
  });

  it("knows the identity of the group itself, and says its ids", async () => {
    await local.arm.deploy(name, { ...groupOf([waiting()]), identity: { type: "SystemAssigned" } });
    const { identity: shown } = (await local.arm.get(name)).body;
    const { body } = await token(forVaults);
    expect(JSON.parse(Buffer.from(body["access_token"]!.split(".")[1]!, "base64url").toString())).toMatchObject({
      oid: shown.principalId,
    });
  });

  it("tells groups apart, and gives nothing to those without an identity", async () => {
    const [one, two] = [await createIdentity("mine"), await createIdentity("yours")];
    const other = `${name}-other`;
    await local.arm.deploy(name, group([waiting()], ["mine"]));
    await local.arm.deploy(other, group([waiting()], ["yours"]));
    expect((await token(`${forVaults}&client_id=${one.clientId}`)).status).toBe(200);
    expect((await token(`${forVaults}&client_id=${two.clientId}`)).status).toBe(400);
    await local.arm.deploy(name, groupOf([shell("echo host=${AZURE_POD_IDENTITY_AUTHORITY_HOST-none}; sleep 600")]));
    expect(await said(/host=/)).toContain("host=none");
    await expect(token(forVaults)).rejects.toThrow("fetch failed");
    await local.arm.remove(other);
  });

  it("is late when it is told to be, in one of three ways, and the time counts from the group's start", async () => {
    await createIdentity("late");
    await control.setIdentities({ startMs: 60_000 });
    await local.arm.deploy(name, group([waiting()], ["late"]));
    await expect(token(forVaults)).rejects.toThrow("fetch failed");
    await control.setIdentities({ startMs: 60_000, until: "not-found" });
    expect((await token(forVaults)).body["error_description"]).toBe("Identity not found");
    await control.setIdentities({ startMs: 60_000, until: "silence" });
    await expect(
      fetch(`${metadataOf()}/metadata/identity/oauth2/token?${forVaults}`, { signal: AbortSignal.timeout(200) }),
    ).rejects.toThrow(/timeout/i);
    await control.setIdentities({ startMs: 700 });
    await until(() =>
      token(forVaults).then(
        ({ status }) => (status === 200 ? true : undefined),
        () => undefined,
      ),
    );
    await control.setIdentities({ startMs: 3_600_000 });
    await expect(token(forVaults)).rejects.toThrow("fetch failed");
  });

  it("fails when it is told to, and records who asked for nothing secret", async () => {
    await createIdentity("faulty");
    await local.arm.deploy(name, group([waiting()], ["faulty"]));
    await control.clearRequests();
    await control.fail({
      kind: "status",
      path: `^/containerGroups/${name}/metadata`,
      status: 429,
      retryAfterSeconds: 3,
    });
    expect((await token(forVaults)).status).toBe(429);
    const { body } = await token(forVaults);
    const records = (await control.requests()).filter((record) => record.path.includes("/metadata/"));
    expect(records.map(({ status, fault }) => [status, fault])).toEqual([
      [429, "status"],
      [200, undefined],
    ]);
    expect(JSON.stringify(records)).not.toContain(body["access_token"]);
  });
});

describe("a container with curl", () => {
  it("reads a secret with its identity, and checks the vault's certificate", async () => {
    const { principalId, clientId } = await createIdentity("sync");
    await assign(local.arm, vault.secretId("primary"), principalId, roles.secretsUser);
    const script = [
      'metadata="$AZURE_POD_IDENTITY_AUTHORITY_HOST/metadata/identity/oauth2/token"',
      'token=$(curl -sS --fail -H "Metadata: true" -G --data-urlencode "resource=https://vault.azure.net" ' +
        `-d api-version=2018-02-01 -d client_id=${clientId} "$metadata" | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`,
      `printf 'header = "Authorization: Bearer %s"\\nurl = "%ssecrets/primary?api-version=7.4"\\n' "$token" "$VAULT" | ` +
        'curl -sS --fail --config - > "$KEYS/primary.json"',
      'cat "$KEYS/primary.json"; sleep 600',
    ].join("\n");
    await local.arm.deploy(
      name,
      group(
        [
          shell(script, {
            environmentVariables: [
              { name: "VAULT", value: await vault.uri() },
              { name: "KEYS", value: "/mnt/keys" },
            ],
            volumeMounts: [{ name: "key-files", mountPath: "/mnt/keys" }],
          }),
        ],
        ["sync"],
        { volumes: [{ name: "key-files", emptyDir: {} }] },
      ),
    );
    expect(await said(/secrets\/primary/)).toContain('"value":"the-key"');
    const folder = new State(local.stateDir).volumeFolder(
      { subscriptionId, resourceGroup: "tests", name },
      "key-files",
    );
    expect(readFileSync(path.join(folder, "primary.json"), "utf8")).toContain("the-key");
  });

  it("shares an empty folder with another one, and each update makes it anew", async () => {
    const emptyDir = {
      volumes: [
        { name: "shared-folder", emptyDir: {} },
        { name: "scripts", secret: { "w.sh": base64("echo x > $1\nsleep 600") } },
      ],
    };
    const mounts = (mountPath: string) => ({
      volumeMounts: [
        { name: "shared-folder", mountPath },
        { name: "scripts", mountPath: "/code" },
      ],
    });
    const definition = (more: Record<string, unknown> = {}) => ({
      ...groupOf(
        [
          shell("", { ...mounts("/out"), command: ["sh", "/code/w.sh", "/out/file"] }, "writer"),
          shell(
            "until [ -e $IN/file ]; do sleep 0.1; done; echo seen: $(cat $IN/file); sleep 600",
            {
              ...mounts("/in"),
              environmentVariables: [{ name: "IN", value: "/in" }],
            },
            "reader",
          ),
        ],
        emptyDir,
      ),
      ...more,
    });
    await local.arm.deploy(name, definition());
    expect(await said(/seen:/, "reader")).toContain("seen: x");
    const folder = new State(local.stateDir).volumeFolder(
      { subscriptionId, resourceGroup: "tests", name },
      "shared-folder",
    );
    expect(existsSync(path.join(folder, "file"))).toBe(true);
    const changed = definition();
    Object.assign(changed.properties["containers"] as object[], {
      0: shell("sleep 600", mounts("/out"), "writer"),
    });
    await local.arm.deploy(name, changed);
    expect(existsSync(path.join(folder, "file"))).toBe(false);
  });

  it.each(["curlimages/curl", "docker.io/curlimages/curl:8.16.0", "mcr.microsoft.com/mirror/curl@sha256:0a", "curl:8"])(
    "stands for %s",
    (reference) => expect(findImage(reference)?.command).toEqual(["curl"]),
  );

  it.each(["buildpack-deps:trixie-curl", "docker.io/library/buildpack-deps:bookworm-curl@sha256:0a"])(
    "stands for %s, which runs as root",
    (reference) => expect(findImage(reference)).toMatchObject({ command: ["bash"], workingDirectory: "/" }),
  );

  it("closes a shared folder to an image of another user than root", async () => {
    const writer = (image: string) => ({
      image,
      environmentVariables: [{ name: "FOLDER", value: "/out" }],
      volumeMounts: [{ name: "shared", mountPath: "/out" }],
    });
    const script = "(echo x >$FOLDER/file) && echo written || echo refused; sleep 600";
    await local.arm.deploy(
      name,
      groupOf(
        [
          shell(script, writer("docker.io/curlimages/curl:8.16.0"), "user"),
          shell(script, writer("docker.io/library/buildpack-deps:trixie-curl"), "root"),
        ],
        { volumes: [{ name: "shared", emptyDir: {} }] },
      ),
    );
    expect(await said(/written|refused/, "user")).toContain("refused");
    expect(await said(/written|refused/, "root")).toContain("written");
  });

  it("says so where this machine has no program for it", () => {
    const image = findImage("curlimages/curl:8.16.0")!;
    expect(image.programs).toEqual(["curl", "sh"]);
    expect(() => requirePrograms(image, "curlimages/curl:8.16.0", "/nowhere")).toThrow(
      "the program 'curl', which stands for the image 'curlimages/curl:8.16.0', is not on this machine's PATH; install it",
    );
  });
});
