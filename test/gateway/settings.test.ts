import { gatewayCommand, gatewayConfig, keyFileContent, type GatewaySettings } from "../../src/gateway";

const settings: GatewaySettings = {
  port: 443,
  scoringPort: 5001,
  authEnabled: true,
  bodyLimitMb: 1,
  scoringTimeoutMs: 60_000,
  tls: { mode: "None" },
};
const automatic = { mode: "Automatic", hostname: "ml.example.com", httpPort: 80 } as const;

function withCors(cors: Partial<NonNullable<GatewaySettings["cors"]>>): Partial<GatewaySettings> {
  return { cors: { allowedOrigins: ["https://app.example"], ...cors } };
}

describe("a setting that Caddy could read in another way is refused", () => {
  it.each<[property: string, settings: object, given: string]>([
    ["port", { port: 0 }, "0"],
    ["port", { port: 65536 }, "65536"],
    ["port", { port: 80.5 }, "80.5"],
    ["port", { port: "443" }, '"443"'],
    ["port", { port: NaN }, "null"],
    ["scoringPort", { scoringPort: -1 }, "-1"],
    ["scoringPort", { scoringPort: 443 }, "443"],
    ["bodyLimitMb", { bodyLimitMb: 0 }, "0"],
    ["bodyLimitMb", { bodyLimitMb: Infinity }, "null"],
    ["scoringTimeoutMs", { scoringTimeoutMs: 0 }, "0"],
    ["scoringTimeoutMs", { scoringTimeoutMs: 0.5 }, "0.5"],
    ["scoringTimeoutMs", { scoringTimeoutMs: "1m" }, '"1m"'],
    ["cors.allowedOrigins", withCors({ allowedOrigins: [] }), "[]"],
    ["cors.allowedOrigins[1]", withCors({ allowedOrigins: ["*", "https://*.example"] }), '"https://*.example"'],
    ["cors.allowedOrigins[0]", withCors({ allowedOrigins: ["https://{env.HOME}"] }), '"https://{env.HOME}"'],
    [
      "cors.allowedOrigins[0]",
      withCors({ allowedOrigins: ['https://a", "https://b'] }),
      '"https://a\\", \\"https://b"',
    ],
    ["cors.allowedOrigins[0]", withCors({ allowedOrigins: ["https://a/"] }), '"https://a/"'],
    ["cors.allowedOrigins[0]", withCors({ allowedOrigins: [""] }), '""'],
    ["cors.allowedHeaders[0]", withCors({ allowedHeaders: ["*"] }), '"*"'],
    ["cors.allowedHeaders[0]", withCors({ allowedHeaders: ["A, B"] }), '"A, B"'],
    ["cors.allowedHeaders[0]", withCors({ allowedHeaders: ["A_B"] }), '"A_B"'],
    ["cors.allowedHeaders[0]", withCors({ allowedHeaders: ["A\r\nB"] }), '"A\\r\\nB"'],
    ["cors.maxAgeSeconds", withCors({ maxAgeSeconds: -1 }), "-1"],
    ["tls.mode", { tls: { mode: "none" } }, '"none"'],
    ["tls.hostname", { tls: { ...automatic, hostname: "*.example.com" } }, '"*.example.com"'],
    ["tls.hostname", { tls: { ...automatic, hostname: "10.0.0.1" } }, '"10.0.0.1"'],
    ["tls.hostname", { tls: { ...automatic, hostname: "example.com." } }, '"example.com."'],
    ["tls.hostname", { tls: { ...automatic, hostname: "example.com:443" } }, '"example.com:443"'],
    ["tls.hostname", { tls: { ...automatic, hostname: "{env.HOST}" } }, '"{env.HOST}"'],
    ["tls.hostname", { tls: { ...automatic, hostname: `${"a".repeat(64)}.example` } }, `"${"a".repeat(64)}.example"`],
    ["tls.email", { tls: { ...automatic, email: "a@b?cc=c@d" } }, '"a@b?cc=c@d"'],
    ["tls.email", { tls: { ...automatic, email: "{file.x}@b" } }, '"{file.x}@b"'],
    ["tls.directoryUrl", { tls: { ...automatic, directoryUrl: "http://ca/dir" } }, '"http://ca/dir"'],
    ["tls.directoryUrl", { tls: { ...automatic, directoryUrl: "https://ca:99999/" } }, '"https://ca:99999/"'],
    ["tls.directoryUrl", { tls: { ...automatic, directoryUrl: "https://ca/{x}" } }, '"https://ca/{x}"'],
    ["tls.httpPort", { tls: { ...automatic, httpPort: 443 } }, "443"],
    ["tls.httpPort", { tls: { ...automatic, httpPort: 5001 } }, "5001"],
    ["http3", { http3: true }, "true"],
  ])("%s, in %j", (property, change, given) => {
    expect(() => gatewayConfig({ ...settings, ...change })).toThrow(
      new Error(`gateway setting ${property} cannot be ${given}`),
    );
  });

  it("with no more of a long value in the message than a line", () => {
    const change = withCors({ allowedOrigins: ["{".repeat(10_000)] });
    expect(() => gatewayConfig({ ...settings, ...change })).toThrow(
      /^gateway setting cors\.allowedOrigins\[0\] cannot be "\{{99}$/,
    );
  });
});

