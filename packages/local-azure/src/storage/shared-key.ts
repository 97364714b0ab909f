import { createHmac } from "node:crypto";

/** What a signature covers of a request, in this order (learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key). */
const SIGNED = [
  "content-encoding",
  "content-language",
  "content-length",
  "content-md5",
  "content-type",
  "date",
  "if-modified-since",
  "if-match",
  "if-none-match",
  "if-unmodified-since",
  "range",
];

export interface StorageKey {
  account: string;
  /** Base64. */
  key: string;
}

/** The `Authorization` header of a request to a storage account. */
export function sharedKey(method: string, url: URL, headers: Record<string, string>, by: StorageKey): string {
  const own = Object.keys(headers)
    .filter((name) => name.startsWith("x-ms-"))
    .sort();
  const query = [...url.searchParams].sort(([left], [right]) => (left < right ? -1 : 1));
  const resource = [`/${by.account}${url.pathname}`, ...query.map(([name, value]) => `${name}:${value}`)];
  const text = [
    method,
    ...SIGNED.map((name) => headers[name] ?? ""),
    ...own.map((name) => `${name}:${headers[name]}`),
    ...resource,
  ].join("\n");
  const signature = createHmac("sha256", Buffer.from(by.key, "base64")).update(text, "utf8").digest("base64");
  return `SharedKey ${by.account}:${signature}`;
}
