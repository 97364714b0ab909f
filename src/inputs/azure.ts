import { LeafRule, MapRule, text } from "./rule";

/** Rules of Azure that more than one component needs. Messages and checks stand side by side. */

export const resourceGroupName = text({
  pattern: /^[-\w.()]{0,89}[-\w()]$/,
  must: "1 to 90 letters, digits, -, _, ., ( or ), not ending in a dot",
});

export const location = text({
  pattern: /^[A-Za-z][A-Za-z0-9 ]{1,49}$/,
  must: "the name of an Azure region, such as westeurope",
});

/** v1's rule for services, kept so that a service keeps its name. */
export const serviceName = text({
  pattern: /^[a-z]([-a-z0-9]{1,30}[a-z0-9])$/,
  must: "3 to 32 lower-case letters, digits and -, starting with a letter and not ending in -",
});

/** The resource id of something of one type, such as `Microsoft.Network/virtualNetworks/subnets`. */
export function resourceId(type: string): LeafRule {
  const [namespace = "", ...kinds] = type.split("/");
  const tail = kinds.map((kind) => `${kind}/[^/\\s{}$*\`]+`).join("/");
  const pattern = new RegExp(
    `^/subscriptions/[0-9a-f-]{36}/resourceGroups/[-\\w.()]+/providers/${namespace.replace(".", "\\.")}/${tail}$`,
    "i",
  );
  const must = `the resource id of a ${type}: /subscriptions/…/resourceGroups/…/providers/${kinds.reduce((id, kind) => `${id}/${kind}/…`, namespace)}`;
  return text({ pattern, must });
}

/** Azure's limits on tags: 50, names to 512 characters without <>%&\?/, values to 256. */
export const tags: MapRule = {
  kind: "map",
  key: text({ pattern: /^[^<>%&\\?/\p{Cc}]{1,512}$/u, must: "1 to 512 characters without < > % & \\ ? /" }),
  value: {
    kind: "leaf",
    accepts: (value) => typeof value === "string" && value.length <= 256 && !value.includes("\0"),
    must: "a text of at most 256 characters",
  },
  atMost: 50,
};

export const imageReference = text({
  // The grammar of the distribution project: optional registry with port, path, optional tag and digest.
  pattern:
    /^(?:[a-zA-Z0-9][a-zA-Z0-9.-]*(?::\d{1,5})?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?::\w[\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/,
  atMost: 512,
  must: "a container image such as contoso.azurecr.io/models/diabetes:3",
});

export const hostName = text({
  pattern: /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i,
  must: "a host name such as score.example.com, without scheme and port",
});

export const httpsUrl = text({
  pattern: /^https:\/\/[A-Za-z0-9.-]+(?::\d{1,5})?(?:\/[\w.~%/-]*)?$/,
  must: "an address that starts with https://",
});

export const guid = (must: string, secret = false) =>
  text({ pattern: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, must, secret });
