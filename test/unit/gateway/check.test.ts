import { aciWebserviceRule } from "../../../src/aci/rules";
import { checkSettings } from "../../../src/gateway/check";
import type { GatewaySettings } from "../../../src/gateway";
import type { LeafRule, ListRule, ObjectRule, Rule } from "../../../src/validation/rule";

/*
 * What reaches the gateway passes two locks. The second one throws errors that are not for users, so whatever the rule of
 * an input accepts, the gateway's check has to accept.
 */

const settings: GatewaySettings = {
  port: 443,
  scoringPort: 5001,
  authEnabled: true,
  bodyLimitMb: 100,
  scoringTimeoutMs: 60_000,
  tls: { mode: "None" },
};

const automatic = { mode: "Automatic", hostname: "score.example.com", httpPort: 80 } as const;

function rule(...path: readonly string[]): LeafRule {
  const found = path.reduce<Rule | undefined>((at, step) => (at as ObjectRule).properties[step], aciWebserviceRule);
  return found?.kind === "list" ? ((found as ListRule).item as LeafRule) : (found as LeafRule);
}

interface Lock {
  readonly rule: LeafRule;
  readonly put: (value: string) => GatewaySettings;
  readonly harmless: readonly string[];
  /** Whether both accept exactly the same, as far as the rule's longest text. */
  readonly same: boolean;
}

const locks: Record<string, Lock> = {
  "a host name": {
    rule: rule("tls", "hostname"),
    put: (hostname) => ({ ...settings, tls: { ...automatic, hostname } }),
    harmless: ["score.example.com", "a", "x.0x1f.a1", "10.0.0.a", `${"a".repeat(63)}.b`],
    same: true,
  },
  "a header's name": {
    rule: rule("cors", "allowedHeaders"),
    put: (name) => ({ ...settings, cors: { allowedOrigins: ["*"], allowedHeaders: [name] } }),
    harmless: ["X-Request-Id", "a", "0-"],
    same: true,
  },
  "an origin": {
    rule: rule("cors", "allowedOrigins"),
    put: (origin) => ({ ...settings, cors: { allowedOrigins: [origin] } }),
    harmless: ["https://app.example.com", "http://[::1]:8080", "capacitor://localhost", "*"],
    same: false,
  },
  "an e-mail address": {
    rule: rule("tls", "email"),
    put: (email) => ({ ...settings, tls: { ...automatic, email } }),
    harmless: ["ops@example.com", "a.!$'+^_~-b@c", "a@b-c.d"],
    same: false,
  },
  "an ACME directory": {
    rule: rule("tls", "acmeDirectoryUrl"),
    put: (directoryUrl) => ({ ...settings, tls: { ...automatic, directoryUrl } }),
    harmless: ["https://acme.example.net/directory", "https://a:14000", "https://a/b.c_d~e/-/"],
    same: false,
  },
};

const characters = [
  ...Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)),
  ..."ſKİ\u2028\u{1f680}",
  "\ud800",
];

/** Each harmless value with every character put in, and put in place of another, everywhere. */
function variants(harmless: readonly string[]): string[] {
  return harmless.flatMap((value) =>
    Array.from({ length: value.length + 1 }, (_, at) => at).flatMap((at) =>
      characters.flatMap((character) =>
        [0, 1].map((removed) => value.slice(0, at) + character + value.slice(at + removed)),
      ),
    ),
  );
}

function gatewayAccepts(given: GatewaySettings): boolean {
  try {
    checkSettings(given);
    return true;
  } catch {
    return false;
  }
}

describe.each(Object.entries(locks))("%s", (_, { rule, put, harmless, same }) => {
  const values = [...harmless, ...variants(harmless)];

  test("that its rule accepts, the gateway's check accepts", () => {
    expect(harmless.filter((value) => !rule.accepts(value))).toEqual([]);
    expect(values.filter((value) => rule.accepts(value) && !gatewayAccepts(put(value)))).toEqual([]);
  });

  test("with what means something to Caddy or to JSON the gateway refuses", () => {
    expect(values.filter((value) => /[{}"\\\s\0]/.test(value) && gatewayAccepts(put(value)))).toEqual([]);
  });

  test(same ? "is the same to both" : "is wider to the gateway, which asks only what is safe", () => {
    const onlyGateway = values.filter((value) => !rule.accepts(value) && gatewayAccepts(put(value)));
    expect(onlyGateway.length > 0).toBe(!same);
  });
});
