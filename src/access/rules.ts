import { authModesOf, grantableModes, type ServiceKind } from "../contract/auth-modes";
import { PrincipalType } from "../contract/azure-enums";
import * as azure from "../validation/azure-rules";
import { choice, type MapRule, type ObjectRule, text } from "../validation/rule";

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

/** What can be granted on a service, and hints on what another kind of service has. */
export function grants(service: ServiceKind): ObjectRule {
  const kinds = grantableModes.filter((row) => row.services.includes(service)).map(({ grant }) => grant.kind);
  const retired = Object.fromEntries(
    grantableModes.flatMap(({ grant, unavailable }) => {
      const why = unavailable?.[service]?.why;
      return why === undefined ? [] : [[grant.kind, `is not an input: ${why}; ${withoutRole(service)}`]];
    }),
  );
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

/** A token that callers send as Microsoft Entra gave it is checked for a role at each call; other credentials are not. */
function withoutRole(service: ServiceKind): string {
  const credentials = authModesOf(service)
    .filter(({ credential, token }) => credential !== "none" && token?.flow !== "direct")
    .map(({ credential, token }) => `a ${token?.name ?? credential}`);
  return `callers with ${credentials.join(" or ")} need no role`;
}
