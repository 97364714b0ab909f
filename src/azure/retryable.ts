import type { ArmError } from "./arm-error";

/** No status is a connection that broke. */
export function isTransient({ status }: ArmError): boolean {
  return status === undefined || status === 408 || status === 429 || status >= 500;
}

/** For a request that begins an operation: 409 is another operation on the same resource. */
export function isRetryableStart(error: ArmError): boolean {
  return error.status === 409 || isTransient(error);
}

/** For a request that must not be carried out twice: Azure says that it has not begun. */
export function isNotBegun({ status }: ArmError): boolean {
  return status === 409 || status === 429;
}
