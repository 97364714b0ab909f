import { unwrap } from "../providers/properties";
import { nameOf } from "../urn";
import { markSecrets } from "./change";
import type { Providers } from "./providers";
import { configureProviders, refreshAll } from "./refresh";
import { makeStep, type Report } from "./report";
import { likeInputs } from "./secrets";
import type { StackState, StateFile } from "./state";

/**
 * Brings the state in line with what exists, as `pulumi refresh --import-pending-creates` does: what an interrupted
 * creation has left is taken over, and every resource is read again.
 */
export async function recoverState(file: StateFile, providers: Providers, report: Report): Promise<void> {
  const state = file.read();
  configureProviders(state, providers);
  await takeOverCreated(state, providers, report);
  state.pending = [];
  await refreshAll(state, providers, report);
  file.write(state);
}

async function takeOverCreated(state: StackState, providers: Providers, report: Report): Promise<void> {
  for (const { kind, resource } of state.pending) {
    if (kind !== "creating" || state.resources.some(({ urn, id }) => urn === resource.urn && id !== "")) {
      continue;
    }
    const provider = providers.of(resource.type, resource.provider);
    const id = provider.idOf(resource.type, unwrap(resource.inputs));
    if (id !== undefined) {
      await report.step(makeStep("read", resource.urn), async () => {
        const { urn, type } = resource;
        const request = { urn, type, name: nameOf(urn), id, oldInputs: undefined, oldOutputs: {} };
        const existing = await provider.read(request);
        if (existing !== undefined) {
          const inputs = likeInputs(existing.inputs, resource.inputs);
          state.resources.push({ ...resource, id, inputs, outputs: markSecrets(resource, existing.outputs) });
        }
      });
    }
  }
}
