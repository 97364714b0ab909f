import { badRequest } from "../arm/arm-error";
import { checkShape, type Shape } from "../arm/shape";

/**
 * What stands in an account: containers and shares have names by the same rule (Microsoft, "Naming and referencing
 * containers, blobs, and metadata"; "Naming and referencing shares, directories, files, and metadata").
 */
export function checkPart(name: string, body: unknown, shape: Shape): void {
  if (!/^[a-z0-9](?!.*--)[a-z0-9-]{1,61}[a-z0-9]$/.test(name)) {
    throw badRequest("InvalidResourceName", `The specifed resource name contains invalid characters: '${name}'.`);
  }
  const { id: _id, name: _name, type: _type, etag: _etag, ...sent } = (body ?? {}) as Record<string, unknown>;
  checkShape(shape, sent);
}
