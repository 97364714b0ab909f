import { redactSecretsPolicy } from "../../../../src/azure/policies/redact-secrets";
import { send } from "./send";

const url = "https://management.azure.com/x";

test("secrets are taken out of a response wherever they stand", async () => {
  const policy = redactSecretsPolicy(["first-secret", "other-secret"]);
  const { response } = await send(policy, url, () => ({
    status: 400,
    bodyAsText: '{"error":{"code":"first-secret","message":"first-secret and other-secret, first-secret"}}',
  }));
  expect(response.bodyAsText).toBe('{"error":{"code":"[secret]","message":"[secret] and [secret], [secret]"}}');
});

test("a response without a body stays one", async () => {
  const { response } = await send(redactSecretsPolicy(["a-secret"]), url, () => ({ status: 204 }));
  expect([response.status, response.bodyAsText]).toEqual([204, ""]);
});
