import { LocalAzureControl, type NewPrincipal } from "@azureml-webservice/local-azure/control";
import { assign, roles } from "@azureml-webservice/local-azure/testing/roles";
import { subscriptionId } from "@azureml-webservice/local-azure/testing/arm-client";
import { useLocalAzure } from "@azureml-webservice/local-azure/testing/use-local-azure";

const local = useLocalAzure();
const firstSubscription = "00000000-0000-0000-0000-000000000000";
let app: NewPrincipal;

beforeAll(async () => {
  app = await new LocalAzureControl(local.server.url).createPrincipal("app");
});

/** As `az` sends it: the token of an application, or none. */
async function get(path: string, token?: string) {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const answer = await fetch(`${local.server.url}${path}`, { headers });
  // What the tests expect is what checks it.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  return { status: answer.status, body: (await answer.json()) as any };
}

/** `az login --service-principal`, after the cloud's login endpoint and its first audience. */
async function signIn(loginEndpoint: string, audience: string): Promise<string> {
  const configuration = await get(
    `${new URL(loginEndpoint).pathname}${app.tenantId}/v2.0/.well-known/openid-configuration`,
  );
  expect(configuration.body).toMatchObject({ authorization_endpoint: expect.stringContaining("/authorize") });
  const answer = await fetch(configuration.body.token_endpoint, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: app.clientId,
      client_secret: app.clientSecret,
      scope: `${audience}/.default`,
    }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

it("az cloud register reads the cloud's addresses without a token", async () => {
  const { status, body } = await get("/metadata/endpoints?api-version=2015-01-01");
  expect(status).toBe(200);
  expect(body).toEqual({
    galleryEndpoint: expect.any(String),
    graphEndpoint: expect.any(String),
    portalEndpoint: expect.any(String),
    authentication: { loginEndpoint: `${local.server.url}/`, audiences: expect.any(Array) },
  });
  // `--endpoint-resource-manager` is taken as it is given, with a slash at its end or without.
  expect((await get("//metadata/endpoints?api-version=2015-01-01")).body).toEqual(body);
});

it("says of newer versions what azure-cli 2.91 and azure-ai-ml read: this cloud, or a list of clouds", async () => {
  const { body } = await get("/metadata/endpoints?api-version=2022-09-01");
  expect(body).toMatchObject({
    name: "LocalAzure",
    resourceManager: `${local.server.url}/`,
    authentication: { loginEndpoint: local.server.url, audiences: expect.any(Array) },
    suffixes: expect.any(Object),
  });
  expect((await get("/metadata/endpoints?api-version=2019-05-01")).body).toEqual([body]);
  expect((await get("/metadata/endpoints")).body.error.code).toBe("MissingApiVersionParameter");
});

it("az login lists the tenant, and the subscriptions that the caller may read", async () => {
  const { authentication } = (await get("/metadata/endpoints?api-version=2015-01-01")).body;
  const token = await signIn(authentication.loginEndpoint, authentication.audiences[0]);
  expect((await get("/tenants?api-version=2022-12-01", token)).body.value).toEqual([
    expect.objectContaining({ id: `/tenants/${app.tenantId}`, tenantId: app.tenantId }),
  ]);
  const subscriptions = async (bearer: string) =>
    (await get("/subscriptions?api-version=2022-12-01", bearer)).body.value as { subscriptionId: string }[];
  expect(await subscriptions(token)).toEqual([]);
  const one = `/subscriptions/${subscriptionId}?api-version=2022-12-01`;
  expect((await get(one, token)).status).toBe(403);

  await assign(local.arm, `/subscriptions/${subscriptionId}`, app.principalId, roles.contributor);
  expect(await subscriptions(token)).toEqual([
    expect.objectContaining({ id: `/subscriptions/${subscriptionId}`, tenantId: app.tenantId, state: "Enabled" }),
  ]);
  expect((await get(one, token)).body).toMatchObject({ subscriptionId, displayName: "local Azure" });
  expect((await subscriptions("owner")).map((each) => each.subscriptionId)).toEqual([
    firstSubscription,
    subscriptionId,
  ]);
  const other = "/subscriptions/99999999-0000-0000-0000-000000000000?api-version=2022-12-01";
  expect((await get(other, "owner")).body.error.code).toBe("SubscriptionNotFound");
});

it("az group list names the groups of a subscription, as az spells the path", async () => {
  const list = (id: string) => get(`/subscriptions/${id}/resourcegroups?api-version=2024-11-01`, "owner");
  expect((await list(subscriptionId)).body.value.map(({ name }: { name: string }) => name)).toEqual(["tests"]);
  expect((await list(firstSubscription)).body.value).toEqual([]);
});

it("nothing but the metadata and Entra is open to whoever has no token", async () => {
  for (const path of ["/subscriptions", "/tenants", "/metadata", "/metadata/endpoints/more"]) {
    expect([path, (await get(`${path}?api-version=2022-12-01`)).status]).toEqual([path, 401]);
  }
});

it("a token for the resource manager's own address is one for it, as azure-ai-ml asks", async () => {
  const token = await signIn(`${local.server.url}/`, local.server.url);
  expect((await get("/tenants?api-version=2022-12-01", token)).status).toBe(200);
});
