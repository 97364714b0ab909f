import * as pulumi from "@pulumi/pulumi";

import { aciDefaults } from "../../../src/aci/defaults";
import { publicHostname } from "../../../src/aci/address";
import { keySyncContainer } from "../../../src/aci/key-sync";
import { resolved } from "../../support/program";
import { build } from "../support/build";
import { certificate, minimal, origins } from "../../support/examples";
import { inFolderOfFiles } from "../support/local-files";

inFolderOfFiles();

/** An input that is left out means the same as its default written out, which the rules accept. */
const { probe: everyProbe, livenessProbe, readinessProbe, port, cors, tls, ...others } = aciDefaults;
/** Those of the server count after what an image's own variables say; see the tests of a running one. */
const { workerCount: _count, workerTimeoutSeconds: _timeout, workerPreload: _preload, ...rest } = others;
const { lookTimeoutSeconds, ...inputs } = rest;
const { keys: _keys, dnsNameLabelScope, ...plain } = inputs;
const script = { ...minimal, entryScript: "score.py", sourceDirectory: "service" };
const server = { ...minimal, livenessProbe: {}, readinessProbe: {} };
const probes = (probe: object) => ({
  livenessProbe: { ...probe, ...livenessProbe },
  readinessProbe: { ...probe, ...readinessProbe },
});
const { path: _path, ...timing } = everyProbe;

test.each([
  ["of the service", minimal, plain],
  ["of the port without TLS", minimal, { port: port.http }],
  ["of the port with TLS", { ...minimal, tls: certificate }, { port: port.https }],
  ["of TLS", { ...minimal, tls: certificate }, { tls: { ...certificate, ...tls } }],
  ["of web pages", { ...minimal, cors: origins }, { cors: { ...origins, ...cors } }],
  ["of the label's scope", { ...minimal, dnsNameLabel: "diabetes" }, { dnsNameLabelScope }],
  ["of the probes of a script", script, probes({ ...timing, timeoutSeconds: lookTimeoutSeconds })],
  ["of the probes of a server", server, probes(everyProbe)],
])("a default %s may as well be given", async (_, base, given) => {
  expect(await build({ ...base, ...given })).toEqual(await build(base));
});

test("and those of the container that reads the keys", async () => {
  const sync = {
    identityId: pulumi.output("identity"),
    clientId: pulumi.output("client"),
    vaultUri: pulumi.output("https://contoso.vault.azure.net"),
    secretNames: { primary: "one", secondary: "two" },
    ready: [],
  };
  const container = async (given?: object) =>
    (await resolved(pulumi.output(keySyncContainer({ ...minimal, keys: { sync: given } }, sync)))).value;
  expect(await container(aciDefaults.keys.sync)).toEqual(await container());
});

test("an address is known beforehand where the label's scope, given or not, puts no hash into it", async () => {
  const hostname = async (scope: object) => {
    const args = { ...minimal, dnsNameLabel: "diabetes", location: "westeurope", ...scope };
    return (await resolved(publicHostname(args))).value;
  };
  expect(await hostname({ dnsNameLabelScope: "Unsecure" })).toBe("diabetes.westeurope.azurecontainer.io");
  expect(await hostname({})).toBe(await hostname({ dnsNameLabelScope }));
});
