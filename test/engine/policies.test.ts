import * as path from "node:path";

import { describeCli } from "@azureml-webservice/deploy-harness/testing/engines";
import { succeeded } from "@azureml-webservice/deploy-harness/testing/outcomes";
import { testCertificate } from "../support/certificate";
import { AciStage } from "./aci-fixture";
import { changesOf, type Config, OnlineStage } from "./online-fixture";

/*
 * A policy sees what the program gives, at creation and after each change: with the service, because azure-native is told
 * to ignore what changes of an endpoint, and a gateway's TLS is in a file.
 */

jest.setTimeout(180_000);

const policyPack = path.join(__dirname, "fixtures", "policy-pack");
const violations = {
  mode: "callers need a key here, and not AMLToken",
  open: "callers need a key here, and not None",
  tags: "the tag team is missing",
  tls: "a public service needs TLS",
};
type Violation = keyof typeof violations;

const violated = (log: string) =>
  (Object.keys(violations) as Violation[]).filter((name) => log.includes(violations[name])).sort();

describeCli("a policy pack on an endpoint's service", () => {
  const stage = new OnlineStage("cli", { kind: "aks", deployments: { blue: { version: "1" } } });
  beforeAll(() => stage.open());
  afterAll(() => stage.close());
  const judged = async (config: Config) =>
    violated((await (await stage.deployment(config)).preview({ policyPack })).log);

  test("sees mode and tags before there is anything", async () => {
    expect(await judged({ mode: "token" })).toEqual(["mode", "tags"]);
    expect(await judged({ tags: { team: "ml" } })).toEqual([]);
  });

  test("sees them change, and sees the tags of a transformation", async () => {
    await stage.up({ tags: { team: "ml" } });
    expect(await judged({ tags: { team: "ml" }, mode: "token" })).toEqual(["mode"]);
    expect(await judged({})).toEqual(["tags"]);
    expect(await judged({ tagAll: true })).toEqual([]);
  });

  test("a preview names what changes", async () => {
    const result = succeeded(await stage.preview({ tags: { team: "ml" }, mode: "token" }));
    expect(result.log).toMatch(/AksWebservice score update .*\[diff: ~authMode\]/);
  });

  test("an update that breaks a rule is stopped", async () => {
    const result = await (await stage.deployment({ mode: "token" })).up({ policyPack });
    expect(result.ok).toBe(false);
    expect((await stage.endpoint()) as unknown).toMatchObject({
      properties: { authMode: "Key" },
      tags: { team: "ml" },
    });
  });
});

describeCli("a policy pack on a container group's service", () => {
  const stage = new AciStage("cli");
  const tags = JSON.stringify({ team: "ml" });
  const withTls = {
    certificatePem: { secret: testCertificate.certificatePem },
    privateKeyPem: { secret: testCertificate.privateKeyPem },
  };
  beforeAll(() => stage.open());
  afterAll(() => stage.close());
  const judged = async (config: Parameters<typeof stage.deployment>[0]) =>
    violated((await (await stage.deployment(config)).preview({ policyPack })).log);

  test("sees TLS, mode and tags before there is anything, and after a change", async () => {
    expect(await judged({})).toEqual(["tags", "tls"]);
    succeeded(await (await stage.deployment({ tags })).up());
    expect(await judged({ tags })).toEqual(["tls"]);
    expect(await judged({ tags, ...withTls })).toEqual([]);
    expect(await judged({ ...withTls, open: "true", tagAll: "true" })).toEqual(["open"]);
    const preview = succeeded(await (await stage.deployment({ tags, ...withTls })).preview());
    expect(preview.log).toMatch(/AciWebservice diabetes update .*\[diff: ~tlsMode\]/);
    expect(changesOf(preview)).toContain("update diabetes-group");
  });
});
