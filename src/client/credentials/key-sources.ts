import { fitsHeader } from "./azure-request";
import { Credential } from "./credential";
import { invalid } from "../internal/secure-url";
import type { AbortSignalLike } from "./token-credential";

/** Where the keys of a service are read from. */
export interface KeySource {
  /**
   * One key or more, in the order in which to try them; each names its slot in its description. `again` asks for what
   * they are now, whatever was read before.
   */
  keys(options?: { readonly again?: boolean; readonly signal?: AbortSignalLike }): Promise<readonly Credential[]>;
}

/** The names of a key's slots, as errors have them. */
export const slotNames = { primary: "primary key", secondary: "secondary key", active: "active key" } as const;

/** Keys that the program has from somewhere. */
export class FixedKeys implements KeySource {
  readonly #keys: readonly Credential[];

  /** Throws `CredentialError` for a key that fits no header. */
  constructor(keys: { readonly primary: string; readonly secondary?: string }) {
    this.#keys = (["primary", "secondary"] as const).flatMap((slot) => {
      const value = keys?.[slot];
      if (value === undefined && slot === "secondary") {
        return [];
      }
      return [keyOf(value, slot, `keys.${slot}`, "the program")];
    });
  }

  async keys(): Promise<readonly Credential[]> {
    return this.#keys;
  }
}

export interface EnvironmentKeyNames {
  /** Such as `SCORE_PRIMARY_KEY`. */
  readonly primary: string;
  readonly secondary?: string;
}

/** Keys in environment variables. White space around them does not count. */
export class EnvironmentKeys implements KeySource {
  readonly #names: EnvironmentKeyNames;
  readonly #environment: () => Readonly<Record<string, string | undefined>>;
  #keys: readonly Credential[] | undefined;

  /** @param environment default: that of the process, where there is one */
  constructor(names: EnvironmentKeyNames, environment?: Readonly<Record<string, string | undefined>>) {
    this.#names = names;
    this.#environment = () =>
      environment ?? (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env ?? {};
  }

  /** One of two variables may be missing. */
  async keys({ again = false }: { readonly again?: boolean } = {}): Promise<readonly Credential[]> {
    if (!this.#keys || again) {
      this.#keys = this.#read();
    }
    return this.#keys;
  }

  #read(): readonly Credential[] {
    const environment = this.#environment();
    const keys = (["primary", "secondary"] as const).flatMap((slot) => {
      const name = this.#names[slot];
      const value = name === undefined ? undefined : environment[name]?.trim();
      return name === undefined || !value ? [] : [keyOf(value, slot, name, `environment variable ${name}`)];
    });
    if (keys.length === 0) {
      const { primary, secondary } = this.#names;
      throw invalid(
        secondary === undefined ? primary : `${primary}, ${secondary}`,
        "no such environment variable is set",
        "must hold the key of the service",
      );
    }
    return keys;
  }
}

function keyOf(value: unknown, slot: "primary" | "secondary", name: string, source: string): Credential {
  if (!fitsHeader(value)) {
    throw invalid(
      name,
      "holds no key",
      "must be printable ASCII characters without a space (what it holds is not shown)",
    );
  }
  return new Credential(value, { name: slotNames[slot], source });
}
