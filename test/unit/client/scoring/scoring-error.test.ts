import { ScoringClient, type ScoringError } from "../../../../src/client";
import { FakeSource, key, status, useScoringService } from "../../../support/client/scoring-service";

const service = useScoringService();
const primary = key("primary-key-of-the-service");
const again = { maxAttempts: 1 };

interface Row {
  readonly status: number;
  readonly text?: string;
  readonly headers?: Record<string, string>;
  readonly deployment?: string;
  readonly anonymous?: boolean;
}

/** The whole message, without what stands before the colon that follows the address. */
async function refusal(row: Row): Promise<{ error: ScoringError; message: string }> {
  service.answers(status(row.status, row.text, row.headers));
  const source = row.anonymous ? undefined : new FakeSource(primary);
  const client = new ScoringClient(service.scoringUri, source, { retry: again });
  const error = await client.score(1, { deployment: row.deployment }).then(
    () => undefined,
    (thrown: unknown) => thrown as ScoringError,
  );
  const by = row.anonymous ? "" : " with the primary key (fixed pair)";
  const beginning = `POST ${service.scoringUri}${by}: `;
  expect(error?.message.startsWith(beginning)).toBe(true);
  return { error: error!, message: error!.message.slice(beginning.length) };
}

const slow =
  "raise scoringTimeoutMs of the deployment (180000 at most on managed compute, 300000 on Kubernetes), or send less at once";

test.each<[Row, string, string]>([
  [
    { status: 400, text: "data is missing" },
    "BadRequest",
    "the service does not take this request; it answered 400: data is missing; its input must be what the model's run() reads",
  ],
  [
    { status: 401, text: "key_auth_access_denied" },
    "Unauthorized",
    "the service does not take the credential; it answered 401: key_auth_access_denied; the key was regenerated, or belongs to another endpoint: read the keys again, and see that the endpoint's authMode is Key",
  ],
  [
    { status: 401, text: "key_auth_bad_header_forbidden" },
    "Unauthorized",
    "the service does not take the credential; it answered 401: key_auth_bad_header_forbidden; it found none of the kind that it asks for: compare its authMode with the client's",
  ],
  [
    { status: 401, text: "token_auth_access_denied" },
    "Unauthorized",
    "the service does not take the credential; it answered 401: token_auth_access_denied; it has expired, was replaced, is for another endpoint or audience, or its owner lacks the role (onlineEndpoints/score/action with authMode AADToken): compare the service's authMode with the client's",
  ],
  [
    {
      status: 401,
      headers: { "www-authenticate": 'Bearer error="invalid_token", error_description="wrong audience"' },
    },
    "Unauthorized",
    "the service does not take the credential; it answered 401; its token is for another audience: an endpoint with authMode AADToken wants one for Azure ML (https://ml.azure.com, or its cloud's own), not for Azure Resource Manager",
  ],
  [
    { status: 401, text: "The token has expired." },
    "Unauthorized",
    "the service does not take the credential; it answered 401: The token has expired.; it has expired: see that this machine's clock is right",
  ],
  [
    { status: 401, anonymous: true },
    "Unauthorized",
    "the service asks for a credential, and the client has none; it answered 401; give authMode as the stack exports it, with keys or a token credential",
  ],
  [
    { status: 403, text: "no" },
    "Forbidden",
    "the service shuts the caller out; it answered 403: no; the credential itself is good: its owner lacks a role on the endpoint (grantScoring gives it; a new one counts after some minutes), or the service is reached from its own network only",
  ],
  [
    { status: 403, anonymous: true },
    "Forbidden",
    "the service shuts the caller out; it answered 403; it may be reached from its own network only",
  ],
  [
    { status: 404 },
    "NotFound",
    "there is no such endpoint, or none of its deployments gets traffic; it answered 404; set traffic, or name a deployment",
  ],
  [
    { status: 404, deployment: "red" },
    "NotFound",
    'there is no such endpoint, or it has no deployment "red"; it answered 404; deployments are named as in the program',
  ],
  [{ status: 408 }, "ModelTimeout", `the model took longer than its deployment allows; it answered 408; ${slow}`],
  [{ status: 504 }, "ModelTimeout", `the model took longer than its deployment allows; it answered 504; ${slow}`],
  [{ status: 409 }, "Unavailable", "the endpoint is being changed; it answered 409; try again when that has ended"],
  [
    { status: 413 },
    "TooLarge",
    "the request is larger than the service takes; it answered 413; managed compute takes 1.5 MB; send it in parts, or a reference to the data",
  ],
  [
    {
      status: 424,
      text: "ValueError: no\n  at run",
      headers: { "ms-azureml-model-error-statuscode": "500", "ms-azureml-model-error-reason": "model_error" },
    },
    "ModelError",
    "the model's code has failed with 500 (model_error); it answered 424: ValueError: no   at run; the deployment's logs say why",
  ],
  [
    { status: 429, headers: { "retry-after": "7" } },
    "TooManyRequests",
    "the deployment has more requests than it takes; it answered 429; send fewer at once, or raise its instances or maxConcurrentRequests",
  ],
  [{ status: 500 }, "ServiceError", "the service has failed; it answered 500; its logs have the request"],
  [
    { status: 502 },
    "ModelError",
    "the model's code has failed, or its server has crashed; it answered 502; the deployment's logs say why",
  ],
  [
    { status: 503 },
    "Unavailable",
    "no replica can take the request now; it answered 503; see that the deployment is running, or raise the number of its replicas",
  ],
  [
    { status: 418 },
    "BadRequest",
    "the service does not take this request; it answered 418; its input must be what the model's run() reads",
  ],
])("%j", async (row, code, expected) => {
  const { error, message } = await refusal(row);
  expect(message).toBe(expected);
  expect(error).toMatchObject({
    name: "ScoringError",
    code,
    status: row.status,
    endpoint: service.scoringUri,
    attempts: 1,
  });
});

test("what an answer tells beside its status", async () => {
  const headers = {
    "x-request-id": "id-7",
    "retry-after": "7",
    "azureml-model-deployment": "green",
    "ms-azureml-model-error-statuscode": "500",
  };
  const { error } = await refusal({ status: 424, text: "x".repeat(5000), headers });
  expect(error).toMatchObject({
    requestId: "id-7",
    retryAfterMs: 7000,
    deployment: "green",
    modelStatus: 500,
    credential: { name: "primary key", source: "fixed pair" },
    traceparent: expect.stringMatching(/^00-/),
  });
  expect(error.message).toContain("(request id id-7)");
  expect(error.answer?.length).toBe(1000);
  expect(error.message.length).toBeLessThan(600);
});

test("an endless answer to a refusal is cut off", async () => {
  service.answering = (_, response) => {
    response.writeHead(500);
    const more = () => response.destroyed || response.write("x".repeat(65_536), more);
    more();
  };
  const client = new ScoringClient(service.scoringUri, undefined);
  await expect(client.score(1)).rejects.toMatchObject({ code: "ServiceError" });
});
