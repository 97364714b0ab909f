import http from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import type { PeerCertificate } from "node:tls";

import { testCertificate } from "../../support/certificate";
import { withoutProxyVariables } from "../../support/environment";
import { startForwardProxy, type ForwardProxy, type ForwardProxyOptions } from "../../support/forward-proxy";

withoutProxyVariables();

const path = "/subscriptions/s/onlineEndpoints/e";
const password = "Pr0xyPassw0rd";

let closing: (() => unknown)[] = [];
afterEach(async () => {
  await Promise.all(closing.map((close) => close()));
  closing = [];
});

/** Azure Resource Manager, as far as these tests need it. */
async function serve(secure = false): Promise<{ port: number; seen: http.IncomingMessage[] }> {
  const seen: http.IncomingMessage[] = [];
  const listener: http.RequestListener = (request, response) => {
    seen.push(request);
    response.end("{}");
  };
  const { certificatePem: cert, privateKeyPem: key } = testCertificate;
  const server = secure ? https.createServer({ cert, key }, listener) : http.createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, seen };
}

async function proxy(options?: ForwardProxyOptions): Promise<ForwardProxy> {
  const started = await startForwardProxy(options);
  closing.push(() => started.close());
  return started;
}

/** A client that has read no variable yet: NO_PROXY is read once in a process. */
function client(endpoint: string, timeoutSeconds = 5) {
  jest.resetModules();
  const { ArmClient } = jest.requireActual<typeof import("../../../src/azure/arm-client")>(
    "../../../src/azure/arm-client",
  );
  const reported: string[] = [];
  const arm = new ArmClient({
    endpoint,
    token: () => Promise.resolve("token"),
    timeoutSeconds,
    report: (line) => reported.push(line),
  });
  return { arm, reported };
}

