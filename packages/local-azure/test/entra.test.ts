import { createRemoteJWKSet, decodeJwt, jwtVerify } from "jose";
import { LocalAzureControl, type NewPrincipal } from "@azureml-webservice/local-azure/control";
import { useLocalAzure } from "@azureml-webservice/local-azure/testing/use-local-azure";

const local = useLocalAzure();
const arm = "https://management.azure.com";
let control: LocalAzureControl;
let app: NewPrincipal;

beforeAll(async () => {
  control = new LocalAzureControl(local.server.url);
  app = await control.createPrincipal("app");
});

const tenant = () => `${local.server.url}/${app.tenantId}`;

async function ask(change: Record<string, string | undefined> = {}, address = `${tenant()}/oauth2/v2.0/token`) {
  const form = {
    grant_type: "client_credentials",
    client_id: app.clientId,
    client_secret: app.clientSecret,
    scope: `${arm}/.default`,
    ...change,
  };
  const sent = Object.entries(form).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const answer = await fetch(address, { method: "POST", body: new URLSearchParams(sent) });
  return { status: answer.status, body: await json(answer) };
}

// What the tests expect is what checks it.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function json(answer: Response): Promise<any> {
  return answer.json();
}

async function read(token: string) {
  const { status, body } = await local.arm.send("GET", local.arm.resourceGroup, undefined, {
    authorization: `Bearer ${token}`,
  });
  return { status, code: body?.error?.code, message: body?.error?.message };
}

it("gives an application its token, which anybody can check with the published keys", async () => {
  const { status, body } = await ask();
  expect(status).toBe(200);
  expect(body).toMatchObject({ token_type: "Bearer", expires_in: 3599 });
  const configuration = await json(await fetch(`${tenant()}/v2.0/.well-known/openid-configuration`));
  expect(configuration.token_endpoint).toBe(`${tenant()}/oauth2/v2.0/token`);
  const { payload } = await jwtVerify(body.access_token, createRemoteJWKSet(new URL(configuration.jwks_uri)), {
    issuer: configuration.issuer,
    audience: arm,
    algorithms: ["RS256"],
  });
  expect(payload).toMatchObject({ oid: app.principalId, appid: app.clientId, tid: app.tenantId });
});

it("gives tokens for Azure Machine Learning, too", async () => {
  const { body } = await ask({ scope: "https://ml.azure.com/.default" });
  expect(decodeJwt(body.access_token).aud).toBe("https://ml.azure.com");
  expect(await read(body.access_token)).toMatchObject({ status: 401, code: "InvalidAuthenticationTokenAudience" });
});

it.each([
  ["a wrong secret", { client_secret: "wrong" }, 401, "invalid_client", "AADSTS7000215"],
  ["an unknown application", { client_id: "unknown" }, 400, "unauthorized_client", "AADSTS700016"],
  ["no secret", { client_secret: undefined }, 400, "invalid_request", "AADSTS900144"],
  ["another grant", { grant_type: "password" }, 400, "unsupported_grant_type", "AADSTS70003"],
  ["a scope without .default", { scope: arm }, 400, "invalid_scope", "AADSTS1002012"],
  ["an unknown resource", { scope: "https://example.com/.default" }, 400, "invalid_resource", "AADSTS500011"],
])("refuses %s", async (_, change, status, error, code) => {
  const answer = await ask(change);
  expect(answer).toMatchObject({ status, body: { error, error_description: expect.stringContaining(code) } });
  expect(JSON.stringify(answer.body)).not.toContain(app.clientSecret);
});

it("refuses another tenant", async () => {
  const { status, body } = await ask({}, `${local.server.url}/11111111-2222-3333-4444-555555555555/oauth2/v2.0/token`);
  expect(status).toBe(400);
  expect(body.error_description).toContain("AADSTS90002");
});

it("tells Azure Resource Manager who is asking, and which tokens are no good", async () => {
  const token = await control.token({ principalId: app.principalId });
  expect(await read(token)).toMatchObject({ status: 403, code: "AuthorizationFailed" });
  const expired = await control.token({ principalId: app.principalId, expiresInSeconds: -60 });
  expect(await read(expired)).toMatchObject({ status: 401, code: "ExpiredAuthenticationToken" });
  const [header, payload, signature = ""] = token.split(".");
  const forged = `${header}.${payload}.${[...signature].reverse().join("")}`;
  expect(await read(forged)).toMatchObject({ status: 401, code: "InvalidAuthenticationToken" });
  const unsigned = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${payload}.`;
  expect(await read(unsigned)).toMatchObject({ status: 401, code: "InvalidAuthenticationToken" });
  // A token for an online endpoint is signed with the same key, and is none for Azure Resource Manager.
  const endpoint = `${local.arm.resourceGroup}/providers/x`;
  expect(await read(await control.token({ endpoint }))).toMatchObject({ status: 401 });
});
