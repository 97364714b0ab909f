import type { Admission } from "./admission";

export type AuthMode = "Key" | "AMLToken" | "AADToken";
export type ComputeType = "Managed" | "Kubernetes";

export interface EndpointKeys {
  primaryKey: string;
  secondaryKey: string;
}

/** Everything that decides how a request is answered; replaced as a whole, so that a change counts at once. */
export interface ServedSettings {
  authMode: AuthMode;
  keys: EndpointKeys;
  traffic: Readonly<Record<string, number>>;
  mirrorTraffic: Readonly<Record<string, number>>;
}

/** An endpoint as the router sees it. */
export interface ServedEndpoint {
  /** Its ARM id. */
  id: string;
  computeType: ComputeType;
  settings: ServedSettings;
  deployment(name: string): ServedDeployment | undefined;
}

export interface ServedDeployment {
  name: string;
  /** Where its server takes scoring requests. */
  scoringPath: string;
  requestTimeoutMs: number;
  admission: Admission;
  /** Those that take requests now. */
  readyInstances(): ServedInstance[];
}

export interface ServedInstance {
  port: number;
  /** Requests that it is working on; while there are any it must not be ended. */
  inFlight: number;
}