/** A port on which nobody listens. */
async function freePort(): Promise<number> {
  const server = http.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe("requests to Azure Resource Manager", () => {
  it.each(["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "HTTP_PROXY", "http_proxy"])(
    "go through the proxy in %s, in clear where the endpoint is",
    async (variable) => {
      const [{ port, seen }, { url, log }] = [await serve(), await proxy()];
      process.env[variable] = url;
      await client(`http://127.0.0.1:${port}`).arm.get(path, "1");
      expect(log).toEqual([`GET http://127.0.0.1:${port}${path}?api-version=1`]);
      expect(seen).toHaveLength(1);
    },
  );

  it("go through a tunnel with TLS, of which the proxy learns the host alone", async () => {
    const [{ port }, { url, log }] = [await serve(true), await proxy()];
    process.env.HTTPS_PROXY = url;
    // Nobody vouches for this certificate; that it was met shows that the tunnel stood.
    await expect(client(`https://localhost:${port}`, 0.5).arm.get(path, "1")).rejects.toThrow(
      /does not answer \(.*certificate.*, through the proxy in HTTPS_PROXY; correct HTTPS_PROXY, or add localhost to NO_PROXY\)/,
    );
    expect(log).toEqual([`CONNECT localhost:${port}`]);
  });

  it("send the proxy its password, and Azure none of it", async () => {
    const [{ port, seen }, { url, log }] = [await serve(), await proxy({ credentials: `me:${password}` })];
    process.env.HTTPS_PROXY = url.replace("//", `//me:${password}@`);
    await client(`http://127.0.0.1:${port}`).arm.get(path, "1");
    expect(log).toHaveLength(1);
    expect(seen[0]?.headers["proxy-authorization"]).toBeUndefined();
  });

  it.each([
    ["NO_PROXY", "127.0.0.1"],
    ["no_proxy", "example.com, 127.0.0.1"],
  ])("avoid the proxy where %s says %s", async (variable, value) => {
    const [{ port, seen }, { url, log }] = [await serve(), await proxy()];
    process.env.HTTPS_PROXY = url;
    process.env[variable] = value;
    await client(`http://127.0.0.1:${port}`).arm.get(path, "1");
    expect([log, seen.length]).toEqual([[], 1]);
  });

  it("do not avoid it for another host in NO_PROXY", async () => {
    const [{ port }, { url, log }] = [await serve(), await proxy()];
    process.env.HTTPS_PROXY = url;
    process.env.NO_PROXY = "localhost";
    await client(`http://127.0.0.1:${port}`).arm.get(path, "1");
    expect(log).toHaveLength(1);
  });
});

describe("a proxy that does not work", () => {
  it("is named by its variable, with the way out and without its password, each time", async () => {
    const port = await freePort();
    process.env.HTTPS_PROXY = `http://me:${password}@127.0.0.1:${port}`;
    const { arm, reported } = client("https://management.azure.com", 1.9);
    const failure = String(await arm.put(path, "1", {}).catch((error: unknown) => error));
    const reason = `PUT ${path}: Azure Resource Manager does not answer (connect ECONNREFUSED 127.0.0.1:${port}, through the proxy in HTTPS_PROXY; correct HTTPS_PROXY, or add management.azure.com to NO_PROXY)`;
    expect(failure).toBe(`ArmError: ${reason}`);
    expect(reported).toEqual([`${reason}; trying again in 1 s`]);
    expect(failure + reported.join()).not.toContain(password);
  });

  it.each([
    ["a tunnel", "https://management.azure.com", 407],
    ["a request in clear", "http://127.0.0.1:1", 407],
    ["a tunnel", "https://management.azure.com", 403],
  ])("refuses %s (%s, %d): that is no answer of Azure's, and not tried again", async (_, endpoint, refuseWith) => {
    const { url, log } = await proxy({ refuseWith });
    process.env.HTTPS_PROXY = url;
    const { arm, reported } = client(endpoint);
    await expect(arm.put(path, "1", {})).rejects.toThrow(
      `does not answer (status ${refuseWith}, through the proxy in HTTPS_PROXY; correct HTTPS_PROXY, or add ${new URL(endpoint).hostname} to NO_PROXY)`,
    );
    expect([log.length, reported]).toEqual([1, []]);
  });

  it("is tried again where it cannot reach Azure", async () => {
    const { url, log } = await proxy({ refuseWith: 502 });
    process.env.HTTPS_PROXY = url;
    const { arm, reported } = client("https://management.azure.com", 1.9);
    await expect(arm.put(path, "1", {})).rejects.toThrow(
      "does not answer (status 502, through the proxy in HTTPS_PROXY",
    );
    expect([log.length, reported.length]).toEqual([2, 1]);
  });

  it.each([
    ["HTTPS_PROXY", "proxy.example.com:8080"],
    ["https_proxy", "socks5://proxy.example.com:1080"],
    ["HTTP_PROXY", `http://me:${password}@:8080`],
    ["ALL_PROXY", "http://"],
  ])("has no URL: %s=%s", async (variable, value) => {
    process.env[variable] = value;
    const failure = String(
      await client("https://management.azure.com")
        .arm.put(path, "1", {})
        .catch((error: unknown) => error),
    );
    expect(failure).toBe(`ArmError: ${variable} is not the URL of a proxy: must be like http://proxy.example.com:8080`);
  });
});

describe("the probe of a key", () => {
  const key = "Qm7RtYz2LpXcVb9NkWjHs4DfGa6TuEi8OqZx1CvBn3M";

  function probe(target: { url: string; address?: string }): Promise<number> {
    jest.resetModules();
    const { probeWithKey } =
      jest.requireActual<typeof import("../../../src/keys/key-probe")>("../../../src/keys/key-probe");
    return probeWithKey(target, key, 5000);
  }

  it("goes through the proxy, with its key for the service alone", async () => {
    const [{ port, seen }, { url, log }] = [await serve(), await proxy()];
    process.env.HTTPS_PROXY = url;
    expect(await probe({ url: `http://127.0.0.1:${port}/check?a=b` })).toBe(200);
    expect(log).toEqual([`GET http://127.0.0.1:${port}/check?a=b`]);
    expect(seen.map(({ headers }) => [headers.authorization, headers.host])).toEqual([
      [`Bearer ${key}`, `127.0.0.1:${port}`],
    ]);
  });

  it("goes through a tunnel with TLS, and checks the certificate for the URL's host", async () => {
    const [{ port, seen }, { url, log }] = [await serve(true), await proxy()];
    process.env.HTTPS_PROXY = url;
    await expect(probe({ url: `https://localhost:${port}/` })).rejects.toThrow(
      /certificate.*, through the proxy in HTTPS_PROXY/,
    );
    expect([log, seen]).toEqual([[`CONNECT localhost:${port}`], []]);
  });

  it("goes straight to an address that is given", async () => {
    const [{ port, seen }, { url, log }] = [await serve(), await proxy()];
    process.env.HTTPS_PROXY = url;
    expect(await probe({ url: `http://service.example.com:${port}/`, address: "127.0.0.1" })).toBe(200);
    expect([log, seen.length]).toEqual([[], 1]);
  });

  it("goes straight to a host in NO_PROXY", async () => {
    const [{ port, seen }, { url, log }] = [await serve(), await proxy()];
    Object.assign(process.env, { HTTPS_PROXY: url, NO_PROXY: "127.0.0.1" });
    expect(await probe({ url: `http://127.0.0.1:${port}/` })).toBe(200);
    expect([log, seen.length]).toEqual([[], 1]);
  });

  it.each([
    ["https://service.example.com/", 404],
    ["https://service.example.com/", 407],
    ["http://127.0.0.1:1/", 407],
  ])("takes no refusal of the proxy's for the service's answer: %s, %d", async (target, refuseWith) => {
    process.env.HTTPS_PROXY = (await proxy({ refuseWith })).url;
    await expect(probe({ url: target })).rejects.toThrow(
      `status ${refuseWith}, through the proxy in HTTPS_PROXY; correct HTTPS_PROXY, or add ${new URL(target).hostname} to NO_PROXY`,
    );
  });
});

test.each([
  ["https://10.0.0.4:8443/", "IP Address:10.0.0.4", undefined],
  [
    "https://10.0.0.4:8443/",
    "DNS:localhost, DNS:proxy.example.com, IP Address:127.0.0.1",
    "ERR_TLS_CERT_ALTNAME_INVALID",
  ],
  ["https://service.example.com/", "DNS:service.example.com", undefined],
  ["https://service.example.com/", "DNS:proxy.example.com", "ERR_TLS_CERT_ALTNAME_INVALID"],
])("behind a proxy %s takes a certificate for %s: %s", async (target, subjectaltname, code) => {
  process.env.HTTPS_PROXY = "http://127.0.0.1:1";
  jest.resetModules();
  const { environmentProxy } = jest.requireActual<typeof import("../../../src/azure/environment-proxy")>(
    "../../../src/azure/environment-proxy",
  );
  const check = (await environmentProxy(target))?.requestOptions.checkServerIdentity;
  // By this name Node would check it: that of the socket's end, which is the proxy's.
  const error = check?.("localhost", { subjectaltname, subject: {} } as PeerCertificate);
  expect((error as NodeJS.ErrnoException | undefined)?.code).toBe(code);
});
