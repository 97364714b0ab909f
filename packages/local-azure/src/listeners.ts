import http from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { isFree } from "./runner/ports";
import type { Certificates } from "./tls/certificates";

type Answer = (incoming: http.IncomingMessage, outgoing: http.ServerResponse, origin: string) => void;

export interface Listener {
  /** The address, without a slash at its end. */
  url: string;
  close(): Promise<void>;
}

/** Listens on a port of 127.0.0.1, with TLS where there is a certificate; 0 is any free port. */
export async function listen(port: number, answer: Answer, certificates?: Certificates): Promise<Listener> {
  const scheme = certificates ? "https" : "http";
  let url = "";
  const onRequest = (incoming: http.IncomingMessage, outgoing: http.ServerResponse) => answer(incoming, outgoing, url);
  const server = certificates
    ? https.createServer({ cert: certificates.cert, key: certificates.key }, onRequest)
    : http.createServer(onRequest);
  // Clients keep connections for as long as they like; the default of 5 s makes them meet a closed one.
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        error.code === "EADDRINUSE" || error.code === "EACCES"
          ? new Error(`local Azure cannot listen on port ${port} (${error.code}); choose another one or let it choose`)
          : error,
      ),
    );
    server.listen(port, "127.0.0.1", () => {
      url = `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
      resolve();
    });
  });
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The port of an address that was served before, when it is free; otherwise any. */
export async function portOf(url: string | undefined): Promise<number> {
  const port = url === undefined ? 0 : Number(new URL(url).port);
  return (await isFree(port)) ? port : 0;
}
