import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { gatewayConfig, gatewayFiles, type CaddyConfig, type GatewaySettings } from "../../src/gateway";
import { ensureToolchain } from "@azureml-webservice/local-azure/toolchain";
import { answerOf, bearer } from "./support/client";
import { Gateway, primaryKey, writeFiles } from "./support/gateway";
import { Http1 } from "./support/http1";

/*
 * No string that a user types may mean more to Caddy than its letters. For any string, the configuration either is
 * refused or is the very one of a harmless string with that string in its place, and the string holds nothing that
 * Caddy or CEL replaces.
 */

interface StringSetting {
  property: string;
  harmless: string;
  settings: (value: string) => GatewaySettings;
}

function settingsWith(change: Partial<GatewaySettings>): GatewaySettings {
  return {
    port: 8443,
    scoringPort: 5001,
    authEnabled: true,
    bodyLimitMb: 1,
    scoringTimeoutMs: 60_000,
    tls: { mode: "None" },
    ...change,
  };
}

const automatic = { mode: "Automatic", hostname: "other.example", httpPort: 80 } as const;

const stringSettings: StringSetting[] = [
  {
    property: "tls.hostname",
    harmless: "harmless.example",
    settings: (hostname) => settingsWith({ tls: { ...automatic, hostname } }),
  },
  {
    property: "tls.email",
    harmless: "harmless@mail.example",
    settings: (email) => settingsWith({ tls: { ...automatic, email } }),
  },
  {
    property: "tls.directoryUrl",
    harmless: "https://harmless.example/directory",
    settings: (directoryUrl) => settingsWith({ tls: { ...automatic, directoryUrl } }),
  },
  {
    property: "cors.allowedOrigins[0]",
    harmless: "https://harmless.example",
    settings: (origin) => settingsWith({ cors: { allowedOrigins: [origin, "https://other.example"] } }),
  },
  {
    property: "cors.allowedHeaders[0]",
    harmless: "Harmless",
    settings: (header) =>
      settingsWith({ cors: { allowedOrigins: ["https://other.example"], allowedHeaders: [header] } }),
  },
];

const fragments = [
  ..."{}[]()*?$`'\"\\/|&;:,.@#%!~<>=+-_ \t\r\n\0",
  "{env.HOME}",
  "{file./etc/passwd}",
  "{http.request.header.Authorization}",
  "\\{",
  "\\}",
  "${HOME}",
  "%7Benv.HOME%7D",
  "\u007b",
  "｛env.HOME｝",
  '"]||true||""in["',
  "\u2028",
  "é",
  "İ",
  "\ud800",
  "localhost",
  "127.0.0.1",
  "0x7f",
  "xn--",
  "https://",
];

/** Anything; hostile fragments in a row; a harmless value with one put into it. */
function hostile(harmless: string): fc.Arbitrary<string> {
  const fragment = fc.constantFrom(...fragments);
  const inside = fc
    .tuple(fragment, fc.nat(harmless.length))
    .map(([text, at]) => harmless.slice(0, at) + text + harmless.slice(at));
  const plain = fc.string({ unit: fc.constantFrom(..."abzAZ019-._:/@+[]*"), maxLength: 30 });
  return fc.oneof(
    inside,
    plain,
    plain.map((text) => `https://${text}`),
    fc.array(fragment, { maxLength: 8 }).map((texts) => texts.join("")),
    fc.string({ unit: "binary", maxLength: 50 }),
    fc.constant("a".repeat(100_000)),
  );
}

/** The same configuration with one text replaced in all its strings. */
function replaced(config: CaddyConfig, from: string, to: string): unknown {
  return JSON.parse(JSON.stringify(config), (_key, value: unknown) =>
    typeof value === "string" ? value.split(from).join(to) : value,
  );
}

function configOrRefusal(settings: GatewaySettings): CaddyConfig | string {
  try {
    return gatewayConfig(settings);
  } catch (error) {
    return (error as Error).message;
  }
}

