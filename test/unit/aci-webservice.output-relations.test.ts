import * as pulumi from "@pulumi/pulumi";

import { automatic, certificate, identityId, minimal, oldKey, pem, registry } from "../support/examples";
import { checked, failures, settled } from "./support/late";

const plain = <T>(value: T) => pulumi.output(value);

describe("a relation is judged when the last of its values is known", () => {
  const sameKeys =
    "  - keys.initial.secondary: is the same as primary (not shown): must be another key, or rotating one would not end the other; leave it out for a generated one";
  const wildcard =
    '  - cors.allowedOrigins: "*" beside other origins is not allowed: must stand alone; name the origins, or give only "*" for all';
  const twice =
    '  - secretEnvironmentVariables["A"]: is in environmentVariables too: must be in one of the two; leave it out of environmentVariables';
  const reserved =
    '  - environmentVariables["AML_APP_ROOT"]: is set by the component: must be left out; use sourceDirectory instead';
  const ports = (port: number | string) =>
    `  - scoringPort: ${port} is the gateway's own port: must be another one, because the containers of a group share their ports; leave it out for 5001, or change port`;
  const defaultPort =
    "  - port: 5001 is the scoring container's port: must be another one, because the containers of a group share their ports; give another port, or another scoringPort";
  const acmePort =
    '  - port: 80 is not allowed with tls mode "Automatic", which answers the authority there: leave it out for 443';
  const region =
    '  - tls.hostname: is required in the location "China North 3", where the address of a dnsNameLabel is not known beforehand: give a name of your own';
  const server =
    '  - imageRegistryCredentials[1].server: "contoso.azurecr.io" is in the list twice: must be there once; leave one out';
  const identities =
    '  - identity.userAssignedIdentityIds: is not allowed with type "SystemAssigned": leave it out, or choose a type with "UserAssigned"';
  const otherName = (given: string) =>
    `  - tls.hostname: ${given} is not a name in the certificate: must be one of its names ("score.example.com", "localhost"); give another name or another certificate`;
  const otherKey =
    "  - tls.privateKeyPem: is not the key of certificatePem: must belong to its first certificate; give the key that it was requested with";
  const hidden = "the value given (not shown: it may be a secret)";
  const label = { dnsNameLabel: "diabetes", dnsNameLabelScope: "Unsecure" };
  const noName = { ...automatic, hostname: undefined };

  test.each<[string, object, string]>([
    [
      "secondary key",
      { authEnabled: true, keys: { initial: { primary: oldKey, secondary: plain(oldKey) } } },
      sameKeys,
    ],
    [
      "primary key",
      { authEnabled: true, keys: { initial: { primary: pulumi.secret(oldKey), secondary: oldKey } } },
      sameKeys,
    ],
    ["an origin", { cors: { allowedOrigins: ["https://a", plain("*")] } }, wildcard],
    ["all origins", { cors: { allowedOrigins: plain(["*", "https://a"]) } }, wildcard],
    ["all variables", { environmentVariables: plain({ A: "x" }), secretEnvironmentVariables: { A: "y" } }, twice],
    [
      "all secret variables",
      { environmentVariables: { A: "x" }, secretEnvironmentVariables: pulumi.secret({ A: "y" }) },
      twice,
    ],
    ["a variable of the server", { environmentVariables: plain({ AML_APP_ROOT: "/" }) }, reserved],
    ["the port", { port: plain(8080), scoringPort: 8080 }, ports(8080)],
    ["the scoring port", { port: 8080, scoringPort: plain(8080) }, ports(8080)],
    [
      "a secret scoring port",
      { scoringPort: pulumi.secret(80) },
      ports("the number given (not shown: it may be a secret)"),
    ],
    [
      "cores that are too many with those of the gateway",
      { cpuCores: plain(31) },
      "  - cpuCores: 31 is not allowed: must be at most 30.9, because a group has 1 to 31 cores in all, here 31.1 (scoring 31, gateway 0.1)",
    ],
    [
      "a secret memory",
      { memoryGb: pulumi.secret(0.5), gatewayMemoryGb: 0.3 },
      "  - memoryGb: the number given (not shown: it may be a secret) is not allowed: must be another, because a group has 1 to 240 GB in all",
    ],
    ["the default scoring port", { port: plain(5001) }, defaultPort],
    ["the authority's port", { tls: automatic, port: plain(80) }, acmePort],
    ["the location", { tls: noName, ...label, location: plain("China North 3") }, region],
    ["the label", { tls: noName, ...label, dnsNameLabel: plain("diabetes"), location: "China North 3" }, region],
    ["a server", { imageRegistryCredentials: [registry, { ...registry, server: plain(registry.server) }] }, server],
    [
      "an earlier server",
      { imageRegistryCredentials: [{ ...registry, server: plain(registry.server) }, registry] },
      server,
    ],
    ["identities", { identity: { type: "SystemAssigned", userAssignedIdentityIds: plain([identityId]) } }, identities],
    ["the name", { tls: { ...certificate, hostname: plain("a.example.com") } }, otherName('"a.example.com"')],
    ["a secret name", { tls: { ...certificate, hostname: pulumi.secret("a.example.com") } }, otherName(hidden)],
    ["the certificate", { tls: { ...certificate, certificatePem: plain(pem("wildcard.pem")) } }, otherKey],
    ["the key", { tls: { ...certificate, privateKeyPem: pulumi.secret(pem("wildcard.key.pem")) } }, otherKey],
    [
      "the key of a certificate with other names",
      { tls: { ...certificate, hostname: "a.example.com", privateKeyPem: pulumi.secret(certificate.privateKeyPem) } },
      otherName('"a.example.com"'),
    ],
  ])("%s", async (_, change, line) => {
    expect(await failures(change)).toEqual([line]);
  });

  test("a value that its own rule refuses is not refused a second time", async () => {
    const messages = await failures({ port: plain(0), scoringPort: plain(0) });
    expect(new Set(messages)).toEqual(
      new Set([
        "  - scoringPort: 0 is not allowed: must be a whole port number, from 1 to 65535, and none that Container Instances reserves (22, 1025-1027, 3389-3399, 9999, 19000, 19080, 19100, 19390, 20000-30000, 49152-65534)",
        "  - port: 0 is not allowed: must be a whole port number, from 1 to 65535, and none that Container Instances reserves (22, 1025-1027, 3389-3399, 9999, 19000, 19080, 19100, 19390, 20000-30000, 49152-65534)",
      ]),
    );
  });
});

