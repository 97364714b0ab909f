import * as pulumi from "@pulumi/pulumi";
import { AciWebservice, AksWebservice, ManagedWebservice, WebserviceKeys } from "azureml-webservice";

import { type ProgramOptions, type Registration, resolved, runProgram } from "../support/program";
import { captureLog } from "../support/quiet";
import { leaks } from "@azureml-webservice/deploy-harness/testing/secrecy";
import { identityReads, services } from "../support/aci-configurations";
import { identityId, vaultId } from "../support/examples";
import { aksConfigurations, initialKeys, managedConfigurations } from "./online-configurations";

const secret = "azure-native:keyvault:Secret";
const password = "random:index/randomPassword:RandomPassword";
const generated = "Qm7RtYz2LpXcVb9NkWjHs4DfGa6TuEi8OqZx1CvBn3M";
const ml = "azure-native:machinelearningservices";

beforeEach(() => captureLog());
afterEach(() => jest.restoreAllMocks());

/** What Key Vault says of a secret: never its value. */
const written = (inputs: Record<string, unknown>) => ({
  properties: { secretUriWithVersion: `https://contoso.vault.azure.net/secrets/${String(inputs.secretName)}/0123` },
});

function run<T>(program: () => T, { preview = false }: ProgramOptions = {}) {
  return runProgram(program, {
    preview,
    outputs: { ...(preview ? {} : { [secret]: written }), [password]: { result: generated } },
    reads: { ...identityReads, [`${ml}:getCompute`]: { location: "westeurope" }, [`${ml}:getWorkspace`]: {} },
  });
}

const named = (registrations: Registration[], name: string): Registration => {
  const found = registrations.find((one) => one.name === name);
  if (found === undefined) {
    throw new Error(`the program registered no ${name}`);
  }
  return found;
};

const value = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: generated };

describe("the secrets", () => {
  test("of a service are a version of stable names, told apart by their tags", async () => {
    const { registrations } = await run(() => new AciWebservice("svc", services["keys in a vault"]!));
    expect(registrations.filter(({ type }) => type === secret).map(({ inputs }) => inputs)).toEqual(
      expect.arrayContaining(
        Object.entries({
          primary: { slot: "primary", version: "2" },
          secondary: { slot: "secondary", version: "3" },
          active: { slot: "secondary", version: "3" },
        }).map(([role, tags]) => ({
          resourceGroupName: "secrets",
          vaultName: "Contoso",
          secretName: `diabetes-${role}`,
          properties: { value, contentType: "text/plain" },
          tags: { service: "diabetes", ...tags },
        })),
      ),
    );
  });

  test("take names, content type, tags and expiry as given", async () => {
    const args = services["keys in a vault, read by a given identity"]!;
    const { registrations } = await run(() => new AciWebservice("svc", args));
    expect(named(registrations, "svc-active-secret").inputs).toEqual({
      resourceGroupName: "secrets",
      vaultName: "Contoso",
      secretName: "diabetes",
      properties: { value, contentType: "text/x-key", attributes: { expires: Date.UTC(2027, 0, 31) / 1000 } },
      tags: { team: "ml", service: "svc", slot: "primary", version: "1" },
    });
  });

  test("are never replaced by what changes in a rotation", async () => {
    const { registrations } = await run(() => new AciWebservice("svc", services["keys in a vault"]!));
    for (const { options } of registrations.filter(({ type }) => type === secret)) {
      expect(options).toMatchObject({ replaceOnChanges: [], replaceWith: [], deleteBeforeReplaceSaid: false });
    }
  });

  test("follow a number that is known late", async () => {
    const rotation = { primary: pulumi.output(2), secondary: pulumi.output(3) };
    const { registrations } = await run(() => new WebserviceKeys("keys", { rotation, vault: { vaultId } }));
    expect(named(registrations, "keys-active-secret").inputs).toMatchObject({
      properties: { value },
      tags: { slot: "secondary", version: "3" },
    });
  });
});

