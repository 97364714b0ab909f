import { readFileSync } from "node:fs";
import path from "node:path";
import { gatewayFiles } from "../../src/gateway";
import { answerOf, bearer, type Client, type Request } from "./support/client";
import { primaryKey, secondaryKey } from "./support/gateway";
import { Http1 } from "./support/http1";
import { GatewayPair, protocols } from "./support/protocols";

let gateways: GatewayPair;

beforeAll(async () => {
  gateways = await GatewayPair.start({ settings: { cors: { allowedOrigins: ["https://app.example"] } } });
  for (const tls of [true, false]) {
    gateways.get(tls).upstream.answers["/broken"] = (request) => request.socket.destroy();
    gateways.get(tls).upstream.answers[`/half?${primaryKey}`] = (request, response) => {
      response.writeHead(200, { "Content-Length": 100, "X-Echo": primaryKey });
      response.write("half", () => request.socket.destroy());
    };
  }
}, 300_000);
afterAll(() => gateways?.stop());

const post: Request = { method: "POST", target: "/score?verbose=1", headers: [bearer(secondaryKey)], body: "{}" };

/** Everywhere a caller might put a key, with and without another right one. */
const misplaced: Request[] = [
  { target: `/score?key=${primaryKey}` },
  { target: `/score/${primaryKey}` },
  { target: `/score/${primaryKey.replace("P", "%50")}/x` },
  { target: `/score;${secondaryKey}` },
  { headers: [["X-Api-Key", primaryKey]] },
  { headers: [["Cookie", `key=${primaryKey}`]] },
  { headers: [["Authorization", primaryKey]] },
  { headers: [["User-Agent", primaryKey]] },
  { headers: [["Referer", `https://app.example/?key=${primaryKey}`]] },
  { headers: [["Origin", `https://${primaryKey}`]] },
  { method: "POST", body: primaryKey },
  { target: `/score?key=${primaryKey}`, headers: [bearer(primaryKey), ["X-Api-Key", secondaryKey]] },
  { target: `/score/${primaryKey}`, headers: [bearer(secondaryKey)] },
  { target: "/broken", headers: [bearer(primaryKey), ["X-Api-Key", primaryKey]] },
  { target: `/half?${primaryKey}`, headers: [bearer(primaryKey), ["X-Api-Key", primaryKey]] },
];

describe.each(protocols)("$name", ({ tls, client: connect }) => {
  let client: Client;

  beforeAll(async () => {
    client = await connect({ port: gateways.get(tls).settings.port, tls });
  });
  afterAll(() => client?.close());

  it("logs method, path, status, duration and slot, and nothing else of the request", async () => {
    const { process } = gateways.get(tls);
    const before = process.accessLog().length;
    await answerOf(client, post);
    await answerOf(client, { target: "/" });
    await answerOf(client, {});
    const [scored, refused, ...more] = await linesAfter(process, before, 2);
    expect(more).toEqual([]);
    expect(scored).toMatchObject({ request: { method: "POST" }, path: "/score", status: 200, slot: "secondary" });
    expect(typeof scored!.duration).toBe("number");
    expect(refused).toMatchObject({ request: { method: "GET" }, path: "/score", status: 401 });
    expect(refused).not.toHaveProperty("slot");
    for (const line of [scored, refused]) {
      expect(Object.keys(line!.request as object).sort()).toEqual(["method", "proto", "remote_ip"]);
      const usual = [
        "bytes_read",
        "duration",
        "level",
        "logger",
        "msg",
        "path",
        "request",
        "size",
        "slot",
        "status",
        "ts",
      ];
      expect(usual).toEqual(expect.arrayContaining(Object.keys(line!)));
    }
  });

  it("keeps keys out of the logs wherever they were put", async () => {
    const { process } = gateways.get(tls);
    const before = process.accessLog().length;
    for (const request of misplaced) {
      await client.request(request);
    }
    await linesAfter(process, before, misplaced.length);
    for (const log of [process.stdout, process.stderr]) {
      expect(log).not.toMatch(/PrimaryKey|SecondaryKey|0123456789|9876543210/);
    }
  });
});

it("warns of an answer that broke off, without the request's headers", () => {
  const { stderr } = gateways.get(false).process;
  const line = stderr.split("\n").find((text) => text.includes("aborting with incomplete response"));
  expect(JSON.parse(line!)).toMatchObject({ request: { method: "GET", proto: "HTTP/1.1", remote_ip: "127.0.0.1" } });
});

it("does not let callers fill the log", async () => {
  const { process, settings } = gateways.get(false);
  const client = new Http1({ port: settings.port, tls: false });
  const warnings = () => process.stderr.split("aborting with incomplete response").length - 1;
  for (let i = 0; i < 40; i++) {
    await client.request({ target: `/half?${primaryKey}`, headers: [bearer(primaryKey)] });
  }
  while (warnings() < 20) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(warnings()).toBe(20);
});

it("keeps keys out of the configuration", () => {
  const { folder } = gateways.get(false);
  const content = readFileSync(path.join(folder, gatewayFiles.config.folder, gatewayFiles.config.file), "utf8");
  expect(content).toContain("{file.keys/primary}");
  expect(content).not.toMatch(/PrimaryKey|SecondaryKey|0123456789|9876543210/);
});

const onLinux = process.platform === "linux" ? it : it.skip;

onLinux.each(["cmdline", "environ"])("keeps keys out of /proc/<pid>/%s", (file) => {
  const content = readFileSync(`/proc/${gateways.get(false).process.pid}/${file}`, "utf8");
  expect(content).not.toBe("");
  expect(content).not.toMatch(/PrimaryKey|SecondaryKey|0123456789|9876543210/);
});

/** The access log's lines from one on, once there are as many as expected: they are written after the answer. */
async function linesAfter(
  process: { accessLog(): Record<string, unknown>[] },
  start: number,
  count: number,
): Promise<Record<string, unknown>[]> {
  while (process.accessLog().length < start + count) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return process.accessLog().slice(start);
}
