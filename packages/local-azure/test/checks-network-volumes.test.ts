import { container, itRefuses, subnet, valid } from "@azureml-webservice/local-azure/testing/checks";
import { useLocalAzure } from "@azureml-webservice/local-azure/testing/use-local-azure";

const local = useLocalAzure();

itRefuses(local, [
  ["port 65536", "InvalidPort", /'65536'/, (d) => (d.properties.containers[0].properties.ports[0].port = 65536)],
  [
    "a port in two containers",
    "DuplicateContainerPorts",
    /'80' is exposed by more than one/,
    (d) =>
      d.properties.containers.push({ ...container, properties: { ...container.properties, ports: [{ port: 80 }] } }),
  ],
  ["no public port", "MissingIpAddressPorts", /cannot be empty/, (d) => (d.properties.ipAddress.ports = [])],
  [
    "6 ports",
    "TooManyPorts",
    /maximum is 5/,
    (d) => {
      const ports = [80, 81, 82, 83, 84, 85].map((port) => ({ port }));
      d.properties.containers[0].properties.ports = ports;
      d.properties.ipAddress.ports = ports;
    },
  ],
  [
    "a public port twice",
    "DuplicateIpAddressPorts",
    /given twice/,
    (d) => d.properties.ipAddress.ports.push({ port: 80 }),
  ],
  [
    "a public port of no container",
    "UnreferencedIpAddressPorts",
    /ports '443'.*not used by any/,
    (d) => (d.properties.ipAddress.ports = [{ port: 443 }]),
  ],
  [
    "a public port of the other protocol",
    "UnreferencedIpAddressPorts",
    /ports '80'/,
    (d) => (d.properties.ipAddress.ports[0].protocol = "UDP"),
  ],
  [
    "a label of 4 characters",
    "InvalidDnsNameLabel",
    /between 5 and 63/,
    (d) => (d.properties.ipAddress.dnsNameLabel = "four"),
  ],
  [
    "a label in capitals",
    "InvalidDnsNameLabel",
    /only lowercase/,
    (d) => (d.properties.ipAddress.dnsNameLabel = "My-label"),
  ],
  [
    "a private address without a subnet",
    "PrivateIPAddressNotSupported",
    /only supported when network profile/,
    (d) => (d.properties.ipAddress.type = "Private"),
  ],
  [
    "a public address in a subnet",
    "InvalidNetworkConfiguration",
    /must be Private/,
    (d) => (d.properties.subnetIds = [{ id: subnet }]),
  ],
  [
    "a label in a subnet",
    "InvalidNetworkConfiguration",
    /cannot have a DNS name label/,
    (d) => {
      d.properties.subnetIds = [{ id: subnet }];
      d.properties.ipAddress.type = "Private";
    },
  ],
  [
    "a subnet that is none",
    "LinkedInvalidPropertyId",
    /'my-subnet'/,
    (d) => {
      d.properties.subnetIds = [{ id: "my-subnet" }];
      delete d.properties.ipAddress;
    },
  ],
  [
    "21 volumes",
    "TooManyVolumes",
    /has 22 volumes/,
    (d) => d.properties.volumes.push(...Array.from({ length: 21 }, (_, i) => ({ name: `volume-${i}`, emptyDir: {} }))),
  ],
  [
    "a volume name of 4 characters",
    "InvalidVolume",
    /between 5 and 63/,
    (d) => d.properties.volumes.push({ name: "four", emptyDir: {} }),
  ],
  [
    "a volume name with two hyphens",
    "InvalidVolume",
    /single hyphens/,
    (d) => d.properties.volumes.push({ name: "my--volume", emptyDir: {} }),
  ],
  [
    "a volume name twice",
    "DuplicateVolumeName",
    /'files' is used twice/,
    (d) => d.properties.volumes.push({ name: "files", emptyDir: {} }),
  ],
  ["a volume of nothing", "InvalidVolume", /exactly one of/, (d) => d.properties.volumes.push({ name: "empty" })],
  ["a volume of two kinds", "InvalidVolume", /exactly one of/, (d) => (d.properties.volumes[0].emptyDir = {})],
  [
    "a secret in plain text",
    "InvalidVolume",
    /'a' is not valid base64/,
    (d) => (d.properties.volumes[0].secret.a = "plain!"),
  ],
  [
    "a secret file outside of its volume",
    "InvalidVolume",
    /may hold letters/,
    (d) => (d.properties.volumes[0].secret["../a"] = ""),
  ],
  [
    "a secret without a value",
    "SecretValueNotSpecified",
    /The value of secret '__init__.py' is not specified in volume 'files'/,
    (d) => (d.properties.volumes[0].secret["__init__.py"] = ""),
  ],
  [
    "a share without a key",
    "InvalidVolume",
    /storageAccountKey is required/,
    (d) =>
      d.properties.volumes.push({ name: "share", azureFile: { shareName: "share", storageAccountName: "account" } }),
  ],
  [
    "a share outside of the shares",
    "InvalidVolume",
    /shareName must be/,
    (d) =>
      d.properties.volumes.push({
        name: "share",
        azureFile: { shareName: "../x", storageAccountName: "account", storageAccountKey: "k" },
      }),
  ],
  [
    "a mount of no volume",
    "InvalidVolumeMount",
    /no volume with this name/,
    (d) => (d.properties.containers[0].properties.volumeMounts[0].name = "other"),
  ],
  [
    "a mount path with a colon",
    "InvalidVolumeMount",
    /without ':'/,
    (d) => (d.properties.containers[0].properties.volumeMounts[0].mountPath = "/a:b"),
  ],
  [
    "a mount path upwards",
    "InvalidVolumeMount",
    /'\.\.' as a part/,
    (d) => (d.properties.containers[0].properties.volumeMounts[0].mountPath = "/a/../../b"),
  ],
  [
    "a mount path twice",
    "InvalidVolumeMount",
    /used twice/,
    (d) => d.properties.containers[0].properties.volumeMounts.push({ name: "files", mountPath: "/mnt/" }),
  ],
]);

test("refuses secret volumes of more than 1 MB in all", async () => {
  const definition = valid();
  const half = Buffer.alloc(400_000).toString("base64");
  definition.properties.volumes.push({ name: "more-files", secret: { b: half } });
  Object.assign(definition.properties.volumes[0] ?? {}, { secret: { a: half } });
  const answer = await local.arm.put("refused", definition);
  expect(answer.status).toBe(413);
  expect(answer.body.error).toMatchObject({
    code: "RequestEntityTooLarge",
    message: expect.stringContaining("have 1066672 bytes. The maximum is 1048576"),
  });
});