describe("order", () => {
  /** In this run, and unknown to the engine: the order turns around with the next rotation. */
  const expectFirst = (registrations: Registration[], first: string, second: string) => {
    const names = registrations.map((registration) => registration.name);
    expect(names.indexOf(first)).toBeLessThan(names.indexOf(second));
    expect(named(registrations, second).options.dependsOn).not.toContain(first);
    expect(named(registrations, first).options.dependsOn).not.toContain(second);
  };

  test.each([
    [{ primary: 1, secondary: 1 }, "secondary", "primary"],
    [{ primary: 1, secondary: 2 }, "primary", "secondary"],
  ])("on Container Instances at %j: %s, %s, roles, group, acceptance, active", async (rotation, first, second) => {
    const args = { ...services["keys in a vault"]!, keys: { rotation, vault: { vaultId } } };
    const { registrations } = await run(() => new AciWebservice("svc", args));
    const before = (name: string) => named(registrations, name).options.dependsOn;
    expectFirst(registrations, `svc-${first}-secret`, `svc-${second}-secret`);
    expect(before("svc-key-sync-primary")).toEqual(["svc-key-sync-identity", "svc-primary-secret"]);
    expect(before("svc-group")).toEqual(
      expect.arrayContaining(["svc-key-sync-primary", "svc-key-sync-secondary", "svc-primary-secret"]),
    );
    const accepted = named(registrations, "svc-secondary-accepted").options;
    expect(accepted.dependsOn).toEqual(expect.arrayContaining(["svc-group", "svc-secondary-secret"]));
    expect(accepted.replaceWith).toEqual(["svc-group"]);
    expect(before("svc-active-secret")).toEqual(
      expect.arrayContaining([
        "svc-primary-accepted",
        "svc-primary-secret",
        "svc-secondary-accepted",
        "svc-secondary-secret",
      ]),
    );
  });

  test("on an endpoint: installation, the slot's secret, active", async () => {
    const { registrations } = await run(() => new AksWebservice("svc", aksConfigurations["keys in a vault"]!));
    const before = (name: string) => named(registrations, name).options.dependsOn;
    expect(before("svc-primary-key-in-force")).toContain("svc-primary-key");
    expect(before("svc-primary-accepted")).toContain("svc-primary-key-in-force");
    expectFirst(registrations, "svc-primary-accepted", "svc-secondary-key");
    expect(before("svc-primary-secret")).toContain("svc-primary-accepted");
    expect(before("svc-primary-secret")).not.toContain("svc-secondary-accepted");
    expect(before("svc-secondary-secret")).toContain("svc-secondary-accepted");
    expect(before("svc-active-secret")).toEqual(
      expect.arrayContaining([
        "svc-primary-accepted",
        "svc-primary-secret",
        "svc-secondary-accepted",
        "svc-secondary-secret",
      ]),
    );
  });

  test("used alone: one slot, the other, active", async () => {
    const { registrations } = await run(() => new WebserviceKeys("keys", { vault: { vaultId } }));
    expect(registrations.map(({ name, parent }) => [name, parent]).sort()).toEqual(
      [
        ["keys", undefined],
        ...["active-secret", "primary", "primary-secret", "rotation", "secondary", "secondary-secret"].map((child) => [
          `keys-${child}`,
          "keys",
        ]),
      ].sort(),
    );
    expectFirst(registrations, "keys-secondary-secret", "keys-primary-secret");
  });
});

