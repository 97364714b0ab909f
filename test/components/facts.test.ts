import * as pulumi from "@pulumi/pulumi";
import { AciWebservice, type AciWebserviceArgs, AksWebservice, ManagedWebservice, TlsMode } from "azureml-webservice";

import { identityReads, secretInputs, services } from "../support/aci-configurations";
import { testCertificate } from "../support/certificate";
import { runProgram } from "../support/program";
import { captureLog } from "../support/quiet";
import { aksConfigurations, managedConfigurations } from "./online-configurations";

/** The rules of a policy pack, which the deployment tests run with the real engine. */
type Rule = (type: string, props: Record<string, unknown>) => string[];
// eslint-disable-next-line @typescript-eslint/no-require-imports
const rules = require("../engine/fixtures/policy-pack/rules") as Record<string, Rule>;

beforeEach(() => void captureLog());
afterEach(() => jest.restoreAllMocks());

async function facts(program: () => unknown, preview = false) {
  const { registrations } = await runProgram(program, { preview, reads: identityReads });
  const { type, inputs } = registrations[0]!;
  const broken = Object.entries(rules).flatMap(([name, check]) => (check(type, inputs).length > 0 ? [name] : []));
  return { inputs, broken };
}

const smallest = services.defaults!;
const aci = (args: Partial<AciWebserviceArgs>) => () => new AciWebservice("svc", { ...smallest, ...args });

describe.each([false, true])("what a policy sees (preview: %s)", (preview) => {
  test.each([
    ["an open service", {}, ["keys-only", "team-is-named", "tls-in-public"]],
    ["keys and tags", { authEnabled: true, tags: { team: "ml" } }, ["tls-in-public"]],
    [
      "keys, tags and TLS",
      {
        authEnabled: true,
        tags: pulumi.output({ team: "ml" }),
        tls: {
          mode: TlsMode.Certificate,
          hostname: testCertificate.hostname,
          certificatePem: testCertificate.certificatePem,
          privateKeyPem: secretInputs.privateKey,
        },
      },
      [],
    ],
  ] as [string, Partial<AciWebserviceArgs>, string[]][])("of %s", async (_, args, broken) => {
    expect((await facts(aci(args), preview)).broken).toEqual(broken);
  });

  test("of endpoints", async () => {
    const { traffic, ...more } = aksConfigurations["blue and green"]!;
    const aks = await facts(() => new AksWebservice("svc", { ...more, traffic, tokenAuthEnabled: true }), preview);
    expect(aks.inputs).toEqual({
      authMode: "AMLToken",
      authEnabled: true,
      hasVault: false,
      tags: { team: "ml" },
      traffic: { blue: 90, green: 10 },
    });
    const args = { ...managedConfigurations["keys in a vault"]!, publicNetworkAccess: "Disabled" as const };
    expect((await facts(() => new ManagedWebservice("svc", args), preview)).inputs).toEqual({
      authMode: "Key",
      authEnabled: true,
      hasVault: true,
      traffic: { blue: 100 },
      publicNetworkAccess: "Disabled",
    });
  });
});

test("what is secret is left out, and the rest of it is not", async () => {
  const tags = { team: "ml", owner: pulumi.secret("the owner's private address") };
  expect((await facts(aci({ tags }))).inputs.tags).toEqual({ team: "ml" });
  expect((await facts(aci({ tags: pulumi.secret({ team: "ml" }) }))).inputs.tags).toBeUndefined();
  const late = pulumi.output(Promise.resolve(tags));
  expect((await facts(aci({ tags: late as never }))).inputs.tags).toBeUndefined();
});
