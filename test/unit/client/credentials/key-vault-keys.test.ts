import {
  type Credential,
  type CredentialEvent,
  KeyCredential,
  type KeyReferences,
  KeyVaultKeys,
} from "../../../../src/client";
import type { KeyVaultKeysOptions } from "../../../../src/client";
import { FakeClock, settle } from "../../../support/client/fake-clock";
import { well } from "../../../support/client/region";
import { Vault } from "../../../support/client/vault";

const second = 1000;
const reference = (name: string, host = "v.vault.azure.net") => ({ secretUri: `https://${host}/secrets/${name}` });
const references: KeyReferences = {
  primary: reference("primary"),
  secondary: reference("secondary"),
  active: reference("active"),
};
const keysOf = (keys: readonly Credential[]) => keys.map((key) => key.authorization().replace("Bearer ", ""));

function setUp(options: KeyVaultKeysOptions = {}, given = references) {
  const clock = new FakeClock();
  const vault = new Vault(clock);
  vault.values.set("primary", "p1").set("secondary", "s1").set("active", "a1");
  const events: CredentialEvent[] = [];
  const source = new KeyVaultKeys(given, vault.credential, {
    fetch: vault.fetch,
    clock,
    random: () => 0.5,
    onCredentialEvent: (event) => events.push(event),
    ...options,
  });
  const keys = async () => keysOf(await source.keys());
  return { clock, vault, events, source, keys };
}

test.each<[string, KeyVaultKeysOptions, KeyReferences, string[]]>([
  ["the active one by default", {}, references, ["a1"]],
  ["both slots", { slots: "both" }, references, ["p1", "s1"]],
  ["both slots where there is no active one", {}, { ...references, active: undefined }, ["p1", "s1"]],
])("%s", async (_, options, given, expected) => {
  expect(await setUp(options, given).keys()).toEqual(expected);
});

test.each([
  ["v.vault.azure.net", "https://vault.azure.net/.default"],
  ["v.vault.usgovcloudapi.net", "https://vault.usgovcloudapi.net/.default"],
  ["v.vault.azure.cn", "https://vault.azure.cn/.default"],
])("the token for %s is for %s", async (host, scope) => {
  const { vault, keys } = setUp({}, { active: reference("active", host) });
  await keys();
  expect(vault.scopes).toEqual([scope]);
});

test("a given scope is used for a vault of no known cloud", async () => {
  const { vault, keys } = setUp(
    { scope: "https://vault.example/.default" },
    { active: reference("active", "v.example") },
  );
  await keys();
  expect(vault.scopes).toEqual(["https://vault.example/.default"]);
});

test("is read anew in the background before it is too old, once, with the token that is still good", async () => {
  const { clock, vault, keys } = setUp();
  await keys();
  vault.values.set("active", "a2");
  await clock.advance(53 * second);
  expect(await keys()).toEqual(["a1"]);
  await clock.advance(second);
  vault.behaviour = { kind: "well", delayMs: second };
  expect([await keys(), await keys()]).toEqual([["a1"], ["a1"]]);
  await clock.advance(second);
  expect(await keys()).toEqual(["a2"]);
  expect([vault.reads.length, vault.entraTokens]).toEqual([2, 1]);
});

test("after a pause nobody gets what is too old, as long as the vault answers", async () => {
  const { clock, vault, keys } = setUp();
  await keys();
  vault.values.set("active", "a2");
  await clock.advance(3600 * second);
  expect(await keys()).toEqual(["a2"]);
});

test("while the vault is away, what was read last goes on to serve, and nobody waits for it twice", async () => {
  const { clock, vault, events, keys } = setUp();
  await keys();
  vault.behaviour = { kind: "hang" };
  await clock.advance(120 * second);
  const first = keys();
  await clock.advance(10 * second);
  expect(await first).toEqual(["a1"]);
  for (let i = 0; i < 3600; i++) {
    expect(await keys()).toEqual(["a1"]);
    await clock.advance(second);
  }
  expect(events.filter(({ type }) => type === "fetch-failed").length).toBeGreaterThan(100);
  vault.behaviour = well;
  vault.values.set("active", "a2");
  await clock.advance(30 * second);
  await keys();
  await settle();
  expect(await keys()).toEqual(["a2"]);
});

test("a hundred callers at the start are one read", async () => {
  const { vault, source } = setUp();
  await Promise.all(Array.from({ length: 100 }, () => source.keys()));
  expect(vault.reads).toHaveLength(1);
});

test("one of both that cannot be read does not take the other along", async () => {
  const { clock, vault, events, keys } = setUp({ slots: "both" });
  await keys();
  vault.refusals.set("secondary", { status: 403, body: {} });
  vault.values.set("primary", "p2");
  await clock.advance(61 * second);
  expect(await keys()).toEqual(["p2", "s1"]);
  expect(events.at(-2)).toMatchObject({
    type: "fetch-failed",
    credential: { name: "secondary key" },
    error: { code: "Forbidden" },
  });
});