describe("a check makes nothing secret, late or unknown that was not", () => {
  const secretTls = { ...certificate, privateKeyPem: pulumi.secret(certificate.privateKeyPem) };

  test.each<[string, object, [path: string, secret: boolean][]]>([
    ["name and certificate beside a secret key", { tls: secretTls }, [["tls.privateKeyPem", true]]],
    [
      "a name that is an Output beside a secret key",
      { tls: { ...secretTls, hostname: plain(certificate.hostname) } },
      [
        ["tls.hostname", false],
        ["tls.privateKeyPem", true],
      ],
    ],
    [
      "a name that is an Output beside a secret certificate",
      {
        tls: {
          ...certificate,
          certificatePem: pulumi.secret(certificate.certificatePem),
          hostname: plain(certificate.hostname),
        },
      },
      [
        ["tls.hostname", false],
        ["tls.certificatePem", true],
      ],
    ],
    [
      "variables beside secret ones",
      { environmentVariables: { A: "x" }, secretEnvironmentVariables: { B: pulumi.secret("y") } },
      [["secretEnvironmentVariables.B", true]],
    ],
    [
      "late variables beside secret ones",
      { environmentVariables: plain({ A: "x" }), secretEnvironmentVariables: { B: pulumi.secret("y") } },
      [
        ["environmentVariables", false],
        ["secretEnvironmentVariables.B", true],
      ],
    ],
    ["a port beside a secret one", { port: pulumi.secret(8080), scoringPort: 9000 }, [["port", true]]],
    [
      "a registry beside its password",
      { imageRegistryCredentials: [{ ...registry, password: pulumi.secret("p") }] },
      [["imageRegistryCredentials.0.password", true]],
    ],
  ])("%s", async (_, change, expected) => {
    const late = await settled(checked(change));
    expect(late.every(({ error }) => error === undefined)).toBe(true);
    expect(new Map(late.map(({ path, secret }) => [path, secret]))).toEqual(new Map(expected));
  });

  test("values without Outputs come back without Outputs", () => {
    const args = {
      tls: certificate,
      imageRegistryCredentials: [registry],
      environmentVariables: { A: "x" },
      port: 8080,
    };
    expect(checked(args)).toEqual({ ...minimal, ...args });
  });
});
