import { DemoFailure } from "../scenario";

/** Which Azure: the public one, or local Azure by its address. */
export interface Cloud {
  readonly resourceManager: string;
  readonly login: string;
  /** Local Azure: a stand-in speaks for azure-native's plugin, which finds no other cloud by its address alone. */
  readonly isLocal: boolean;
}

const publicCloud: Cloud = {
  resourceManager: "https://management.azure.com",
  login: "https://login.microsoftonline.com",
  isLocal: false,
};

/** The cloud at an address, which says itself where one signs in. */
export async function cloudAt(address: string | undefined): Promise<Cloud> {
  if (address === undefined) {
    return publicCloud;
  }
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || url.protocol !== "http:" || !["127.0.0.1", "localhost"].includes(url.hostname)) {
    throw new DemoFailure(`--arm-endpoint ${address} is not local Azure: must be http://127.0.0.1:<port>`);
  }
  const answer = await fetch(`${url.origin}/metadata/endpoints?api-version=2022-09-01`).catch(() => undefined);
  const body = (await answer?.json().catch(() => undefined)) as
    { authentication?: { loginEndpoint?: string } } | undefined;
  const login = body?.authentication?.loginEndpoint;
  if (login === undefined) {
    throw new DemoFailure(`--arm-endpoint ${address}: no Azure Resource Manager responds there`);
  }
  return { resourceManager: url.origin, login, isLocal: true };
}
