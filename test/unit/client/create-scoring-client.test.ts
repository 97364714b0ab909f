import { createScoringClient, serviceOutputs, type ServiceOutputs, type TokenCredential } from "../../../src/client";
import { AuthMode as exported } from "../../../src";
import type { KeyReferences as ComponentKeyReferences } from "../../../src/contract/key-references";
import type { TokenAcquisition as ComponentTokenAcquisition } from "../../../src/contract/token-acquisition";
import { json, status, useScoringService } from "../../support/client/scoring-service";

const service = useScoringService();
const credential: TokenCredential = {
  getToken: (scopes) =>
    Promise.resolve({ token: `entra-for-${String(scopes)}`, expiresOnTimestamp: Date.now() + 3.6e6 }),
};
const acquisition = (authMode: string) => ({
  version: 1,
  authMode,
  scope: "https://ml.azure.com/.default",
  audience: "https://ml.azure.com",
  method: "POST",
  url: `${service.origin}/token`,
  actions: [],
  command: "az",
});
const secretUri = (name: string) => `${service.origin}/secrets/${name}`;
const references = () => ({
  version: 1,
  primary: { secretUri: secretUri("p"), secretUriWithVersion: "", secretResourceId: "" },
  secondary: { secretUri: secretUri("s") },
  active: { secretUri: secretUri("a") },
});
const keyVault = { scope: "https://vault.azure.net/.default" };

/** What the service was sent as its credential. */
async function sent(outputs: Record<string, unknown>, options: Parameters<typeof createScoringClient>[1] = {}) {
  service.answering = (request, response, body) => {
    const now = Math.floor(Date.now() / 1000);
    const answering = request.url?.startsWith("/token")
      ? json({ accessToken: "aml", refreshAfterTimeUtc: now + 30, expiryTimeUtc: now + 60 })
      : request.url?.startsWith("/secrets/")
        ? json({ value: `key-in-${request.url.slice(9, 10)}` })
        : status(200, request.headers.authorization ?? "nothing");
    answering(request, response, body);
  };
  return (await createScoringClient({ scoringUri: service.scoringUri, ...outputs }, options).score(1)).value;
}

describe("the credential follows authMode", () => {
  it.each([
    ["None", {}, {}, "nothing"],
    ["Key", { primaryKey: "first", secondaryKey: "second" }, {}, "Bearer first"],
    ["Key", { primaryKey: "[secret]", secondaryKey: "second" }, {}, "Bearer second"],
    ["Key", { primaryKey: "first", keyReferences: "refs" }, {}, "Bearer first"],
    ["Key", { primaryKey: "first", keyReferences: "refs" }, { credential, keyVault }, "Bearer key-in-a"],
    ["Key", { keyReferences: "refs" }, { credential, keyVault: { ...keyVault, slots: "both" } }, "Bearer key-in-p"],
    ["AMLToken", { tokenAcquisition: "AMLToken" }, { credential }, "Bearer aml"],
    // What the examples export while tokens are in force.
    ["AMLToken", { tokenAcquisition: "AMLToken", primaryKey: "", secondaryKey: "" }, { credential }, "Bearer aml"],
    ["AADToken", { tokenAcquisition: "AADToken" }, { credential }, "Bearer entra-for-https://ml.azure.com/.default"],
  ] as const)("%s with %j", async (authMode, outputs: Record<string, unknown>, options, expected) => {
    const { tokenAcquisition, keyReferences } = outputs;
    const real = {
      authMode,
      ...outputs,
      ...(tokenAcquisition === undefined ? {} : { tokenAcquisition: acquisition(String(tokenAcquisition)) }),
      ...(keyReferences === undefined ? {} : { keyReferences: references() }),
    };
    expect(await sent(real, options)).toBe(expected);
  });

  it("or is what the caller says", async () => {
    const source = {
      credential: () => Promise.reject(new Error("mine")),
      refused: () => Promise.resolve(undefined),
      accepted: () => undefined,
    };
    await expect(sent({ authMode: "Key" }, { source })).rejects.toThrow("mine");
  });

  it("the second key is there when the first is refused", async () => {
    service.answering = (request, response) =>
      response.writeHead(request.headers.authorization === "Bearer second" ? 200 : 401).end("key_auth_access_denied");
    const outputs = { scoringUri: service.scoringUri, authMode: "Key", primaryKey: "first", secondaryKey: "second" };
    expect(await createScoringClient(outputs).score(1)).toMatchObject({ status: 200, attempts: 2 });
  });
});

const uri = "https://score.example.com/score";

