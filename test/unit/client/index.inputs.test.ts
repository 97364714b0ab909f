import type * as azure from "@azure/core-auth";
import type * as pulumi from "@pulumi/pulumi";

import {
  type AccessToken,
  CredentialError,
  EndpointTokenCredential,
  FixedKeys,
  type GetTokenOptions,
  KeyCredential,
  KeyVaultKeys,
  ScoringClient,
  type TokenAcquisition,
  type TokenCredential,
} from "../../../src/client";
import type { TokenAcquisition as ComponentsTokenAcquisition } from "../../../src/contract/token-acquisition";
import { acquisition, entraAcquisition } from "../../support/client/region";

const entra: TokenCredential = { getToken: async () => null };
const https = "must begin with https:// (http:// only on this machine), because a credential is sent there";

test.each<[string, unknown]>([
  ["a key", "0123456789abcdef"],
  ["none that is empty", ""],
  ["a credential of Entra", entra],
])("ScoringClient takes no credential that is %s, and does not show it", (_, given) => {
  expect(() => new ScoringClient("https://score.example.com/score", given as KeyCredential)).toThrow(
    /^credential: is no CredentialSource: must be one such as [^0]*\(what was given is not shown\)$/,
  );
});

describe("what EndpointTokenCredential refuses", () => {
  test.each<[string, unknown, unknown, string]>([
    [
      "no acquisition, as of a service with keys",
      undefined,
      entra,
      "tokenAcquisition.version: undefined is not known: must be 1; give the output tokenAcquisition of a service with token authentication",
    ],
    [
      "a later version",
      { ...acquisition, version: 2 },
      entra,
      "tokenAcquisition.version: 2 is not known: must be 1; give the output tokenAcquisition of a service with token authentication",
    ],
    [
      "another mode",
      { ...acquisition, authMode: "Key" },
      entra,
      'tokenAcquisition.authMode: "Key" is not known: must be "AMLToken" or "AADToken"',
    ],
    [
      "no scope",
      { ...acquisition, scope: "" },
      entra,
      "tokenAcquisition.scope: is missing: must be a scope such as https://management.azure.com/.default",
    ],
    [
      "an address that anybody can read along",
      { ...acquisition, url: "http://management.azure.com/token" },
      entra,
      `tokenAcquisition.url: http://management.azure.com is not allowed: ${https}`,
    ],
    [
      "no credential",
      acquisition,
      undefined,
      "credential: has no getToken: must be a TokenCredential, such as one of @azure/identity",
    ],
  ])("%s", (_, given, credential, message) => {
    const make = () => new EndpointTokenCredential(given as TokenAcquisition, credential as TokenCredential);
    expect(make).toThrow(new CredentialError(message, { code: "InvalidConfiguration" }));
  });
});

describe("times that are none", () => {
  const rule = (least: number) => `must be a number of milliseconds from ${least} up`;
  const secret = { active: { secretUri: "https://v.vault.azure.net/secrets/a" } };
  test.each<[string, () => unknown, string]>([
    [
      "below 0",
      () => new EndpointTokenCredential(acquisition, entra, { skewMs: -1 }),
      `skewMs: -1 is not allowed: ${rule(0)}`,
    ],
    [
      "0",
      () => new EndpointTokenCredential(acquisition, entra, { timeoutMs: 0 }),
      `timeoutMs: 0 is not allowed: ${rule(1)}`,
    ],
    [
      "no end",
      () => new KeyVaultKeys(secret, entra, { maxAgeMs: Infinity }),
      `maxAgeMs: Infinity is not allowed: ${rule(1)}`,
    ],
    [
      "no number",
      () => new KeyCredential(new FixedKeys({ primary: "p" }), { refusedForMs: NaN }),
      `refusedForMs: NaN is not allowed: ${rule(1)}`,
    ],
  ])("%s", (_, make, message) => {
    expect(make).toThrow(new CredentialError(message, { code: "InvalidConfiguration" }));
  });
});

