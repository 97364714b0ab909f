import { unwrap } from "../../providers/properties";
import { nameOf } from "../urn";
import { markSecrets } from "./change";
import type { Providers } from "./providers";
import { makeStep, type Report } from "./report";
import { forProvider, likeInputs } from "./secrets";
import type { ResourceState, StackState, StateFile } from "./state";

/**
 * Brings the state in line with what exists, as `pulumi refresh --import-pending-creates` does: what an interrupted
 * creation has left is taken over, and every resource is read again.
 */
export async function recoverState(file: StateFile, providers: Providers, report: Report): Promise<void> {
  const state = file.read();
  for (const { urn, type, inputs } of state.resources) {
    providers.configure(urn, type, inputs);
  }
  await takeOverCreated(state, providers, report);
  state.pending = [];
  for (const resource of [...state.resources]) {
    await refresh(resource, state, providers, report);
  }
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

async function refresh(
  resource: ResourceState,
  state: StackState,
  providers: Providers,
  report: Report,
): Promise<void> {
  if (!resource.custom || resource.delete || resource.pendingReplacement) {
    return;
  }
  const { urn, type, id } = resource;
  const provider = providers.of(type, resource.provider);
  const existing = await provider.read({
    urn,
    type,
    name: nameOf(urn),
    id,
    oldInputs: forProvider(provider, resource.inputs),
    oldOutputs: forProvider(provider, resource.outputs),
  });
  if (existing === undefined) {
    await report.step(makeStep("delete", urn), async () => {
      state.resources.splice(state.resources.indexOf(resource), 1);
    });
  } else {
    resource.inputs = likeInputs(existing.inputs, resource.inputs);
    resource.outputs = markSecrets(resource, existing.outputs);
  }
}
