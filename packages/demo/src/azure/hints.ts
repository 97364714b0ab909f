/** What a refusal of Azure means, and the way out; the first that fits. */
const hints: readonly [RegExp, string][] = [
  [
    /AuthorizationFailed|LinkedAuthorizationFailed|does not have authorization|RoleAssignmentUpdateNotPermitted/i,
    "a right is missing: the role Owner on the subscription has all that the demo needs, or Contributor together with " +
      "User Access Administrator",
  ],
  [
    /quota|OperationNotAllowed.*cores|NotEnoughCores|ServiceUnavailable.*region/i,
    "the quota of this region is used up: choose another one with --location, or ask for more " +
      "(learn.microsoft.com/azure/quotas)",
  ],
  [
    /DnsNameLabel|AlreadyTaken|AlreadyInUse|AlreadyExists|already exists|NameUnavailable|name .* is taken/i,
    "a name is taken already: choose another --prefix",
  ],
  [/DeletedVault|ConflictError.*deleted/i, "a deleted vault still has that name: purge it, or choose another --prefix"],
  [
    /MissingSubscriptionRegistration|SubscriptionNotRegistered/i,
    "a resource provider is not registered: az provider register --namespace <name>, as an Owner",
  ],
  [/RequestDisallowedByPolicy/i, "a policy of the organization forbids it: use another subscription"],
  [
    /RegistryErrorResponse|toomanyrequests|InaccessibleImage/i,
    "an image cannot be pulled: Docker Hub limits anonymous pulls; wait an hour, or give an image with --image",
  ],
  [/TasksOperationsNotAllowed/i, "registry builds are not allowed on this subscription: give an image with --image"],
];

export function hintFor(text: string): string | undefined {
  return hints.find(([pattern]) => pattern.test(text))?.[1];
}
