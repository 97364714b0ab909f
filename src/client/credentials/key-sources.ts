import { isHeaderValue } from "../internal/header-value";
import { invalidOption } from "../internal/option-checks";
import { Credential } from "./credential";
import type { AbortSignalLike } from "./token-credential";

/** Where the keys of a service are read from. */
export interface KeySource {
  /**
   * One key or more, in the order in which to try them; the description of each names its slot. With `again` they are
   * read anew, whatever is cached.
   */
  keys(options?: {
    /** Whether to read anew, whatever is cached. Default: false. */
    readonly again?: boolean;
    /** Ends the reading. */
    readonly signal?: AbortSignalLike;
  }): Promise<readonly Credential[]>;
}

/** The names of a key's slots in errors. */
export const slotNames = { primary: "primary key", secondary: "secondary key", active: "active key" } as const;

/** Keys that the program already has. */
export class FixedKeys implements KeySource {
  readonly #keys: readonly Credential[];

  /** Throws `CredentialError` (`InvalidConfiguration`) for a key that cannot be sent in a header. */
  constructor(keys: {
    /** The key that is tried first. */
    readonly primary: string;
    /** The key that is tried when the first is refused. */
    readonly secondary?: string;
  }) {
    this.#keys = (["primary", "secondary"] as const).flatMap((slot) => {
      const value = keys?.[slot];
      if (value === undefined && slot === "secondary") {
        return [];
      }
      return [checkedKey(value, slot, `keys.${slot}`, "the program")];
    });
  }

  /** The keys, primary first. */
  async keys(): Promise<readonly Credential[]> {
    return this.#keys;
  }
}

/** The names of the environment variables that hold the keys. */
export interface EnvironmentKeyNames {
  /** The one with the primary key, such as `SCORE_PRIMARY_KEY`. */
  readonly primary: string;
  /** The one with the secondary key. Default: none. */
  readonly secondary?: string;
}

/** Keys in environment variables, without the white space around them. */
export class EnvironmentKeys implements KeySource {
  readonly #names: EnvironmentKeyNames;
  readonly #environment: () => Readonly<Record<string, string | undefined>>;
  #keys: readonly Credential[] | undefined;

  /** @param environment Default: that of the process, where there is one. */
  constructor(names: EnvironmentKeyNames, environment?: Readonly<Record<string, string | undefined>>) {
    this.#names = names;
    this.#environment = () =>
      environment ?? (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env ?? {};
  }

  /**
   * The keys, primary first; one of the two variables may be missing. They are read once, and with `again` anew. Throws
   * `CredentialError` (`InvalidConfiguration`) where no variable is set, or one holds what cannot be sent in a header.
   */
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
      return name === undefined || !value ? [] : [checkedKey(value, slot, name, `environment variable ${name}`)];
    });
    if (keys.length === 0) {
      const { primary, secondary } = this.#names;
      throw invalidOption(
        secondary === undefined ? primary : `${primary}, ${secondary}`,
        "no such environment variable is set",
        "must hold the key of the service",
      );
    }
    return keys;
  }
}

function checkedKey(value: unknown, slot: "primary" | "secondary", name: string, source: string): Credential {
  if (!isHeaderValue(value)) {
    throw invalidOption(
      name,
      "holds no key",
      "must be printable ASCII characters without a space (what it holds is not shown)",
    );
  }
  return new Credential(value, { name: slotNames[slot], source });
}
