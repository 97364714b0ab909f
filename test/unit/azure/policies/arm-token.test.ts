import { armTokenPolicy } from "../../../../src/azure/policies/arm-token";
import { send } from "./send";

const endpoint = "https://management.azure.com";

test.each([
  "https://management.azure.com/subscriptions",
  "https://management.azure.com:443/operations/1",
  "https://westeurope.management.azure.com/operations/1",
])("the token goes to %s", async (url) => {
  const { request } = await send(
    armTokenPolicy(endpoint, () => Promise.resolve("t-1")),
    url,
  );
  expect(request.headers.get("authorization")).toBe("Bearer t-1");
});

test.each([
  ["another host", "https://example.com/steal", "https://example.com"],
  ["a host whose name ends alike", "https://notmanagement.azure.com/", "https://notmanagement.azure.com"],
  [
    "a host whose name begins alike",
    "https://management.azure.com.example.com/",
    "https://management.azure.com.example.com",
  ],
  ["another port", "https://management.azure.com:8443/", "https://management.azure.com:8443"],
  ["no TLS", "http://management.azure.com/", "http://management.azure.com"],
  ["a regional host without TLS", "http://westeurope.management.azure.com/", "http://westeurope.management.azure.com"],
])("to %s goes neither the token nor the request, and none is fetched", async (_, url, origin) => {
  const [token, respond] = [jest.fn(), jest.fn()];
  await expect(send(armTokenPolicy(endpoint, token), url, respond)).rejects.toThrow(
    `the operation's address ${origin} is not Azure Resource Manager's (${endpoint})`,
  );
  expect([token.mock.calls, respond.mock.calls]).toEqual([[], []]);
});

test("an endpoint without TLS gets it without TLS, and on its own port only", async () => {
  const policy = armTokenPolicy("http://127.0.0.1:5000", () => Promise.resolve("t-1"));
  const { request } = await send(policy, "http://127.0.0.1:5000/x");
  expect(request.headers.get("authorization")).toBe("Bearer t-1");
  await expect(send(policy, "http://127.0.0.1:5001/x")).rejects.toThrow("is not Azure Resource Manager's");
  await expect(send(policy, "https://127.0.0.1:5000/x")).rejects.toThrow("is not Azure Resource Manager's");
});

test("each attempt gets a token of its own", async () => {
  let count = 0;
  const policy = armTokenPolicy(endpoint, () => Promise.resolve(`t-${++count}`));
  const sent: (string | undefined)[] = [];
  for (let attempt = 0; attempt < 2; attempt++) {
    const { request } = await send(policy, `${endpoint}/x`);
    sent.push(request.headers.get("authorization"));
  }
  expect(sent).toEqual(["Bearer t-1", "Bearer t-2"]);
});
