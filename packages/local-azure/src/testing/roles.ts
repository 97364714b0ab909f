import { randomUUID } from "node:crypto";
import { subscriptionId, type Answer, type ArmClient } from "./arm-client";

/** Built-in roles by what they are called. */
export const roles = {
  contributor: "b24988ac-6180-42a0-ab88-20f7382dd24c",
  vaultReader: "21090545-7ca7-4776-b22c-e363652d74d2",
  secretsUser: "4633458b-17de-408a-b874-0445c86b69e6",
  secretsOfficer: "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
};

/** Gives a service principal a role at a scope. */
export function assign(arm: ArmClient, scope: string, principalId: string, role: string): Promise<Answer> {
  const definitions = `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions`;
  return arm.send(
    "PUT",
    `${scope}/providers/Microsoft.Authorization/roleAssignments/${randomUUID()}?api-version=2022-04-01`,
    {
      properties: { roleDefinitionId: `${definitions}/${role}`, principalId, principalType: "ServicePrincipal" },
    },
  );
}
