import type { AssetKind } from "./asset-kinds";
import { invalid } from "./asset-kinds";

/** What a deployment names as its model, environment or code. */
export type AssetReference =
  | { kind: "version"; id: string; name: string; version: string }
  | { kind: "registry"; name: string; version: string; registry: string }
  | { kind: "uri"; uri: string };

/**
 * Reads a reference: an ARM id, the short form `azureml:<name>:<version>` and `azureml:<ARM id>`, an asset of a
 * registry (such as Microsoft's `azureml`), or an address.
 */
export function parseReference(type: AssetKind["type"], text: string, workspaceId: string): AssetReference {
  const arm = /^(?:azureml:)?(\/subscriptions\/[^:]+)$/i.exec(text)?.[1];
  if (arm !== undefined) {
    const [, name = "", version] =
      new RegExp(`/workspaces/[^/]+/${type}/([^/]+)/versions/([^/]+)$`, "i").exec(arm) ?? [];
    if (version === undefined) {
      throw invalid(`'${text}' is not the id of a version below ${type}.`);
    }
    return { kind: "version", id: arm, name, version };
  }
  const [, registry = "", inRegistry = "", registryVersion] =
    new RegExp(`^azureml://registries/([^/]+)/${type}/([^/]+)/(?:versions|labels)/([^/]+)$`, "i").exec(text) ?? [];
  if (registryVersion !== undefined) {
    return { kind: "registry", registry, name: inRegistry, version: registryVersion };
  }
  const [, name = "", version] = /^azureml:([^:/@]+):([^:/]+)$/.exec(text) ?? [];
  if (version !== undefined) {
    return { kind: "version", id: `${workspaceId}/${type}/${name}/versions/${version}`, name, version };
  }
  if (/^(https?|azureml):\/\//.test(text)) {
    return { kind: "uri", uri: text };
  }
  throw invalid(`'${text}' is neither the id of a version below ${type} nor an address.`);
}
