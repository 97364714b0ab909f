import { inspect } from "node:util";

import * as pulumi from "@pulumi/pulumi";

/**
 * An error that the engine attaches to a resource, without a stack.
 *
 * The language host renders each error with all that hangs on it, for traces, and the SDK hangs the failed promise on
 * it beside the resource (`cmd/run` and `debuggablePromise` of @pulumi/pulumi 3.248). That would bring the whole program
 * along, its secrets in clear and half a minute of time, so it is rendered as its message only.
 */
export function resourceError(message: string, resource: pulumi.Resource): pulumi.ResourceError {
  const error = new pulumi.ResourceError(message, resource, true);
  Object.defineProperty(error, "resource", { value: resource, enumerable: false });
  Object.defineProperty(error, inspect.custom, { value: () => error.message, enumerable: false });
  return error;
}
