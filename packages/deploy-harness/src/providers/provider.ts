import type { Changes } from "./difference";
import type { Properties } from "./properties";

/** Which resource a request is about. */
export interface Subject {
  urn: string;
  /** The type token, `package:module:Name`. */
  type: string;
  /** The last part of the URN: the name that the program gave. */
  name: string;
}

export interface CheckFailure {
  property: string;
  reason: string;
}

export interface Difference {
  /** Empty when nothing changes. */
  changes: Changes;
  deleteBeforeReplace: boolean;
}

export interface Existing {
  id: string;
  inputs: Properties;
  outputs: Properties;
}

/**
 * The part of Pulumi's provider protocol that the components need. Both drivers use the same providers: the CLI over
 * gRPC, the in-process one directly. Values carry no marks of secrets, except outputs that a provider itself declares
 * secret (and see `knowsSecrets`); values that are not known yet are `UNKNOWN`.
 */
export interface Provider {
  readonly name: string;
  readonly version: string;
  /** Set for the engine's own providers: they are given values with their marks of secrets. */
  readonly knowsSecrets?: boolean;
  check(request: Subject & { oldInputs: Properties; inputs: Properties; randomSeed: Buffer }): Promise<{
    inputs: Properties;
    failures: CheckFailure[];
  }>;
  diff(
    request: Subject & { id: string; oldInputs: Properties; oldOutputs: Properties; inputs: Properties },
  ): Promise<Difference>;
  /** In a preview nothing is created, the id is empty, and outputs that only creation brings are unknown. */
  create(request: Subject & { inputs: Properties; preview: boolean }): Promise<{ id: string; outputs: Properties }>;
  update(
    request: Subject & { id: string; oldOutputs: Properties; inputs: Properties; preview: boolean },
  ): Promise<Properties>;
  /** Undefined when it does not exist. */
  read(
    request: Subject & { id: string; oldInputs: Properties | undefined; oldOutputs: Properties },
  ): Promise<Existing | undefined>;
  delete(request: Subject & { id: string }): Promise<void>;
  invoke(token: string, args: Properties): Promise<Properties>;
  /** The id that a resource with these inputs has once it exists, when that follows from the inputs. */
  idOf(type: string, inputs: Properties): string | undefined;
}

/** An error whose text is all that a person needs: drivers print it without a stack. */
export class ProviderError extends Error {
  override readonly name = "ProviderError";
}

/** A resource exists, but did not come up: it enters the state, and the operation fails all the same. */
export class InitializationError extends Error {
  override readonly name = "InitializationError";

  constructor(
    message: string,
    readonly existing: Existing,
  ) {
    super(message);
  }
}
