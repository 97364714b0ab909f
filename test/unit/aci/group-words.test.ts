import * as pulumi from "@pulumi/pulumi";
import { AciWebservice, type AciWebserviceArgs } from "azureml-webservice";

import { groupChanges } from "../../../src/aci/group-words";
import { secretTexts } from "../../../src/pulumi/secret-texts";
import { identityReads } from "../../support/aci-configurations";
import { automatic, certificate, registry, share, smallest, vaultId } from "../../support/examples";
import { type ProgramOptions, runProgram } from "../../support/program";
import { captureLog } from "../../support/quiet";

type Group = Record<string, unknown>;

beforeEach(() => void captureLog());
afterEach(() => jest.restoreAllMocks());

const signature = "4dabf18193072939515e22adb298388d";
const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** As a hook gets them: without the wrappers of secrets, and with the SDK's mark for what a preview does not know. */
function unwrapped(value: unknown): unknown {
  if (value === unknownText) {
    return pulumi.unknown;
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map(unwrapped);
  }
  return signature in value
    ? unwrapped((value as { value?: unknown }).value)
    : Object.fromEntries(Object.entries(value).map(([name, part]) => [name, unwrapped(part)]));
}

/** What a service sends of its group. */
async function groupOf(args: Partial<AciWebserviceArgs>, options: ProgramOptions = {}): Promise<Group> {
  const program = () => new AciWebservice("svc", { ...smallest, ...args });
  const { registrations } = await runProgram(program, { reads: identityReads, ...options });
  return unwrapped(registrations.find(({ name }) => name === "svc-group")?.inputs) as Group;
}

async function changes(before: Partial<AciWebserviceArgs>, after: Partial<AciWebserviceArgs>): Promise<string[]> {
  return groupChanges(await groupOf(before), await groupOf(after), await secretTexts(after));
}

const a = "https://a.example.com";
const b = "https://b.example.com";
const scored = { entryScript: "score.py", sourceDirectory: "examples/aci-key-auth/service" };
const vault = { authEnabled: true, keys: { vault: { vaultId } } };
const syncs = (sync: object) => ({ ...vault, keys: { vault: { vaultId }, sync } });

test.each<[string, Partial<AciWebserviceArgs>, Partial<AciWebserviceArgs>, string[]]>([
  ["nothing", { bodyLimitMb: 1 }, { bodyLimitMb: 1 }, []],
  ["tags, which the engine shows", {}, { tags: { team: "ml" } }, []],
  ["a limit", { bodyLimitMb: 1 }, { bodyLimitMb: 8 }, ["gateway: body limit 1 MB => 8 MB"]],
  ["a default", {}, { bodyLimitMb: 8 }, ["gateway: body limit 100 MB => 8 MB"]],
  [
    "the timeout",
    { scoringTimeoutMs: 60_000 },
    { scoringTimeoutMs: 1500 },
    ["gateway: scoring timeout 60000 ms => 1500 ms"],
  ],
  ["the port", {}, { port: 8080 }, ["gateway: port 80 => 8080"]],
  ["the inner port", {}, { scoringPort: 9000 }, ["gateway: scoring port 5001 => 9000"]],
  [
    "origins",
    { cors: { allowedOrigins: [a] } },
    { cors: { allowedOrigins: [b, "https://c.example.com"] } },
    [
      `gateway: CORS origin ${a} removed`,
      `gateway: CORS origin ${b} added`,
      "gateway: CORS origin https://c.example.com added",
    ],
  ],
  [
    "the first origin",
    {},
    { cors: { allowedOrigins: ["*"] } },
    ["gateway: CORS origin * added", "gateway: CORS maximum age none => 600 s"],
  ],
  [
    "CORS's other settings",
    { cors: { allowedOrigins: [a], allowedHeaders: ["X-Trace"] } },
    { cors: { allowedOrigins: [a], allowedHeaders: ["X-Model"], maxAgeSeconds: 60 } },
    [
      "gateway: CORS header X-Trace removed",
      "gateway: CORS maximum age 600 s => 60 s",
      "gateway: CORS header X-Model added",
    ],
  ],
  [
    "the order of origins",
    { cors: { allowedOrigins: [a, b] } },
    { cors: { allowedOrigins: [b, a] } },
    ["gateway: configuration changed"],
  ],
  [
    "the TLS mode",
    {},
    { tls: certificate as AciWebserviceArgs["tls"] },
    [
      "gateway: certificate added",
      "gateway: private key of the certificate added",
      "gateway: port 80 => 443",
      "gateway: TLS None => Certificate",
    ],
  ],
  [
    "the domain",
    { tls: automatic as AciWebserviceArgs["tls"] },
    {
      tls: {
        ...(automatic as NonNullable<AciWebserviceArgs["tls"]>),
        hostname: "score.example.org",
        email: "ops@example.com",
        acmeDirectoryUrl: "https://acme.example.com/directory",
        storage: { ...share, shareName: "acme", storageAccountKey: "b3RoZXI=" },
        http3: true,
      },
    },
    [
      "gateway: certificate share contoso/models => contoso/acme",
      "gateway: certificate share key changed",
      "gateway: TLS Automatic for score.example.com => Automatic for score.example.org from https://acme.example.com/directory",
      "gateway: HTTP/3 off => on",
      "gateway: certificate contact none => ops@example.com",
    ],
  ],
  [
    "images",
    {},
    { image: "contoso.azurecr.io/diabetes:2", gatewayImage: "contoso.azurecr.io/caddy:2.11.4" },
    [
      "gateway: image docker.io/library/caddy:2.11.4 => contoso.azurecr.io/caddy:2.11.4",
      "scoring: image contoso.azurecr.io/diabetes:1 => contoso.azurecr.io/diabetes:2",
    ],
  ],
  [
    "workers",
    scored,
    { ...scored, workerCount: 4, workerTimeoutSeconds: 400, workerPreload: true },
    [
      "scoring: workers default (1) => 4",
      "scoring: worker timeout default (300 s) => 400 s",
      "scoring: worker preload default (false) => true",
    ],
  ],
  [
    "what the default timeout of workers follows from",
    scored,
    { ...scored, bodyLimitMb: 500 },
    ["gateway: body limit 100 MB => 500 MB", "scoring: worker timeout default (300 s) => default (625 s)"],
  ],
  [
    "probes",
    { ...scored, livenessProbe: { periodSeconds: 10 } },
    { ...scored, livenessProbe: { periodSeconds: 30, timeoutSeconds: 20 }, readinessProbe: { path: "/ready" } },
    [
      "scoring: liveness probe period 10 s => 30 s",
      "scoring: liveness probe timeout 15 s => 20 s",
      "scoring: readiness probe path / => /ready",
      "scoring: readiness probe command changed",
      "scoring: readiness probe timeout 15 s => 2 s",
    ],
  ],
  ["a probe of an image", {}, { livenessProbe: { path: "/health" } }, ["scoring: liveness probe added"]],
  [
    "variables, by name only",
    { environmentVariables: { A: "1", B: "2" }, secretEnvironmentVariables: { C: "3" } },
    { environmentVariables: { A: "one", C: "3" }, secretEnvironmentVariables: { D: "4" } },
    [
      "scoring: environment variable A changed",
      "scoring: environment variable B removed",
      "scoring: environment variable C changed",
      "scoring: environment variable D added",
    ],
  ],
  [
    "the command, without its words",
    { command: ["serve"] },
    { command: ["serve", "--token", "t"] },
    ["scoring: start command changed"],
  ],
  [
    "files and shares",
    { modelShare: share },
    {
      modelShare: { ...share, shareName: "other" },
      applicationInsights: { instrumentationKey: "9d2f7c10-5e83-4b6a-a1f4-0c7e92d5b386" },
    },
    ["scoring: model share contoso/models => contoso/other", "scoring: Application Insights added"],
  ],
  [
    "local files",
    scored,
    { ...scored, sourceDirectory: "test/engine/fixtures/online-webservice/score" },
    ["scoring: local files changed"],
  ],
  [
    "credentials of registries",
    { imageRegistryCredentials: [registry] },
    {
      imageRegistryCredentials: [
        { ...registry, password: "another-password" },
        { ...registry, server: "b.azurecr.io" },
      ],
    },
    ["credentials for contoso.azurecr.io changed", "credentials for b.azurecr.io added"],
  ],
  ["keys from a vault", { authEnabled: true }, vault, ["key-sync: container added"]],
  ["keys no longer from a vault", vault, { authEnabled: true }, ["key-sync: container removed"]],
  [
    "the key-sync container",
    vault,
    syncs({ intervalSeconds: 60, image: "contoso.azurecr.io/curl:1" }),
    [
      "key-sync: image docker.io/library/buildpack-deps:trixie-curl => contoso.azurecr.io/curl:1",
      "key-sync: interval 30 s => 60 s",
    ],
  ],
  ["authentication, which has a line of its own", {}, { authEnabled: true }, []],
])("says %s", async (_, before, after, lines) => {
  expect(await changes(before, after)).toEqual(lines);
});

