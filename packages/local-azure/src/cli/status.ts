import { isAlive } from "../toolchain/process-identity";
import { runningServer } from "../spawn";
import { nameOf } from "../arm/resource-id";
import type { Document } from "../documents";
import { resourceGroupId, State, type ContainerRuntime, type GroupDocument } from "../state";
import { parse, stateFolder, stateHelp, stateOption, type Command } from "./command";

export const status: Command = {
  summary: "show the server, the container groups with their processes and ports, and all other resources",
  help: `Usage: local-azure status [options]

Shows whether the server runs, every container group with its containers, and every other resource with its state.
Exit code: 0 when the server runs, 3 when it does not.

${stateHelp}`,

  async run(words) {
    const { values } = parse(words, stateOption, { least: 0, most: 0 });
    const stateDir = stateFolder(values);
    const state = new State(stateDir);
    const server = runningServer(stateDir);
    console.log(server ? `running: ${server.url} (process ${server.process.pid})` : "not running");
    if (server?.tlsUrl) {
      console.log(`with TLS: ${server.tlsUrl} (authority ${server.caFile})`);
    }
    for (const document of state.groups()) {
      describe(state, document);
    }
    for (const { subscriptionId, name } of state.resourceGroups()) {
      describeResources(state, resourceGroupId(subscriptionId, name));
    }
    // The exit code that init scripts use for "not running".
    return server ? 0 : 3;
  },
};

function describe(state: State, document: GroupDocument): void {
  const { name, resourceGroup, definition, provisioningState, intent } = document;
  const meant = intent === "run" ? "" : `, ${intent === "stop" ? "stopped" : "being deleted"}`;
  console.log(`\n${resourceGroup}/${name}  ${provisioningState}${meant}`);
  for (const { port } of definition.properties.ipAddress?.ports ?? []) {
    console.log(`  address    127.0.0.1:${port}`);
  }
  for (const container of definition.properties.containers) {
    const runtime = state.readRuntime(document, container.name);
    const ports = (container.properties.ports ?? []).map(({ port }) => port).join(", ");
    console.log(`  container  ${container.name}  ${condition(runtime)}${ports ? `  ports ${ports}` : ""}`);
  }
}

/** Without the group's own beginning: `Microsoft.X/things/one  Succeeded`. */
function describeResources(state: State, groupId: string): void {
  const resources = state.documents.below<Document & { properties?: { provisioningState?: string } }>(
    groupId,
    () => true,
  );
  if (resources.length > 0) {
    console.log(`\n${nameOf(groupId)}`);
  }
  for (const { id, properties } of resources) {
    const place = id.slice(groupId.length + "/providers/".length);
    console.log(`  ${place}  ${properties?.provisioningState ?? ""}`.trimEnd());
  }
}

function condition(runtime: ContainerRuntime | undefined): string {
  if (runtime === undefined) {
    return "not started";
  }
  const restarts = runtime.restartCount > 0 ? `, restarted ${runtime.restartCount} times` : "";
  if (runtime.process && isAlive(runtime.process)) {
    return `process ${runtime.process.pid}${runtime.ready ? "" : ", not ready"}${restarts}`;
  }
  return (runtime.waiting ?? (runtime.exit ? `ended with exit code ${runtime.exit.code}` : "ended")) + restarts;
}
