import { DemoFailure, type Part } from "../scenario";
import type { Terminal } from "../terminal";
import { observeContainerGroup } from "./probes/container-group";
import { observeEndpointKeys } from "./probes/endpoint-keys";
import type { Observation } from "./report";
import type { AzureSurroundings, Place } from "./surroundings";

interface Ground {
  readonly place: Place;
  readonly around: AzureSurroundings;
  readonly makes: readonly Part[];
  readonly terminal: Terminal;
}

/** What Azure does where its documents say nothing, or two sources disagree; a probe that fails says so and no more. */
export async function observations({ place, around, makes, terminal }: Ground): Promise<Observation[]> {
  const { arm, names, location, redaction, given, cloud } = place;
  const pauseMs = cloud.isLocal ? 500 : undefined;
  const told: Observation[] = [];
  const observe = async (what: string, probe: () => Promise<Observation[]>) => {
    try {
      const seen = await probe();
      seen.forEach(({ question, answer }) => terminal.line(`${question} ${answer}`));
      told.push(...seen);
    } catch (error) {
      const why = error instanceof DemoFailure ? error.message : String(error);
      terminal.line(`${what} could not be observed: ${why}`);
      told.push({ question: `${what}:`, answer: `could not be observed: ${why}` });
    }
  };
  if (makes.includes("container-group")) {
    const [group, identity] = [names.probeGroup, names.probeIdentity];
    const probe = { arm, groupId: around.groupId, location, group, identity };
    await observe("A container group", () => observeContainerGroup(probe, pauseMs));
  }
  const workspace = around.workspaceFound;
  if (makes.includes("endpoint") && workspace !== undefined) {
    const endpoint = `${workspace.id}/onlineEndpoints/${names.probeEndpoint}`;
    const probe = { arm, id: endpoint, location: workspace.location, redaction };
    await observe("The keys of a managed endpoint", () => observeEndpointKeys(probe));
    const { compute } = given;
    if (compute !== undefined) {
      await observe("The keys of a Kubernetes endpoint", () =>
        observeEndpointKeys({ ...probe, id: `${endpoint}-k8s`, compute }),
      );
    }
  }
  return told;
}