describe("the container group", () => {
  test("holds no key, and nothing that a rotation changes", async () => {
    const group = async (secondary: number) => {
      const args = { ...services["keys in a vault"]!, keys: { rotation: { secondary }, vault: { vaultId } } };
      const { registrations } = await run(() => new AciWebservice("svc", args));
      return named(registrations, "svc-group").inputs;
    };
    expect(await group(1)).toEqual(await group(2));
    expect(JSON.stringify(await group(2))).not.toContain(generated);
  });

  test("has a container that may read the secrets, and shares its folder with the gateway", async () => {
    const { registrations } = await run(() => new AciWebservice("svc", services["keys in a vault"]!));
    const { containers, volumes, identity } = named(registrations, "svc-group").inputs as {
      containers: Record<string, unknown>[];
      volumes: unknown[];
      identity: unknown;
    };
    expect(identity).toEqual({ type: "UserAssigned", userAssignedIdentities: ["svc-key-sync-identity-id"] });
    expect(volumes).toContainEqual({ name: "gateway-keys", emptyDir: {} });
    expect(containers[0]?.volumeMounts).toContainEqual({
      name: "gateway-keys",
      mountPath: "/srv/keys",
      readOnly: true,
    });
    expect(containers[2]).toMatchObject({
      name: "key-sync",
      image: "docker.io/library/buildpack-deps:trixie-curl",
      command: ["/bin/sh", "-c", expect.stringContaining("curl -q --config -")],
      resources: {
        requests: { cpu: 0.1, memoryInGB: 0.3 },
        limits: { cpu: 0.1, memoryInGB: 0.3 },
      },
      volumeMounts: [{ name: "gateway-keys", mountPath: "/keys", readOnly: false }],
    });
    // Only the Confidential SKU takes one (hashicorp/terraform-provider-azurerm#23034).
    expect(containers.filter((one) => "securityContext" in one)).toEqual([]);
    expect(containers[2]?.environmentVariables).toEqual(
      Object.entries({
        CLIENT_ID: undefined,
        KEYS_FOLDER: "/keys",
        PRIMARY_FILE: "primary",
        PRIMARY_SECRET: "diabetes-primary",
        SECONDARY_FILE: "secondary",
        SECONDARY_SECRET: "diabetes-secondary",
        SYNC_SECONDS: "30",
        VAULT_AUDIENCE: "https://vault.azure.net",
        VAULT_URI: "https://contoso.vault.azure.net",
      }).map(([name, expected]) => (expected === undefined ? { name } : { name, value: expected })),
    );
    expect(named(registrations, "svc-key-sync-identity").inputs).toEqual({
      resourceGroupName: "ml",
      resourceName: "diabetes-key-sync",
      location: "westeurope",
      tags: { team: "ml" },
    });
  });

  test("takes an identity that is given, and gives it the role on exactly the two secrets", async () => {
    const args = services["keys in a vault, read by a given identity"]!;
    const { registrations } = await run(() => new AciWebservice("svc", args));
    const roles = ["primary", "secondary"].map((slot) => named(registrations, `svc-key-sync-${slot}`));
    expect(roles.map(({ inputs }) => inputs)).toEqual(
      ["primary", "secondary"].map((slot) => ({
        scope: `svc-${slot}-secret-id`,
        roleAssignmentName: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-/) as string,
        roleDefinitionId: `${vaultId.split("/resourceGroups")[0]}/providers/Microsoft.Authorization/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6`,
        principalId: "puller",
        principalType: "ServicePrincipal",
      })),
    );
    expect(roles[0]?.options).toMatchObject({
      deleteBeforeReplace: true,
      replaceOnChanges: ["roleDefinitionId", "principalId", "principalType"],
    });
    const { identity, containers } = named(registrations, "svc-group").inputs as {
      identity: unknown;
      containers: { image?: string; environmentVariables?: { name: string; value: string }[] }[];
    };
    expect(identity).toEqual({ type: "UserAssigned", userAssignedIdentities: [identityId] });
    expect(containers[2]?.image).toBe("contoso.azurecr.io/curl:1");
    const variables = Object.fromEntries(
      (containers[2]?.environmentVariables ?? []).map(({ name, value: set }) => [name, set]),
    );
    expect(variables).toMatchObject({
      CLIENT_ID: "client-of-puller",
      SYNC_SECONDS: "60",
      VAULT_AUDIENCE: "https://vault.azure.cn",
      VAULT_URI: "https://contoso.vault.azure.cn",
    });
  });
});

