import { RequestError, Server } from "proxy-chain";

/** A forward proxy on loopback that remembers what went through it. */
export interface ForwardProxy {
  readonly url: string;
  /** `CONNECT host:port`, or the method and absolute URL of a request without TLS. */
  readonly log: string[];
  close(): Promise<void>;
}

export interface ForwardProxyOptions {
  /** `user:password` that it wants. */
  readonly credentials?: string;
  /** The status with which it refuses everything. */
  readonly refuseWith?: number;
}

export async function startForwardProxy({ credentials, refuseWith }: ForwardProxyOptions = {}): Promise<ForwardProxy> {
  const log: string[] = [];
  const server = new Server({
    host: "127.0.0.1",
    port: 0,
    prepareRequestFunction: ({ request, hostname, port, isHttp, username, password }) => {
      log.push(isHttp ? `${request.method} ${request.url}` : `CONNECT ${hostname}:${port}`);
      if (refuseWith !== undefined) {
        throw new RequestError("refused", refuseWith);
      }
      return { requestAuthentication: credentials !== undefined && `${username}:${password}` !== credentials };
    },
  });
  await server.listen();
  return {
    url: `http://127.0.0.1:${server.port}`,
    log,
    close: () => server.close(true),
  };
}
