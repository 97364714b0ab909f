/** A container that cannot be started at all; the group's provisioning fails with it. */
export class StartError extends Error {
  override readonly name = "StartError";

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
