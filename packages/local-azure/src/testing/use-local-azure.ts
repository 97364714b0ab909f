import { rmSync } from "node:fs";
import { startLocalAzure, type LocalAzure, type LocalAzureOptions } from "..";
import { ArmClient } from "./arm-client";
import { temporaryFolder } from "./definitions";

export interface Fixture {
  stateDir: string;
  server: LocalAzure;
  arm: ArmClient;
}

/** A server for the tests of one file, with a resource group; gone afterwards, state and containers included. */
export function useLocalAzure(options: Partial<LocalAzureOptions> = {}): Fixture {
  const fixture = {} as Fixture;
  beforeAll(async () => {
    fixture.stateDir = temporaryFolder();
    fixture.server = await startLocalAzure({ ...options, stateDir: fixture.stateDir });
    fixture.arm = new ArmClient(fixture.server.url);
    await fixture.arm.createResourceGroup();
  });
  afterAll(async () => {
    await fixture.server.stop();
    rmSync(fixture.stateDir, { recursive: true, force: true });
  });
  return fixture;
}
