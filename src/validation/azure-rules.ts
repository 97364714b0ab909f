import * as patterns from "../contract/patterns";
import { type LeafRule, type MapRule, text } from "./rule";

/** Rules of Azure that more than one component needs. Messages and checks stand side by side. */

/** Letters of all scripts: Azure Resource Manager's own pattern is `^[-\w\._\(\)]+$` in the sense of .NET. */
export const resourceGroupName = text({
  pattern: /^[-\p{L}\p{N}_.()]*[-\p{L}\p{N}_()]$/u,
  atMost: 90,
  expected: "1 to 90 letters, digits, -, _, ., ( or ), not ending in a dot",
});

/** The name or the display name: Azure takes both, and compares without blanks and case. */
export const location = text({
  pattern: /^[A-Za-z][A-Za-z0-9 ]*[A-Za-z0-9]$/,
  atMost: 50,
  expected: "the name of an Azure region, such as westeurope or West Europe",
});

/**
 * v1's rule for services, kept so that a service keeps its name, without the `--` that container groups refuse
 * (schema of the container group, 2024-05-01-preview).
 */
export const serviceName = text({
  pattern: /^(?!.*--)[a-z][-a-z0-9]+[a-z0-9]$/,
  atMost: 32,
  expected: "3 to 32 lower-case letters, digits and single -, starting with a letter and not ending in -",
});

/** Pattern of the machine-learning API, 2025-12-01. */
export const workspaceName = text({
  pattern: /^[a-zA-Z0-9][\w-]{2,32}$/,
  atMost: 33,
  expected: "the name of an Azure ML workspace: 3 to 33 letters, digits, - and _, starting with a letter or digit",
});

export const storageAccountName = text({
  pattern: /^[a-z0-9]{3,24}$/,
  atMost: 24,
  expected: "the name of a storage account: 3 to 24 lower-case letters and digits",
});

/** Shares and blob containers are named alike. */
export const storageName = (what: string) =>
  text({
    pattern: /^(?=.{3})[a-z0-9]+(?:-[a-z0-9]+)*$/,
    atMost: 63,
    expected: `the name of a ${what}: 3 to 63 lower-case letters, digits and single -`,
  });

const guidPattern = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

/** The resource id of something of one type, such as `Microsoft.Network/virtualNetworks/subnets`. */
export function resourceId(type: string): LeafRule {
  const [namespace = "", ...kinds] = type.split("/");
  const tail = kinds.map((kind) => `${kind}/[\\w.()-]{1,128}`).join("/");
  const pattern = new RegExp(
    `^/subscriptions/${guidPattern}/resourceGroups/[-\\p{L}\\p{N}_.()]{1,90}/providers/${namespace.replace(".", "\\.")}/${tail}$`,
    "iu",
  );
  const expected = `the resource id of a ${type}: /subscriptions/…/resourceGroups/…/providers/${kinds.reduce((id, kind) => `${id}/${kind}/…`, namespace)}`;
  return text({ pattern, atMost: 1000, expected });
}

/** A role's own id; those that Azure brings along stand below no subscription. */
export const roleDefinitionId = text({
  pattern: new RegExp(
    `^(?:/subscriptions/${guidPattern}|/providers/Microsoft\\.Management/managementGroups/[\\w.()-]{1,90})?/providers/Microsoft\\.Authorization/roleDefinitions/${guidPattern}$`,
    "i",
  ),
  atMost: 1000,
  expected:
    "the resource id of a role definition: /subscriptions/…/providers/Microsoft.Authorization/roleDefinitions/…",
});

/**
 * Azure's limits on tags (tag-resources): 50, names to 512 characters without <>%&\?/, values to 256. A JavaScript
 * object cannot be trusted to carry the name `__proto__` along.
 */
export const tags: MapRule = {
  kind: "map",
  key: text({
    pattern: /^(?!__proto__$)[^<>%&\\?/\p{Cc}]+$/u,
    atMost: 512,
    expected: "1 to 512 characters without < > % & \\ ? / and control characters",
  }),
  value: text({ empty: true, atMost: 256, expected: "a text of at most 256 characters" }),
  atMost: 50,
  hint: "put several values into one tag, as JSON",
};

/**
 * The grammar of github.com/distribution/reference: optional registry with port, path in lower case, optional tag and
 * digest.
 */
const registry = "[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::\\d{1,5})?";
const pathPart = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const tag = "\\w[\\w.-]{0,127}";
const digest = "sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}";

export const imageReference = text({
  pattern: new RegExp(`^(?:${registry}/)?${pathPart}(?:/${pathPart})*(?::${tag})?(?:@(?:${digest}))?$`),
  atMost: 512,
  expected:
    "a container image such as contoso.azurecr.io/models/diabetes:3, its path in lower case and without https://",
});

/** What is put before the path of an image. A first part without dot and port would be a path on Docker Hub. */
export const imageMirror = text({
  pattern: new RegExp(`^(?=[^/]*[.:]|localhost(?:/|$))${registry}(?:/${pathPart})*$`),
  atMost: 256,
  expected:
    "a registry such as contoso.azurecr.io, with the path of the mirrored images where they have one (contoso.azurecr.io/docker-hub), without https://, tag and final /",
});

export const hostName = text({
  pattern: patterns.hostName,
  atMost: 253,
  expected: "a host name such as score.example.com, without scheme, port and wildcard, and no IP address",
});

/** As Container Instances wants it: without scheme. Registries on their own port are allowed, and on an address. */
export const registryServer = text({
  pattern: new RegExp(`^(?:${patterns.dnsLabel}\\.)*${patterns.dnsLabel}(?::\\d{1,5})?$`, "i"),
  atMost: 260,
  expected: "a registry's host name such as contoso.azurecr.io, without https:// and path",
});

export const httpsUrl = text({
  pattern: /^https:\/\/[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?(?:\/[\w.~/-]*)?$/,
  atMost: 1000,
  test: (value) => URL.canParse(value),
  expected: "an address that starts with https://, with a path at most: letters, digits and . _ ~ / -",
});

/**
 * The path of RFC 3986 (path-absolute, section 3.3), as in TensorFlow Serving's `/v1/models/<name>:predict`. What begins
 * with two slashes would be read as a host (section 4.2).
 */
export const requestPath = text({
  pattern: /^\/(?!\/)(?:[\w.~!$&'()*+,;=:@/-]|%[\dA-Fa-f]{2})*$/,
  atMost: 256,
  expected:
    "a path that starts with a single /, at most 256 letters, digits and - . _ ~ ! $ & ' ( ) * + , ; = : @ / (others as %20), without query",
});

export const guid = (expected: string, secret = false) =>
  text({ pattern: new RegExp(`^${guidPattern}$`, "i"), atMost: 36, expected, secret });

/** A key of a storage account or a workspace, 64 bytes. */
export const sharedKey = (expected: string) =>
  text({ pattern: /^[A-Za-z0-9+/]{4,}={0,2}$/, atMost: 1000, expected, secret: true });