test.each([
  [undefined, "outputs: is no object: must be the outputs of a service or a stack, read from their JSON"],
  ["{}", "outputs: is a text: must be the outputs of a service or a stack, read from their JSON"],
  [
    {},
    "outputs: hold no scoringUri: the program has to export scoringUri and authMode of the service, and tokenAcquisition or keyReferences",
  ],
  [{ scoringUri: 1 }, "scoringUri: is no text: must be the service's address"],
  [
    { scoringUri: "http://score.example.com/", authMode: "Key", primaryKey: "key" },
    /^scoringUri: http:\/\/score\.example\.com is not allowed/,
  ],
  [
    { scoringUri: uri },
    "authMode: is missing: must be None, Key, AMLToken, AADToken: export the service's output authMode, and update this package where it is newer",
  ],
  [{ scoringUri: uri, authMode: "Certificate" }, /^authMode: "Certificate" is not known: must be None/],
  [
    { scoringUri: uri, authMode: "Key" },
    "primaryKey: is missing: must be the key: read the outputs with --show-secrets, or export keyReferences of a service with keys.vault",
  ],
  [{ scoringUri: uri, authMode: "Key", primaryKey: "[secret]" }, /^primaryKey: is missing/],
  [{ scoringUri: uri, authMode: "Key", primaryKey: 1 }, "primaryKey: is no text: must be a key"],
  [
    { scoringUri: uri, authMode: "Key", keyReferences: { active: { secretUri: uri } } },
    "credential: is missing: must be given to read keyReferences, such as new DefaultAzureCredential() of @azure/identity",
  ],
  [
    { scoringUri: uri, authMode: "Key", keyReferences: { active: uri } },
    "keyReferences.active: has no secretUri: must be as the service's output has it",
  ],
  [
    { scoringUri: uri, authMode: "Key", keyReferences: { version: 2 } },
    "keyReferences.version: 2 is not known: must be 1: update this package",
  ],
  [{ scoringUri: uri, authMode: "Key", keyReferences: "[secret]" }, /^keyReferences: is hidden/],
  [
    { scoringUri: uri, authMode: "AMLToken" },
    "tokenAcquisition: is missing: must be exported beside authMode AMLToken",
  ],
  [
    { scoringUri: uri, authMode: "AMLToken", tokenAcquisition: { version: 2, authMode: "AMLToken" } },
    "tokenAcquisition.version: 2 is not known: must be 1: update this package",
  ],
  [
    { scoringUri: uri, authMode: "AMLToken", tokenAcquisition: { version: 1, authMode: "AADToken" } },
    'tokenAcquisition.authMode: "AADToken" is not allowed: must be AMLToken, as authMode says: read both from the same outputs',
  ],
  [
    { scoringUri: uri, authMode: "AADToken", tokenAcquisition: { version: 1, authMode: "AADToken" } },
    "credential: is missing: must be given with authMode AADToken, such as new DefaultAzureCredential() of @azure/identity",
  ],
  [
    { diabetes: { scoringUri: uri }, irisScoringUri: uri, other: 1 },
    'outputs: hold no scoringUri: name the service: "diabetes" or "iris"',
  ],
])("what is missing or wrong is said: %j", (outputs, message) => {
  expect(() => createScoringClient(outputs as Record<string, unknown>)).toThrow(
    expect.objectContaining({
      code: "InvalidConfiguration",
      message: typeof message === "string" ? message : expect.stringMatching(message),
    }),
  );
});

test.each([
  [
    "iris",
    'service "iris": is not in the outputs: there must be an object iris or irisScoringUri; there is "diabetes"',
  ],
  ["hidden", "hidden: is hidden: read the outputs with --show-secrets, or export its keys apart from the rest"],
])("a service that is not there: %s", (name, message) => {
  const outputs = { diabetes: { scoringUri: uri }, hidden: "[secret]" };
  expect(() => serviceOutputs(outputs, name)).toThrow(message);
});

/** Of the components' own types: what they export is what is read here. */
const exportedAs = (
  keyReferences: ComponentKeyReferences,
  tokenAcquisition: ComponentTokenAcquisition,
): ServiceOutputs => ({ scoringUri: uri, authMode: exported.Key, keyReferences, tokenAcquisition });

test("the components' outputs pass through as they are", () => {
  const reference = { secretResourceId: "/s", secretUri: uri, secretUriWithVersion: `${uri}/1` };
  const keys = { version: 1, primary: reference, secondary: reference, active: reference };
  const outputs = exportedAs(keys, { ...acquisition("AMLToken"), authMode: exported.AMLToken });
  expect(serviceOutputs(outputs)).toEqual(outputs);
});

describe("a service is found", () => {
  const one = { scoringUri: uri, authMode: "Key", primaryKey: "k" };

  it.each([
    ["at the top", one, undefined],
    ["as an exported object", { diabetes: one, iris: {} }, "diabetes"],
    [
      "by the beginning of its names",
      { diabetesScoringUri: uri, diabetesAuthMode: "Key", diabetesPrimaryKey: "k" },
      "diabetes",
    ],
    [
      "in what the automation API returns",
      Object.fromEntries(Object.entries(one).map(([name, value]) => [name, { value, secret: name === "primaryKey" }])),
      undefined,
    ],
    ["the same, as an object", { diabetes: { value: one, secret: true } }, "diabetes"],
  ])("%s", (_, outputs, name) => {
    expect(serviceOutputs(outputs, name)).toEqual(one);
  });

  it("with the modes that the components know", () => {
    for (const authMode of Object.values(exported)) {
      expect(serviceOutputs({ scoringUri: uri, authMode }).authMode).toBe(authMode);
    }
  });
});
