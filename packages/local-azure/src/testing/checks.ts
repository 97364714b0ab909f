import { base64 } from "./definitions";
import type { Fixture } from "./use-local-azure";

// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Change = (definition: any) => unknown;

export function valid() {
  return {
    location: "westeurope",
    properties: {
      osType: "Linux",
      containers: [
        {
          name: "web",
          properties: {
            // No local stand-in: a definition that passes all checks ends there, and nothing is started.
            image: "unknown/image:1",
            ports: [{ port: 80 }] as { port: number; protocol?: string }[],
            resources: { requests: { cpu: 1, memoryInGB: 1 } },
            environmentVariables: [{ name: "A", value: "1" }],
            volumeMounts: [{ name: "files", mountPath: "/mnt" }],
          },
        },
      ],
      ipAddress: { type: "Public", ports: [{ port: 80 }], dnsNameLabel: "my-label" },
      volumes: [{ name: "files", secret: { a: base64("a") } }] as Record<string, unknown>[],
    },
  };
}

export const container = {
  name: "second",
  properties: { image: "x", resources: { requests: { cpu: 1, memoryInGB: 1 } } },
};
export const subnet = "/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/virtualNetworks/v/subnets/n";
export const identity =
  "/subscriptions/s/resourceGroups/r/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i";

export type Refusal = [what: string, code: string, message: RegExp, change: Change];

/** One test per row: a valid definition with one change is refused with the code and the words of that rule. */
export function itRefuses(local: Fixture, rows: Refusal[]): void {
  test.each(rows)("refuses %s: %s", async (_, code, message, change) => {
    const definition = valid();
    change(definition);
    const answer = await local.arm.put("refused", definition);
    expect(answer.body).toEqual({ error: expect.objectContaining({ code, message: expect.stringMatching(message) }) });
    expect(answer.status).toBe(400);
    expect((await local.arm.get("refused")).status).toBe(404);
  });
}
