/** How the deployment finds out that a service accepts a new key. */
export const KeyAcceptanceCheck = {
  /** It is probed with the key. */
  Request: "Request",
  /** It is not probed, but given time: for a service that the deployment cannot reach. */
  Wait: "Wait",
} as const;
export type KeyAcceptanceCheck = (typeof KeyAcceptanceCheck)[keyof typeof KeyAcceptanceCheck];
