export type { CaddyConfig } from "./caddy";
export { gatewayConfig } from "./config";
export { gatewayFacts, keyCheck } from "./facts";
export { gatewayCommand, gatewayFiles, keyFileContent } from "./files";
export { keyCheckPath } from "./keys";
export { type GatewayAutomaticTls, type GatewaySettings, longestUploadSeconds } from "./settings";