describe("unusual settings are taken as they are", () => {
  it.each(["a", "a-b.c", "xn--bcher-kva.example", "My.Example", "3com.com", `${"a".repeat(63)}.b`])(
    "hostname %s",
    (hostname) => {
      const config = JSON.stringify(gatewayConfig({ ...settings, tls: { ...automatic, hostname } }));
      expect(config).toContain(`"automate":["${hostname}"]`);
      expect(config).toContain(`"https://${hostname}{http.request.uri}"`);
    },
  );

  it.each(["a@b", "first.last+tag@sub.example.com", "o'neil@example.com", "a_b~!$*^`|c@example.com"])(
    "email %s",
    (email) => {
      expect(JSON.stringify(gatewayConfig({ ...settings, tls: { ...automatic, email } }))).toContain(
        `"email":"${email}"`,
      );
    },
  );

  it.each(["https://ca.example", "https://localhost:9443/acme/local/directory", "https://ca/a%7Eb/~c;d=e,f@g"])(
    "directory %s",
    (directoryUrl) => {
      const config = gatewayConfig({ ...settings, tls: { ...automatic, directoryUrl } });
      expect(JSON.stringify(config)).toContain(`"ca":"${directoryUrl}"`);
    },
  );

  it("numbers at their ends", () => {
    const change = {
      port: 1,
      scoringPort: 65535,
      bodyLimitMb: 0.25,
      scoringTimeoutMs: 1,
      ...withCors({ maxAgeSeconds: 0 }),
    };
    const config = JSON.stringify(gatewayConfig({ ...settings, ...change }));
    expect(config).toContain('"max_size":262144');
    expect(config).toContain('"response_header_timeout":"1ms"');
    expect(config).toContain('"Access-Control-Max-Age":["0"]');
  });
});

describe("the configuration", () => {
  it("has no key check, and reads no key, without key authentication", () => {
    const config = JSON.stringify(gatewayConfig({ ...settings, authEnabled: false }));
    expect(config).not.toMatch(/keys\/|key_file/);
    expect(JSON.stringify(gatewayConfig(settings))).toMatch(/keys\/primary/);
  });

  it("asks for a certificate by TLS-ALPN only on the port that an authority calls", () => {
    const challengesOn = (port: number) => JSON.stringify(gatewayConfig({ ...settings, port, tls: automatic }));
    expect(challengesOn(443)).toContain('"tls-alpn":{}');
    expect(challengesOn(8443)).toContain('"tls-alpn":{"disabled":true}');
    expect(challengesOn(8443)).toContain('"https://ml.example.com:8443{http.request.uri}"');
  });

  it("takes no request of a resumed handshake that somebody could send again", () => {
    const config = gatewayConfig({ ...settings, tls: { mode: "Certificate" }, http3: true });
    expect(config).toHaveProperty("apps.http.servers.service.allow_0rtt", false);
  });

  it("has the command and the key file's form that the container group uses", () => {
    expect(gatewayCommand).toEqual(["caddy", "run", "--config", "gateway/caddy.json"]);
    expect(keyFileContent("abc")).toBe("abc;");
  });
});
