import type { Result } from "@azureml-webservice/deploy-harness/types";
import { describeEngines } from "@azureml-webservice/deploy-harness/testing/engines";
import { succeeded } from "@azureml-webservice/deploy-harness/testing/outcomes";
import { startForwardProxy, type ForwardProxy } from "../support/forward-proxy";
import { keysOf, OnlineStage, textOf, type Config } from "./online-fixture";

jest.setTimeout(180_000);

const credentials = "deployer:Pr0xyPassw0rd";

describeEngines("a service on Kubernetes, deployed from behind a proxy", (engine) => {
  const stage = new OnlineStage(engine, { kind: "aks", deployments: { blue: {} } }, { tls: true });
  let proxy: ForwardProxy;
  let environment: Record<string, string>;
  let arm: URL;
  beforeAll(async () => {
    await stage.open();
    proxy = await startForwardProxy({ credentials });
    arm = new URL(stage.secure.url);
    environment = {
      HTTPS_PROXY: proxy.url.replace("//", `//${credentials}@`),
      NO_PROXY: "",
      NODE_EXTRA_CA_CERTS: stage.secure.caFile,
    };
  });
  afterAll(async () => {
    await proxy.close();
    await stage.close();
  });

  async function up(config: Config, variables: Record<string, string>): Promise<Result> {
    const all = { resourceManager: arm.origin, ...config };
    return (await stage.deployment(all, undefined, undefined, { ...environment, ...variables })).up();
  }

  async function opens({ primary, secondary }: ReturnType<typeof keysOf>): Promise<void> {
    expect(await stage.keysInAzure()).toEqual({ primaryKey: primary, secondaryKey: secondary });
    expect([await stage.statusOf(primary), await stage.statusOf(secondary), await stage.statusOf("x")]).toEqual([
      200, 200, 401,
    ]);
  }

  test("is refused by one that does not work, which is named without its password", async () => {
    const variables = { HTTPS_PROXY: `http://${credentials}@127.0.0.1:1` };
    const result = await up({ timeoutSeconds: 2 }, variables);
    expect(result.ok).toBe(false);
    expect(textOf(result)).toContain(
      "Azure Resource Manager does not answer (connect ECONNREFUSED 127.0.0.1:1, through the proxy in HTTPS_PROXY; correct HTTPS_PROXY, or add 127.0.0.1 to NO_PROXY)",
    );
    expect(textOf(result)).not.toContain("Pr0xyPassw0rd");
    expect(proxy.log).toEqual([]);
  });

  test("gets its settings and keys through it, and is asked for a key through it", async () => {
    const result = succeeded(await up({ acceptance: { check: "Request", timeoutSeconds: 60 } }, {}));
    const { scoringUri } = result.outputs;
    const service = new URL(String(scoringUri?.value));
    expect(new Set(proxy.log.filter((line) => line.startsWith("CONNECT")))).toEqual(new Set([`CONNECT ${arm.host}`]));
    const probes = proxy.log.filter((line) => !line.startsWith("CONNECT"));
    expect(probes.length).toBeGreaterThanOrEqual(2);
    expect(probes.filter((line) => !line.startsWith(`GET ${service.origin}/`))).toEqual([]);
    await opens(keysOf(result));
    expect(textOf(result)).not.toContain("Pr0xyPassw0rd");
  });

  test("does without it for hosts in NO_PROXY: a rotation, with no request at the proxy", async () => {
    proxy.log.length = 0;
    const variables = { NO_PROXY: "localhost, 127.0.0.1" };
    const config = { secondary: 2, description: "rotated", acceptance: { check: "Request", timeoutSeconds: 60 } };
    const result = succeeded(await up(config, variables));
    expect(proxy.log).toEqual([]);
    await opens(keysOf(result));
    expect((await stage.endpoint()).properties.description).toBe("rotated");
  });

  test("goes through it again while another host is in NO_PROXY", async () => {
    const result = succeeded(await up({ primary: 2, secondary: 2, description: "rotated" }, { NO_PROXY: "localhost" }));
    expect(new Set(proxy.log)).toEqual(new Set([`CONNECT ${arm.host}`]));
    await opens(keysOf(result));
  });
});
