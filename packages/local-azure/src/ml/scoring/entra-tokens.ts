import type { Access } from "../../authorization/access";
import type { Entra } from "../../entra/entra";

/** What a token for scoring must be made for; one of each cloud. Microsoft, "Authenticate clients for online endpoints". */
const audiences = ["https://ml.azure.com", "https://ml.azure.us", "https://ml.azure.cn"];

const scoreAction = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/score/action";

/** Whether an Entra token is valid for Azure ML and its principal has the right to score on the endpoint. */
export async function mayScore(entra: Entra, access: Access, token: string, endpointId: string): Promise<boolean> {
  const claims = await entra.verify(token, audiences).catch(() => undefined);
  const principalId = claims?.["oid"];
  return (
    entra.isOwnIssuer(claims?.iss) &&
    typeof principalId === "string" &&
    access.authorize(principalId, scoreAction, endpointId)
  );
}