it.each(stringSettings)("$property is refused or means itself", ({ property, harmless, settings }) => {
  let taken = 0;
  fc.assert(
    fc.property(hostile(harmless), (value) => {
      fc.pre(value !== "*"); // the one word with a meaning of its own, as an origin
      const config = configOrRefusal(settings(value));
      if (typeof config === "string") {
        expect(config.startsWith(`gateway setting ${property} cannot be `)).toBe(true);
        return;
      }
      taken++;
      expect(value).toMatch(/^[\x21-\x7e]+$/);
      expect(value).not.toMatch(/[{}"\\]/);
      expect(config).toEqual(replaced(gatewayConfig(settings(harmless)), harmless, value));
    }),
    { numRuns: 1000 },
  );
  expect(taken).toBeGreaterThan(20);
});

it("numbers are refused or mean themselves", () => {
  const number = fc.oneof(
    fc.constantFrom<unknown>(
      NaN,
      Infinity,
      -Infinity,
      -0,
      0,
      -1,
      1e300,
      2 ** 53,
      "1",
      "",
      null,
      undefined,
      true,
      [],
      {},
    ),
    fc.integer(),
    fc.double(),
  );
  const properties = ["port", "scoringPort", "bodyLimitMb", "scoringTimeoutMs"] as const;
  fc.assert(
    fc.property(fc.constantFrom(...properties), number, (property, value) => {
      const config = configOrRefusal(settingsWith({ [property]: value }));
      if (typeof config === "string") {
        expect(
          config.startsWith(`gateway setting ${property} cannot be `) ||
            config.startsWith("gateway setting scoringPort"),
        ).toBe(true);
        return;
      }
      const text = JSON.stringify(config);
      const expected = {
        port: `"listen":[":${value as number}"]`,
        scoringPort: `"dial":"127.0.0.1:${value as number}"`,
        bodyLimitMb: `"max_size":${Math.floor((value as number) * 1024 * 1024)}`,
        scoringTimeoutMs: `"response_header_timeout":"${value as number}ms"`,
      };
      expect(text).toContain(expected[property]);
      expect(text).not.toMatch(/"max_size":0[,}]|"0ms"|null/);
    }),
    { numRuns: 1000 },
  );
});

/** Values that are taken, from those generated. */
function takenValues({ harmless, settings }: StringSetting, count: number): string[] {
  const generated = fc.sample(hostile(harmless), 2000);
  const taken = generated.filter((value) => typeof configOrRefusal(settings(value)) !== "string");
  return [...new Set(taken)].slice(0, count);
}

it("Caddy takes what the gateway takes", async () => {
  const { caddy } = await ensureToolchain();
  const folder = mkdtempSync(path.join(tmpdir(), "hostile-"));
  const configFile = `${gatewayFiles.config.folder}/${gatewayFiles.config.file}`;
  try {
    for (const setting of stringSettings) {
      for (const value of takenValues(setting, 2)) {
        writeFiles(folder, { [configFile]: JSON.stringify(gatewayConfig(setting.settings(value))) });
        // Rejects with Caddy's words when the configuration is not valid.
        await promisify(execFile)(caddy, ["validate", "--config", configFile], { cwd: folder, env: { HOME: folder } });
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 300_000);

it("running Caddy knows each origin and header as it was given", async () => {
  const [, , , originSetting, headerSetting] = stringSettings;
  const allowedOrigins = takenValues(originSetting!, 100).filter((origin) => origin !== "*");
  const allowedHeaders = takenValues(headerSetting!, 100);
  expect(allowedOrigins.length).toBeGreaterThan(20);
  const gateway = await Gateway.start({ settings: { cors: { allowedOrigins, allowedHeaders } } });
  try {
    const client = new Http1({ port: gateway.settings.port, tls: false });
    for (const origin of allowedOrigins) {
      const headers: [string, string][] = [
        ["Origin", origin],
        ["Access-Control-Request-Method", "POST"],
      ];
      const answer = await answerOf(client, { method: "OPTIONS", headers });
      expect(answer).toMatchObject({ status: 204, headers: { "access-control-allow-origin": origin } });
      const named = ["Authorization", "Content-Type", ...allowedHeaders].join(", ");
      expect(answer.headers["access-control-allow-headers"]).toBe(named);
      const changed = `${origin}x`;
      if (!allowedOrigins.includes(changed)) {
        const other = await answerOf(client, { headers: [["Origin", changed], bearer(primaryKey)] });
        expect(other.headers).not.toHaveProperty("access-control-allow-origin");
      }
    }
  } finally {
    await gateway.stop();
  }
}, 300_000);
