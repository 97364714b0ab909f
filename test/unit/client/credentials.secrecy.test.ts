import { randomBytes } from "node:crypto";
import { inspect } from "node:util";

import {
  type CredentialEvent,
  EndpointTokenCredential,
  EnvironmentKeys,
  FixedKeys,
  KeyCredential,
  KeyVaultKeys,
  type TokenCredential,
} from "../../../src/client";
import type { CredentialSource } from "../../../src/client";
import { redact } from "../../../src/client/internal/redact";
import { leaksInText } from "@azureml-webservice/deploy-harness/testing/secrecy";
import { acquisition, entraAcquisition } from "../../support/client/region";

const secret = () => `eyJ${randomBytes(24).toString("base64url")}.${randomBytes(24).toString("base64url")}`;
const secrets = { entra: secret(), aml: secret(), primary: secret(), secondary: secret() };

/** All ways in which something shows itself. */
function shown(value: unknown): string {
  const json = () => {
    try {
      return JSON.stringify(value, (_, item: unknown) =>
        item instanceof Error ? { ...item, message: item.message, stack: item.stack, cause: item.cause } : item,
      );
    } catch (error) {
      return String(error);
    }
  };
  return [
    inspect(value, { showHidden: true, depth: Infinity, getters: true, maxStringLength: null, maxArrayLength: null }),
    inspect(value, { showHidden: true, depth: Infinity, customInspect: false }),
    json(),
    String(value),
    Object.prototype.toString.call(value),
  ].join("\n");
}

/** What the test itself must find, or it could not find anything. */
test("what this test looks with sees a secret wherever one is", () => {
  const { aml } = secrets;
  class Open {
    readonly #inside = aml;
    constructor(readonly outside: unknown) {}
    length() {
      return this.#inside.length;
    }
  }
  const hidden = Object.defineProperty({}, "hidden", { value: aml });
  for (const value of [
    aml,
    { aml },
    new Open(aml),
    new Error("x", { cause: new Error(aml) }),
    hidden,
    new Map([[1, aml]]),
  ]) {
    expect(leaksInText(shown(value), secrets)).toEqual(["aml"]);
  }
  expect(leaksInText(shown(new Open("nothing")), secrets)).toEqual([]);
});

test.each<[string, string, string, string | undefined]>([
  ["nothing was sent", "all is said", "", "all is said"],
  ["a line end", "one\nother line", "", "one other line"],
  ["less than tells something", "abcdefghijk", "abcdefghijklmnop", "abcdefghijk"],
  ["a short key", "my key is abc.", "abc", "[not shown: it repeats the credential]"],
  ["no text", "", "abc", undefined],
])("what an error takes over of a service's text: %s", (_, text, sent, expected) => {
  expect(redact(text, sent)).toBe(expected);
});

/** How a service, a proxy or a library may repeat what was sent. */
const repeats: readonly [string, (sent: string) => string][] = [
  ["as it is", (sent) => sent],
  ["a piece of it", (sent) => sent.slice(20, 40)],
  ["with Bearer", (sent) => `Authorization: Bearer ${sent}`],
  ["base64", (sent) => Buffer.from(`x:${sent}`).toString("base64")],
  ["base64url", (sent) => Buffer.from(`Bearer ${sent}`).toString("base64url")],
  ["hexadecimal", (sent) => Buffer.from(sent).toString("hex")],
  ["after much else", (sent) => `${"x".repeat(380)}${sent}`],
];
const statuses = [400, 401, 403, 503];

