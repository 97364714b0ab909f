import { containsSecret, isObject, isSecret, secret, unwrap, type Properties } from "../providers/properties";
import type { Provider } from "../providers/provider";

/** Values as a provider is given them. */
export function forProvider(provider: Provider, properties: Properties): Properties {
  return provider.knowsSecrets ? properties : unwrap(properties);
}

/**
 * Marks outputs as secret where the input of the same name is: what the engine does for a provider that does not know
 * secrets itself (pulumi/pulumi, sdk/go/common/resource/plugin/provider_plugin.go, `annotateSecrets`).
 */
export function likeInputs(outputs: Properties, inputs: Properties): Properties {
  const result = { ...outputs };
  for (const [name, input] of Object.entries(inputs)) {
    const output = outputs[name];
    if (output === undefined || isSecret(output)) {
      continue;
    }
    if (isObject(output) && isObject(input) && !isSecret(input)) {
      result[name] = likeInputs(output, input);
    } else if (containsSecret(input)) {
      result[name] = secret(output);
    }
  }
  return result;
}

export function withSecretOutputs(outputs: Properties, names: string[]): Properties {
  const result = { ...outputs };
  for (const name of names) {
    const value = result[name];
    if (value !== undefined && !isSecret(value)) {
      result[name] = secret(value);
    }
  }
  return result;
}