describe("references", () => {
  const programs: [string, () => { keyReferences: pulumi.Output<unknown> }, string][] = [
    ["AciWebservice", () => new AciWebservice("svc", services["keys in a vault"]!), "diabetes"],
    ["AksWebservice", () => new AksWebservice("svc", aksConfigurations["keys in a vault"]!), "score"],
    ["WebserviceKeys", () => new WebserviceKeys("svc", { vault: { vaultId } }), "svc"],
  ];

  test.each(programs)("of %s name each secret, and are not secret", async (_, program, service) => {
    const { result } = await run(program);
    const reference = (role: string) => ({
      secretResourceId: `svc-${role}-secret-id`,
      secretUri: `https://contoso.vault.azure.net/secrets/${service}-${role}`,
      secretUriWithVersion: `https://contoso.vault.azure.net/secrets/${service}-${role}/0123`,
    });
    expect(await resolved(result.keyReferences)).toEqual({
      known: true,
      secret: false,
      value: {
        version: 1,
        primary: reference("primary"),
        secondary: reference("secondary"),
        active: reference("active"),
      },
    });
  });

  test("are in the vault of the service's cloud", async () => {
    const { result } = await run(() => new ManagedWebservice("svc", managedConfigurations["keys in a vault"]!));
    expect(await resolved(result.keyReferences)).toMatchObject({
      value: { active: { secretUri: "https://contoso.vault.usgovcloudapi.net/secrets/svc-active" } },
    });
  });

  test.each<[string, () => { keyReferences: pulumi.Output<unknown> }]>([
    ["a vault", () => new AciWebservice("svc", services.keys!)],
    ["keys", () => new AciWebservice("svc", services.defaults!)],
    ["key authentication", () => new AksWebservice("svc", aksConfigurations["tokens, and keys in a vault"]!)],
    ["a vault, used alone", () => new WebserviceKeys("svc")],
  ])("are absent without %s", async (_, program) => {
    const { result } = await run(program);
    expect(await resolved(result.keyReferences)).toEqual({ known: true, secret: false, value: undefined });
  });

  test("are not known before the first deployment, and nothing of it is secret then", async () => {
    const { result } = await run(programs[0]![1], { preview: true });
    expect(await resolved(result.keyReferences)).toMatchObject({ known: false, secret: false });
  });
});

test.each([false, true])("no key stands in clear in what is registered (preview: %s)", async (preview) => {
  const all = [
    () => new AciWebservice("a", services["keys in a vault"]!),
    () => new AksWebservice("b", aksConfigurations["keys in a vault"]!),
    () => new WebserviceKeys("c", { initial: initialKeys, vault: { vaultId } }),
  ];
  for (const program of all) {
    const { registrations } = await run(program as () => unknown, { preview });
    expect(leaks(registrations, { generated, ...initialKeys })).toEqual([]);
  }
});

test("used alone under a name that no secret can have, names have to be given", async () => {
  const program = (secretNames?: object) => () =>
    new WebserviceKeys("my keys", { vault: { vaultId, ...(secretNames ? { secretNames } : {}) } });
  await expect(run(program())).rejects.toThrow(
    'vault.secretNames.primary: "my keys-primary" is not allowed: must be the name of a secret: 1 to 127 letters, digits and -',
  );
  await run(program({ primary: "a", secondary: "b", active: "c" }));
});

test.each<[string, (names: object) => unknown]>([
  ["AciWebservice", withNames(AciWebservice, services["keys in a vault"]!)],
  ["AksWebservice", withNames(AksWebservice, aksConfigurations["keys in a vault"]!)],
  ["ManagedWebservice", withNames(ManagedWebservice, managedConfigurations["keys in a vault"]!)],
])("%s: a given name may not be that of another slot by default", async (_, program) => {
  await expect(run(() => program({ primary: "taken-active" }))).rejects.toThrow(
    'keys.vault.secretNames.active: "taken-active" is the name of primary too: must be another name; leave one out for its default',
  );
  await run(() => program({ primary: "taken-first" }));
});

/** The service is named `taken`. */
function withNames(Component: new (name: string, args: never) => unknown, args: object) {
  const { serviceName, endpointName, keys, ...others } = args as Record<string, object | undefined>;
  const vault = { vaultId };
  return (secretNames: object) =>
    new Component("taken", { ...others, keys: { ...keys, vault: { ...vault, secretNames } } } as never);
}
