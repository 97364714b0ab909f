import type { GatewaySettings } from "./settings";

export type CaddyValue = string | number | boolean | CaddyValue[] | CaddyConfig;

/** (Part of) Caddy's JSON configuration. */
export interface CaddyConfig {
  [property: string]: CaddyValue;
}

export function gatewayConfig(settings: GatewaySettings): CaddyConfig {
  return {
    admin: { disabled: true, config: { persist: false } },
    apps: {
      http: {
        servers: {
          service: {
            listen: [`:${settings.port}`],
            automatic_https: { disable: true },
            routes: [{ handle: [{ handler: "static_response", status_code: 401 }] }],
          },
        },
      },
    },
  };
}
