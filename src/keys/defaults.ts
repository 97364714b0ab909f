import { KeyAcceptanceCheck } from "./enums";

/** What counts where an input of `keys` is left out, whatever the service; the services' own stand with the services. */
export const keyDefaults = {
  /** Where the numbers of `rotation` begin; `initial` keys are those of this number. */
  rotationNumber: 1,
  acceptance: {
    check: { public: KeyAcceptanceCheck.Request, private: KeyAcceptanceCheck.Wait },
    /** A role in Azure may take ten minutes to count (role-based-access-control/troubleshooting). */
    timeoutSeconds: 600,
  },
  vault: { contentType: "text/plain" },
} as const;
