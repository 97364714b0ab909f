import { notTaken } from "../../../src/compute/update-check";

const small = { resources: { requests: { cpu: "1", memory: "1Gi" }, limits: { cpu: "1" } } };
const sent = { namespace: "default", defaultInstanceType: "small", instanceTypes: { small } };

test.each<[string, object, string[]]>([
  ["all that was sent", sent, []],
  ["more than was sent", { ...sent, vcName: "x", instanceTypes: { small, big: small } }, []],
  ["an instance type less", { ...sent, instanceTypes: {} }, ["instanceTypes"]],
  [
    "another size and another default",
    {
      ...sent,
      defaultInstanceType: "big",
      instanceTypes: { small: { resources: { ...small.resources, limits: { cpu: "2" } } } },
    },
    ["defaultInstanceType", "instanceTypes"],
  ],
  ["nothing", {}, ["namespace", "defaultInstanceType", "instanceTypes"]],
])("a compute that has %s after its update lacks", (_, found, lacking) => {
  expect(notTaken(sent, found as Record<string, unknown>)).toEqual(lacking);
});
