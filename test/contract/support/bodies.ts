import { AciWebservice, type AciWebserviceArgs } from "azureml-webservice";
import { identityReads } from "../../support/aci-configurations";
import { identityId } from "../../support/examples";
import { AzureNativeProvider } from "@azureml-webservice/deploy-harness/providers/azure-native";
import { toBody } from "@azureml-webservice/deploy-harness/providers/azure-native/convert";
import { shapes } from "@azureml-webservice/deploy-harness/providers/azure-native/shapes";
import {
  normalize,
  unwrap,
  withoutNulls,
  type Properties,
} from "@azureml-webservice/deploy-harness/providers/properties";
import { runProgram } from "../../support/program";

const identityType = "azure-native:managedidentity:UserAssignedIdentity";
/** Of the identity that a service makes for itself. */
export const keySyncIdentityId = identityId.replace("puller", "svc-key-sync");
const groupType = "azure-native:containerinstance:ContainerGroup";

/** What ARM would be sent for a configuration: the component's inputs, with what azure-native adds and wraps. */
export async function requestBody(args: AciWebserviceArgs): Promise<Properties> {
  const fqdn = args.dnsNameLabel ? "diabetes.a1b2.westeurope.azurecontainer.io" : undefined;
  const outputs = {
    [groupType]: { ipAddress: { ip: "20.1.2.3", fqdn } },
    [identityType]: { clientId: "7c1f6471-1bf0-4dda-aec3-cb9272f09590", principalId: "reader" },
  };
  const { registrations } = await runProgram(() => new AciWebservice("svc", args), {
    outputs,
    ids: { [identityType]: keySyncIdentityId },
    reads: identityReads,
  });
  const group = registrations.find(({ type }) => type === groupType);
  const shape = shapes[groupType];
  if (group === undefined || shape === undefined) {
    throw new Error("the configuration registers no container group");
  }
  const provider = new AzureNativeProvider({ endpoint: "http://127.0.0.1:1", location: "westeurope" });
  const { inputs, failures } = await provider.check({
    urn: `urn:pulumi:stack::project::${groupType}::${group.name}`,
    type: groupType,
    name: group.name,
    oldInputs: {},
    inputs: unwrap(normalize(group.inputs as Properties)) as Properties,
    randomSeed: Buffer.alloc(32),
  });
  if (failures.length > 0) {
    throw new Error(`the provider refuses the inputs: ${JSON.stringify(failures)}`);
  }
  return toBody(shape, withoutNulls(inputs));
}
