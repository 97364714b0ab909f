import type { ConfigValue } from "@azureml-webservice/deploy-harness/types";
import { testCertificate } from "../support/certificate";
import { describeEngines } from "@azureml-webservice/deploy-harness/testing/engines";
import { leaksInText } from "@azureml-webservice/deploy-harness/testing/secrecy";
import { AciStage } from "./aci-fixture";

/*
 * Under a language host a failing Output costs V8 more the more Outputs hang behind it, up to minutes; mocks do not
 * show it. So the bad values that go the longest ways are seen to fail here, each well within the limit.
 */
jest.setTimeout(60_000);

const secret = (value: string): ConfigValue => ({ secret: value });
const { certificatePem, privateKeyPem } = testCertificate;
const noKey = "the value given (not shown: it may be a secret) is not allowed";

describeEngines("a bad value that is known late", (engine) => {
  const stage = new AciStage(engine);
  beforeAll(() => stage.open());
  afterAll(() => stage.close());

  test.each<[string, Record<string, ConfigValue>, string]>([
    [
      "a path in the place of a private key",
      { certificatePem: secret(certificatePem), privateKeyPem: secret("/home/someone/secrets/key.pem") },
      `tls.privateKeyPem: ${noKey}`,
    ],
    [
      "a path in the place of a certificate",
      { certificatePem: secret("/home/someone/secrets/certificate.pem"), privateKeyPem: secret(privateKeyPem) },
      `tls.certificatePem: ${noKey}`,
    ],
    [
      "a key that is not one",
      {
        certificatePem: secret(certificatePem),
        privateKeyPem: secret(privateKeyPem.replace(/\n[A-Za-z0-9+/]{20}/, "\nAAAAAAAAAAAAAAAAAAAA")),
      },
      "tls.privateKeyPem: cannot be read as a private key (not shown)",
    ],
    ["an initial key", { initialPrimary: secret("too short for a key") }, `initial.primary: ${noKey}`],
    ["a name", { lateName: "true", serviceName: "No Good" }, 'serviceName: "No Good" is not allowed'],
  ])("%s fails with its message, and nothing is created", async (_, config, message) => {
    const result = await (await stage.deployment(config)).up();
    expect(result.ok).toBe(false);
    const told = [result.error, result.log, ...result.messages.map(({ text }) => text)].join("\n");
    expect(told).toContain(message);
    const secrets = Object.values(config).flatMap((value) => (typeof value === "string" ? [] : [value.secret]));
    expect(leaksInText(told, Object.fromEntries(secrets.map((value, i) => [String(i), value])))).toEqual([]);
    expect(result.steps.some(({ type }) => type === "azure-native:containerinstance:ContainerGroup")).toBe(false);
  });
});