function answers(say: (sent: string) => string): [string, typeof fetch][] {
  const sentIn = (init?: RequestInit) => new Headers(init?.headers).get("authorization")!.replace("Bearer ", "");
  return [
    ...statuses.map((status): [string, typeof fetch] => [
      String(status),
      async (_, init) => {
        const text = say(sentIn(init));
        const body = { error: { code: text, message: text, innererror: { code: text }, details: [{ message: text }] } };
        const headers = { "x-ms-request-id": text, "x-request-id": text, "www-authenticate": `Bearer realm="${text}"` };
        return Response.json(body, { status, headers });
      },
    ]),
    ["no JSON", async (_, init) => new Response(say(sentIn(init)), { status: 500 })],
    [
      "success without what was asked for",
      async (_, init) =>
        Response.json({ token: say(sentIn(init)), value: `${sentIn(init)}\n`, accessToken: `${sentIn(init)}\n` }),
    ],
    [
      "a library's error with the whole request in it",
      async (_, init) => {
        const text = say(sentIn(init));
        const cause = Object.assign(new Error(text), { name: text, request: init, config: { headers: init?.headers } });
        throw Object.assign(new TypeError(`cannot send ${text}`, { cause }), {
          request: init,
          response: { config: init },
        });
      },
    ],
  ];
}

const entra: TokenCredential = {
  getToken: async () => ({ token: secrets.entra, expiresOnTimestamp: Date.now() + 3_600_000 }),
};
const references = {
  primary: { secretUri: "https://v.vault.azure.net/secrets/p" },
  secondary: { secretUri: "https://v.vault.azure.net/secrets/s" },
};

describe.each(repeats)("a service that repeats what was sent (%s)", (_, say) => {
  test.each(answers(say))("%s", async (_, fetch) => {
    const seen: unknown[] = [];
    const onCredentialEvent = (event: CredentialEvent) => seen.push(event);
    const token = new EndpointTokenCredential(acquisition, entra, { fetch, onCredentialEvent });
    const keys = new KeyVaultKeys(references, entra, { fetch, onCredentialEvent });
    for (const work of [() => token.getToken(), () => token.credential(), () => keys.keys()]) {
      await work().then(
        () => Promise.reject(new Error("must fail")),
        (error: unknown) => seen.push(error),
      );
    }
    expect(seen.length).toBeGreaterThan(4);
    expect(leaksInText([...seen, seen, token, keys].map(shown).join("\n"), secrets)).toEqual([]);
  });
});

describe("what is at work shows nothing", () => {
  const answer: typeof fetch = async (url) =>
    String(url).includes("vault")
      ? Response.json({ value: String(url).includes("/p?") ? secrets.primary : secrets.secondary })
      : Response.json({ accessToken: secrets.aml, expiryTimeUtc: Date.now() + 3_600_000 });
  const events: CredentialEvent[] = [];
  const hooks = { onCredentialEvent: (event: CredentialEvent) => void events.push(event), fetch: answer };
  const both = { primary: secrets.primary, secondary: secrets.secondary };
  const sources: [string, CredentialSource, object][] = [
    ["a token of Azure ML", new EndpointTokenCredential(acquisition, entra, hooks), {}],
    ["a token of Entra", new EndpointTokenCredential(entraAcquisition, entra, hooks), {}],
    ...[
      new FixedKeys(both),
      new EnvironmentKeys({ primary: "P", secondary: "S" }, { P: secrets.primary, S: secrets.secondary }),
      new KeyVaultKeys(references, entra, hooks),
    ].map((source): [string, CredentialSource, object] => [
      source.constructor.name,
      new KeyCredential(source, hooks),
      source,
    ]),
  ];

  test.each(sources)("%s", async (_, source, inside) => {
    const first = await source.credential();
    expect(leaksInText(first.authorization(), secrets)).toHaveLength(1);
    source.accepted(first);
    const other = await source.refused(first);
    const all = [source, inside, first, other, source.credential(), events];
    expect(leaksInText(all.map(shown).join("\n") + `${String(first)}`, secrets)).toEqual([]);
  });

  test("keys that fit no header are in no error", () => {
    const bad = `${secrets.primary}\n`;
    for (const make of [
      () => new FixedKeys({ primary: bad }),
      () => new FixedKeys({ primary: secrets.primary, secondary: `${secrets.secondary} x` }),
    ]) {
      let thrown: unknown;
      try {
        make();
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBeDefined();
      expect(leaksInText(shown(thrown), secrets)).toEqual([]);
    }
  });
});
