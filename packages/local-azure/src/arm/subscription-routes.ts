import type { Access } from "../authorization/access";
import { tenantId } from "../entra/principals";
import type { State } from "../state";
import { ArmError } from "./arm-error";
import type { ArmRequest, ArmResponse } from "./http";
import { route, subscriptionPath, type Provider } from "./provider";

/** There before anything is in it, so that whoever signs in finds one. */
const firstSubscription = "00000000-0000-0000-0000-000000000000";
const read = "Microsoft.Resources/subscriptions/read";

/**
 * What `az login` asks after it has a token: the tenants and the subscriptions of whoever signs in. Here a subscription
 * is one that has a resource group, or the first one; whoever has a right to it sees it.
 */
export function subscriptions(state: State, access: Access): Provider {
  const known = () => [...new Set([firstSubscription, ...state.resourceGroups().map((group) => group.subscriptionId)])];
  const visible = ({ caller }: ArmRequest) =>
    known().filter((id) => caller.principalId === undefined || access.authorize(caller.principalId, read, pathOf(id)));
  return {
    namespace: "Microsoft.Resources",
    apiVersions: [], // any, as for resource groups
    routes: [
      route("GET", "/tenants", undefined, (): ArmResponse => ({ status: 200, body: { value: [tenant] } })),
      // Azure asks no permission: it lists what the caller may read.
      route("GET", "/subscriptions", undefined, (request) => ({
        status: 200,
        body: {
          value: visible(request).map(subscriptionView),
          count: { type: "Total", value: visible(request).length },
        },
      })),
      route("GET", subscriptionPath, read, (_, { subscriptionId }) => {
        const id = known().find((candidate) => candidate.toLowerCase() === subscriptionId.toLowerCase());
        if (id === undefined) {
          throw new ArmError(404, "SubscriptionNotFound", `The subscription '${subscriptionId}' could not be found.`);
        }
        return { status: 200, body: subscriptionView(id) };
      }),
    ],
  };
}

// The form of the answers: Azure/azure-rest-api-specs, Microsoft.Resources 2022-12-01.
const tenant = {
  id: `/tenants/${tenantId}`,
  tenantId,
  displayName: "local Azure",
  tenantCategory: "Home",
  tenantType: "AAD",
  countryCode: "US",
  domains: [],
};

function subscriptionView(id: string) {
  return {
    id: pathOf(id),
    authorizationSource: "RoleBased",
    managedByTenants: [],
    subscriptionId: id,
    tenantId,
    displayName: "local Azure",
    state: "Enabled",
    subscriptionPolicies: {
      locationPlacementId: "Public_2014-09-01",
      quotaId: "PayAsYouGo_2014-09-01",
      spendingLimit: "Off",
    },
  };
}

function pathOf(id: string): string {
  return `/subscriptions/${id}`;
}
