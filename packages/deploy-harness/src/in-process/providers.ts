import type { Properties } from "../providers/properties";
import { UNKNOWN, unwrap } from "../providers/properties";
import type { Provider } from "../providers/provider";
import { ProviderResources, StashProvider } from "./builtin";

/** Makes the provider of a package with a configuration, or says undefined when there is none. */
export type ProviderFactory = (packageName: string, config: Properties) => Provider | undefined;

const PROVIDER_TYPE = /^pulumi:providers:(.+)$/;

/**
 * Finds the provider of a resource. Unlike the engine, a default provider is not a resource of its own: it appears
 * neither in the state nor among the steps.
 */
export class Providers {
  private readonly stash = new StashProvider();
  private readonly providerResources = new ProviderResources();
  private readonly defaults = new Map<string, Provider>();
  private readonly explicit = new Map<string, Provider>();

  constructor(
    private readonly factory: ProviderFactory,
    private readonly defaultConfig: (packageName: string) => Properties,
  ) {}

  /** `reference` is `urn::id` of an explicit provider, or empty. */
  of(type: string, reference: string): Provider {
    if (PROVIDER_TYPE.test(type)) {
      return this.providerResources;
    }
    const packageName = type.split(":")[0] ?? "";
    if (packageName === "pulumi") {
      return this.stash;
    }
    const explicit = this.explicit.get(urnOf(reference));
    if (explicit !== undefined) {
      return explicit;
    }
    let provider = this.defaults.get(packageName);
    if (provider === undefined) {
      provider = this.make(packageName, this.defaultConfig(packageName));
      this.defaults.set(packageName, provider);
    }
    return provider;
  }

  /** An explicit provider has been registered, or is known from an earlier run. */
  configure(urn: string, type: string, inputs: Properties): void {
    const packageName = PROVIDER_TYPE.exec(type)?.[1];
    if (packageName !== undefined) {
      const known = Object.entries(unwrap(inputs)).filter(([, value]) => value !== UNKNOWN);
      this.explicit.set(urn, this.make(packageName, Object.fromEntries(known)));
    }
  }

  private make(packageName: string, config: Properties): Provider {
    const provider = this.factory(packageName, config);
    if (provider === undefined) {
      throw new Error(
        `the in-process driver has no provider for the package "${packageName}"; ` +
          "it has azure-native and random. Use the pulumi CLI (engine cli) for others",
      );
    }
    return provider;
  }
}

export function urnOf(reference: string): string {
  return reference.split("::").slice(0, -1).join("::");
}
