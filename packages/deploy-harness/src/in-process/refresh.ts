import { compare } from "../providers/difference";
import { unwrap } from "../providers/properties";
import { nameOf } from "../urn";
import { markSecrets } from "./change";
import type { Providers } from "./providers";
import { makeStep, type Report } from "./report";
import { forProvider, likeInputs } from "./secrets";
import type { ResourceState, StackState, StateFile } from "./state";

/** Reads every resource again, as `pulumi refresh` does: the state follows what exists, and no hook runs. */
export async function refreshState(file: StateFile, providers: Providers, report: Report): Promise<void> {
  const state = file.read();
  configureProviders(state, providers);
  await refreshAll(state, providers, report);
  file.write(state);
}

export function configureProviders(state: StackState, providers: Providers): void {
  for (const { urn, type, inputs } of state.resources) {
    providers.configure(urn, type, inputs);
  }
}

export async function refreshAll(state: StackState, providers: Providers, report: Report): Promise<void> {
  for (const resource of [...state.resources]) {
    if (resource.custom && !resource.delete && !resource.pendingReplacement) {
      await refresh(resource, state, providers, report);
    }
  }
}

async function refresh(
  resource: ResourceState,
  state: StackState,
  providers: Providers,
  report: Report,
): Promise<void> {
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
    return;
  }
  const outputs = markSecrets(resource, existing.outputs);
  const changes = compare(unwrap(resource.outputs), unwrap(outputs));
  const step = makeStep(Object.keys(changes).length > 0 ? "update" : "same", urn, changes);
  await report.step(step, async () => {
    resource.inputs = likeInputs(existing.inputs, resource.inputs);
    resource.outputs = outputs;
  });
}