test("a value that the program marks secret is not shown", async () => {
  const secretly = {
    image: pulumi.secret("contoso.azurecr.io/hidden:2"),
    bodyLimitMb: pulumi.secret(8),
    scoringTimeoutMs: 8000,
    cors: { allowedOrigins: [pulumi.secret(b)] },
  };
  const lines = await changes({ cors: { allowedOrigins: [a] } }, secretly);
  expect(lines).toEqual([
    "gateway: body limit changed",
    "gateway: scoring timeout 60000 ms => 8000 ms",
    `gateway: CORS origin ${a} removed`,
    "gateway: CORS origin (secret) added",
    "scoring: image changed",
  ]);
});

test("what a preview does not know is said to be so", async () => {
  const unknown = <T>() => pulumi.output(pulumi.unknown) as unknown as pulumi.Output<T>;
  const before = await groupOf({ environmentVariables: { A: "1" }, command: ["serve"] });
  const late = {
    image: unknown<string>(),
    environmentVariables: { A: unknown<string>() },
    bodyLimitMb: unknown<number>(),
  };
  expect(groupChanges(before, await groupOf(late, { preview: true }), [])).toEqual([
    "gateway: configuration may change: not known yet",
    "scoring: image contoso.azurecr.io/diabetes:1 => (not known yet)",
    "scoring: start command removed",
    "scoring: environment variable A may change: not known yet",
  ]);
});

test("variables that a preview does not know at all are one line", async () => {
  const before = await groupOf({ environmentVariables: { A: "1", B: "2" } });
  const late = pulumi.output(pulumi.unknown) as unknown as pulumi.Output<Record<string, string>>;
  const after = await groupOf({ environmentVariables: late }, { preview: true });
  expect(groupChanges(before, after, [])).toEqual(["scoring: environment variables may change: not known yet"]);
});

test("a group of another kind, such as an earlier version's, is no error", async () => {
  const now = await groupOf({});
  expect(groupChanges({}, now, [])).toEqual(["gateway: container added", "scoring: container added"]);
  const odd = { containers: [{ name: "gateway", image: "caddy" }], volumes: [{ name: "gateway-config" }] };
  expect(groupChanges(odd, odd, [])).toEqual([]);
});