test("an Entra token that the vault refuses is replaced once", async () => {
  const { vault, keys } = setUp();
  vault.entraTokensFrom = 2;
  expect(await keys()).toEqual(["a1"]);
  expect([vault.reads.length, vault.entraTokens]).toEqual([2, 2]);
});

test("a rotated key is read at once when the old one is refused", async () => {
  const { clock, vault, source } = setUp();
  const keys = new KeyCredential(source, { clock });
  const old = await keys.credential();
  vault.values.set("active", "a2");
  expect(keysOf([(await keys.refused(old))!])).toEqual(["a2"]);
  expect(vault.reads).toHaveLength(2);
});

describe("what goes wrong", () => {
  const where = "active key (Key Vault secret https://v.vault.azure.net/secrets/active): Key Vault";
  const inner = (code: string) => ({ error: { code: "Forbidden", message: "no", innererror: { code } } });
  const role =
    "give the caller's identity the role Key Vault Secrets User on the vault or the secret, and see that the vault's firewall lets it in; a new role counts after some minutes";
  test.each<[string, number, unknown, string, string]>([
    [
      "no role",
      403,
      inner("ForbiddenByRbac"),
      "Forbidden",
      `answered 403 ForbiddenByRbac "no" (request id vault-request-1); ${role}`,
    ],
    [
      "a disabled secret",
      403,
      inner("SecretDisabled"),
      "Forbidden",
      'answered 403 SecretDisabled "no" (request id vault-request-1); enable the secret',
    ],
    [
      "no secret",
      404,
      { error: { code: "SecretNotFound", message: "gone" } },
      "NotFound",
      `answered 404 SecretNotFound "gone" (request id vault-request-1); no such secret: take keyReferences from the service's current outputs`,
    ],
    [
      "too often",
      429,
      {},
      "Throttled",
      "answered 429 (request id vault-request-1); too many callers read from this vault: raise maxAgeMs",
    ],
    ["an answer of a proxy", 502, "<html>", "Unavailable", "answered 502 (request id vault-request-1)"],
    [
      "no key in it",
      200,
      { value: "-----BEGIN PRIVATE KEY-----\nAAAA" },
      "InvalidAnswer",
      "holds no key in this secret; it must be printable ASCII characters without a space (what it holds is not shown)",
    ],
  ])("%s", async (_, status, body, code, said) => {
    const { vault, keys } = setUp();
    vault.refusals.set("active", { status, body });
    await expect(keys()).rejects.toMatchObject({ name: "CredentialError", code, status, message: `${where} ${said}` });
  });

  test("no token", async () => {
    const { source } = setUp();
    void source;
    const keys = new KeyVaultKeys(references, { getToken: async () => null });
    await expect(keys.keys()).rejects.toMatchObject({
      code: "EntraTokenFailed",
      message:
        "token of Microsoft Entra (https://vault.azure.net) for https://v.vault.azure.net: Microsoft Entra gave no token for https://vault.azure.net/.default; the given TokenCredential answered without one",
    });
  });

  const sorts = "must look like https://<vault>.vault.azure.net/secrets/<name>";
  const https = "must begin with https:// (http:// only on this machine), because a credential is sent there";
  test.each<[string, unknown, string]>([
    ["no references", undefined, "keyReferences.primary.secretUri: is not an address: must be an absolute URL"],
    ["none of a kind", { active: {} }, "keyReferences.active.secretUri: is not an address: must be an absolute URL"],
    [
      "plain http",
      { active: { secretUri: "http://v.vault.azure.net/secrets/a" } },
      `keyReferences.active.secretUri: http://v.vault.azure.net is not allowed: ${https}`,
    ],
    [
      "a key of the vault",
      { active: { secretUri: "https://v.vault.azure.net/keys/a" } },
      `keyReferences.active.secretUri: https://v.vault.azure.net/keys/a is no secret, or one version of it: ${sorts}`,
    ],
    [
      "a version, which a rotation ends",
      { active: { secretUri: "https://v.vault.azure.net/secrets/a/0123456789abcdef0123456789abcdef" } },
      `keyReferences.active.secretUri: https://v.vault.azure.net/secrets/a/0123456789abcdef0123456789abcdef is no secret, or one version of it: ${sorts}`,
    ],
    [
      "another host",
      { active: { secretUri: "https://vault.azure.net.example/secrets/a" } },
      "keyReferences.active.secretUri: https://vault.azure.net.example is not a vault of a known cloud: must end in vault.azure.net, vault.usgovcloudapi.net, vault.azure.cn; for another, set scope",
    ],
  ])("%s", (_, given, message) => {
    expect(() => new KeyVaultKeys(given as KeyReferences, { getToken: async () => null })).toThrow(message);
  });
});