describe("what errors say to do", () => {
  const name = "token of Azure ML (score): Azure Resource Manager";
  const [read, token] = acquisition.actions!;
  test.each<[number, string, string]>([
    [
      400,
      "Refused",
      "the endpoint may have another authentication by now: take tokenAcquisition from the service's current outputs",
    ],
    [
      401,
      "Unauthorized",
      "the given TokenCredential has to sign in to the endpoint's own tenant and cloud, for https://management.azure.com",
    ],
    [
      403,
      "Forbidden",
      `give the caller's identity a role with ${read} and ${token} on the endpoint, as grantTokenAccess does; a new one counts after some minutes`,
    ],
    [
      404,
      "NotFound",
      "the endpoint is gone or has another name: take tokenAcquisition from the service's current outputs",
    ],
  ])("%i", async (status, code, remedy) => {
    const credential = new EndpointTokenCredential(
      acquisition,
      { getToken: async () => ({ token: "t", expiresOnTimestamp: Date.now() + 60_000 }) },
      {
        endpoint: "score",
        fetch: async () =>
          Response.json(
            { error: { code: "Code", message: "words\nof Azure" } },
            { status, headers: { "x-request-id": "r1" } },
          ),
      },
    );
    await expect(credential.getToken()).rejects.toMatchObject({
      code,
      status,
      serviceCode: "Code",
      requestId: "r1",
      endpoint: "score",
      audience: "https://management.azure.com",
      credential: { name: "token of Azure ML", source: "score" },
      remedy,
      message: `${name} answered ${status} Code "words of Azure" (request id r1); ${remedy}`,
    });
  });

  test.each<[string, unknown, string]>([
    ["no token", { expiryTimeUtc: 4e9 }, "answered 200 without an accessToken"],
    ["a token with a line end", { accessToken: "a\nb", expiryTimeUtc: 4e9 }, "answered 200 without an accessToken"],
    ["no time", { accessToken: "a" }, "answered 200 without an expiryTimeUtc that is a time"],
    ["nothing", null, "answered 200 without an accessToken"],
    [
      "a token that is over",
      { accessToken: "a", expiryTimeUtc: 1e9 },
      "returned a token that has already expired; see that this machine's clock is right",
    ],
  ])("an answer with %s", async (_, body, said) => {
    const credential = new EndpointTokenCredential(
      acquisition,
      { getToken: async () => ({ token: "t", expiresOnTimestamp: Date.now() + 60_000 }) },
      { endpoint: "score", fetch: async () => Response.json(body) },
    );
    await expect(credential.getToken()).rejects.toMatchObject({ code: "InvalidAnswer", message: `${name} ${said}` });
  });

  test("Entra's own failure says so, and is the cause", async () => {
    const cause = new Error("AADSTS7000215: Invalid client secret provided");
    const failing: TokenCredential = { getToken: () => Promise.reject(cause) };
    await expect(new EndpointTokenCredential(entraAcquisition, failing).getToken()).rejects.toMatchObject({
      code: "EntraTokenFailed",
      cause,
      message:
        "token of Microsoft Entra (https://ml.azure.com): Microsoft Entra gave no token for https://ml.azure.com/.default (AADSTS7000215: Invalid client secret provided); see that the given TokenCredential can sign in here",
    });
  });
});

test("a given fetch is called as a function, not as a method: a browser's own would refuse", async () => {
  const owners: unknown[] = [];
  function given(this: unknown): Promise<Response> {
    owners.push(this);
    return Promise.resolve(Response.json({ accessToken: "aml", expiryTimeUtc: 4e9 }));
  }
  const signedIn: TokenCredential = { getToken: async () => ({ token: "t", expiresOnTimestamp: Date.now() + 60_000 }) };
  await new EndpointTokenCredential(acquisition, signedIn, { fetch: given as typeof fetch }).getToken();
  expect(owners).toEqual([undefined]);
});

test("types: Azure's credentials fit here, ours fit there, and a component's output is what is taken", () => {
  const fits = <T>(_: T) => undefined;
  const given: azure.TokenCredential = { getToken: async () => null };
  fits<TokenCredential>(given);
  fits<azure.TokenCredential>(entra);
  fits<azure.TokenCredential>(new EndpointTokenCredential(acquisition, given));
  fits<(token: AccessToken) => azure.AccessToken>((token) => token);
  fits<(token: azure.AccessToken) => AccessToken>((token) => token);
  fits<(options: GetTokenOptions) => azure.GetTokenOptions>((options) => options);
  fits<(options: azure.GetTokenOptions) => GetTokenOptions>((options) => options);
  fits<(output: ComponentsTokenAcquisition) => TokenAcquisition>((output) => output);
  fits<(output: pulumi.Unwrap<ComponentsTokenAcquisition>) => TokenAcquisition>((output) => output);
  expect(acquisition.version).toBe(1);
});
