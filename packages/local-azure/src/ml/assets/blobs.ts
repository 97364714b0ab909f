import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sharedKey, type StorageKey } from "../../storage/shared-key";
import { ArmError } from "../../arm/arm-error";

export interface BlobAccount extends StorageKey {
  /** Where its blobs are, without a slash at the end. */
  endpoint: string;
}

/** The storage account that an address belongs to; undefined for one that local Azure does not have. */
export type FindAccount = (uri: string) => Promise<BlobAccount | undefined>;

const serviceVersion = "2021-12-02";

/**
 * Fetches what an asset's address names, a blob or everything below a folder, into a folder; answers the name that the
 * file or folder has there, which is its own, as on Azure.
 */
export async function downloadAsset(
  find: FindAccount,
  uri: string,
  folder: string,
  note: (line: string) => void,
): Promise<string> {
  const account = await find(uri);
  if (account === undefined) {
    throw unreadable(uri, "it is not in a storage account of local Azure");
  }
  const [container = "", ...rest] = new URL(uri).pathname
    .slice(new URL(account.endpoint).pathname.replace(/\/$/, "").length)
    .split("/")
    .filter(Boolean)
    .map(decodeURIComponent);
  const wanted = rest.join("/");
  const name = rest.at(-1) ?? container;
  const names = await listBelow(account, container, wanted, uri);
  const files = names.length > 0 ? names : [wanted];
  for (const blob of files) {
    const below = names.length > 0 ? path.join(name, blob.slice(wanted.length + 1)) : name;
    const target = path.join(folder, below);
    if (!target.startsWith(path.join(folder, name))) {
      throw unreadable(uri, `it has a blob with the name '${blob}'`);
    }
    mkdirSync(path.dirname(target), { recursive: true, mode: 0o700 });
    const address = `${account.endpoint}/${container}/${blob.split("/").map(encodeURIComponent).join("/")}`;
    writeFileSync(target, Buffer.from(await (await get(account, new URL(address), uri)).arrayBuffer()));
    note(`downloaded ${below}`);
  }
  return name;
}

async function listBelow(account: BlobAccount, container: string, folder: string, uri: string): Promise<string[]> {
  const names: string[] = [];
  let marker = "";
  do {
    const address = new URL(`${account.endpoint}/${container}`);
    address.search = new URLSearchParams({
      restype: "container",
      comp: "list",
      prefix: `${folder}/`,
      ...(marker ? { marker } : {}),
    }).toString();
    const xml = await (await get(account, address, uri)).text();
    names.push(...[...xml.matchAll(/<Name>([^<]*)<\/Name>/g)].map(([, name = ""]) => unescapeXml(name)));
    marker = unescapeXml(/<NextMarker>([^<]+)<\/NextMarker>/.exec(xml)?.[1] ?? "");
  } while (marker !== "");
  return names;
}

async function get(account: BlobAccount, address: URL, uri: string): Promise<Response> {
  const headers = { "x-ms-date": new Date().toUTCString(), "x-ms-version": serviceVersion };
  const authorization = sharedKey("GET", address, headers, account);
  const answer = await patiently(() => fetch(address, { headers: { ...headers, authorization } }));
  if (answer === undefined) {
    throw unreadable(uri, "the storage does not answer");
  }
  if (!answer.ok) {
    throw unreadable(uri, `the storage answers ${answer.status} ${answer.headers.get("x-ms-error-code") ?? ""}`.trim());
  }
  return answer;
}

/** After a start of local Azure its storage may need longer than what is carried on. */
async function patiently(ask: () => Promise<Response>): Promise<Response | undefined> {
  for (let tries = 0; tries < 40; tries++) {
    const answer = await ask().catch(() => undefined);
    if (answer) {
      return answer;
    }
    await sleep(250);
  }
  return undefined;
}

function unescapeXml(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'")
    .replaceAll("&amp;", "&");
}

// "Troubleshoot online endpoints": Unable to download user model, with the code BadArgument.
function unreadable(uri: string, reason: string): ArmError {
  return new ArmError(400, "BadArgument", `Unable to download user model or code from '${uri}': ${reason}.`);
}
