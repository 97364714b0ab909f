import { PrincipalType } from "../contract/azure-enums";
import * as azure from "../validation/azure-rules";
import { choice, MapRule, ObjectRule, text } from "../validation/rule";

/** The rules of the `grants` input. */

export const principals: MapRule = {
  kind: "map",
  plain: true,
  key: text({
    pattern: /^(?!__proto__$)[A-Za-z0-9_-]+$/,
    atMost: 64,
    expected: "1 to 64 letters, digits and _ -",
  }),
  value: {
    kind: "object",
    properties: {
      principalId: {
        ...azure.guid("the object id of a user, a group or a service principal, a GUID"),
        required: true,
      },
      principalType: choice(PrincipalType, { required: true, plain: true }),
    },
    retired: {
      objectId: "is not an input; use principalId",
      clientId: "is not an input; use principalId, the object id of the service principal",
    },
  },
  atMost: 100,
  hint: "give the role to a group",
};

/** Microsoft Entra's tokens, and what goes with them, exist on managed endpoints only. */
export function grants(withScoring: boolean): ObjectRule {
  const kinds = ["tokenAccess", ...(withScoring ? ["scoring"] : []), "keyRead"];
  const scoring =
    "is not an input: Kubernetes endpoints have no Microsoft Entra authentication; callers with a key or a token of Azure ML need no role";
  const retired = withScoring ? undefined : { scoring };
  return {
    kind: "object",
    properties: {
      ...Object.fromEntries(kinds.map((kind) => [kind, principals])),
      roleDefinitionIds: {
        kind: "object",
        properties: Object.fromEntries(kinds.map((kind) => [kind, azure.roleDefinitionId])),
        retired,
      },
    },
    retired,
  };
}
