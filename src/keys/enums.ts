/** How it is found out that a service accepts a new key. */
export const KeyAcceptanceCheck = {
  /** It is asked with the key. */
  Request: "Request",
  /** It is not asked, but given time: for a service that the deployment cannot reach. */
  Wait: "Wait",
} as const;
export type KeyAcceptanceCheck = (typeof KeyAcceptanceCheck)[keyof typeof KeyAcceptanceCheck];
