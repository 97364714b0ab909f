import type * as pulumi from "@pulumi/pulumi";

import type { AuthMode } from "../../contract/auth-mode";
import type { Slot } from "../../contract/key-slots";
import { resourceError } from "../../pulumi/resource-error";

/** What the methods of a service need of its endpoint. */
export interface RegisteredEndpoint {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly workspaceName: pulumi.Input<string>;
  readonly endpointName: pulumi.Input<string>;
  readonly authMode: AuthMode;
  /** The program's keys, whether or not they are in force. */
  readonly keys: Readonly<Record<Slot, pulumi.Output<string>>>;
  /** What puts each key into its slot. */
  readonly installations: Readonly<Record<Slot, pulumi.CustomResource>>;
  /** What has to be there before Azure can be called. */
  readonly ready: readonly pulumi.CustomResource[];
}

/**
 * Beside the components and not in them: whatever a component has as a property becomes an output of its translations
 * to other languages, a private one too.
 */
const endpoints = new WeakMap<pulumi.Resource, RegisteredEndpoint>();

export function registerEndpoint(component: pulumi.Resource, endpoint: RegisteredEndpoint): void {
  endpoints.set(component, endpoint);
}

/** The endpoint of a component; `method` is what was called of it. */
export function registeredEndpoint(component: pulumi.Resource, method: string): RegisteredEndpoint {
  const endpoint = endpoints.get(component);
  if (endpoint === undefined) {
    throw resourceError(`${method}: only the program that deploys the service can ask for it`, component);
  }
  return endpoint;
}
