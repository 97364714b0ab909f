export { gatewayConfig, type CaddyConfig } from "./config";
export { gatewayCommand, gatewayFiles, keyFileContent } from "./files";
export type { GatewayAutomaticTls, GatewayCors, GatewaySettings, GatewayTls } from "./settings";
