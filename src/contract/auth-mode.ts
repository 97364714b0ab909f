/** The authentication in force on a service, in the words of Azure's `authMode`, and `None`. */
export const AuthMode = {
  /** Whoever reaches the address may call the service; on Container Instances only. */
  None: "None",
  /** `Authorization: Bearer <primary or secondary key>`. */
  Key: "Key",
  /** `Authorization: Bearer <token>`, a token of Azure ML for this one endpoint; on online endpoints only. */
  AMLToken: "AMLToken",
  /** `Authorization: Bearer <token>`, a token of Microsoft Entra; on managed online endpoints only. */
  AADToken: "AADToken",
} as const;
/** One of these modes. */
export type AuthMode = (typeof AuthMode)[keyof typeof AuthMode];
