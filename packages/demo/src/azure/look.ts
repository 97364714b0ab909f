import { findOnPath } from "@azureml-webservice/deploy-harness/cli/executable";
import { subscriptionId } from "@azureml-webservice/deploy-harness/providers/azure-native/path";
import { Arm } from "../arm";
import type { AzureWish } from "../options";
import { DemoFailure, type Scenario } from "../scenario";
import type { Terminal } from "../terminal";
import { cloudAt } from "./cloud";
import { namesOf } from "./names";
import { findSubscription, requireFreeNames, requireQuota } from "./preflight";
import type { Redaction } from "./report";
import { claimsOf, signInFrom } from "./sign-in";
import type { Place } from "./surroundings";

export const armAudience = "https://management.azure.com";

interface Found {
  readonly place: Place;
  readonly tenantId: string;
  readonly cliVersion: string;
}

/** All that can be found out without making anything; what stands in the way is refused. */
export async function look(
  { azure, program }: Scenario,
  wish: AzureWish,
  redaction: Redaction,
  terminal: Terminal,
): Promise<Found> {
  const cli = await findOnPath();
  if (typeof cli === "string") {
    throw new DemoFailure(`the pulumi CLI is needed to deploy to Azure: ${cli}; install it (pulumi.com/docs/install)`);
  }
  const cloud = await cloudAt(wish.armEndpoint);
  const signIn = signInFrom(process.env, cloud.login);
  const arm = new Arm(cloud.resourceManager, () => signIn.token(armAudience), cloud.isLocal ? 100 : undefined);
  const token = await signIn.token(armAudience);
  const { oid, tid = "" } = claimsOf(token);
  terminal.line(`signed in by ${signIn.description}`);
  const subscription = await findSubscription(arm, wish.subscription ?? (await signIn.subscription()));
  if (cloud.isLocal && subscription !== subscriptionId()) {
    throw new DemoFailure(`what stands in for azure-native's plugin knows the subscription ${subscriptionId()} alone`);
  }
  Object.entries({ token, oid, tenant: tid, subscription }).forEach(([name, value]) => redaction.add(name, value));
  signIn.secrets.forEach((secret) => redaction.add("client-secret", secret));
  const { location, image, given } = wish;
  const names = namesOf(wish.prefix);
  await requireFreeNames(arm, subscription, names);
  const unknown = await requireQuota(arm, subscription, location, azure.makes);
  unknown.forEach((each) => terminal.line(`the quota of ${each} cannot be looked up in ${location}`));
  const place = { cloud, arm, signIn, subscription, location, names, image, given, redaction, program };
  return { place, tenantId: tid, cliVersion: cli.version };
}
