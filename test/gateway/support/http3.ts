import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { ensureToolchain } from "@azureml-webservice/local-azure/toolchain";
import type { Address, Client, Request, Response } from "./client";

type Answer = { headers: [string, string][]; body: string } | { error: string };

/** HTTP/3, which Node has no client for, by the Python library aioquic. */
export class Http3 implements Client {
  private errors = "";
  private waiting: { resolve: (line: string) => void; reject: (error: Error) => void } | undefined;

  private constructor(private readonly child: ChildProcess) {
    child.stderr!.on("data", (chunk: Buffer) => (this.errors += chunk.toString()));
    const lines = createInterface({ input: child.stdout! });
    lines.on("line", (line) => this.waiting?.resolve(line));
    lines.on("close", () => this.waiting?.reject(new Error(`the HTTP/3 client ended: ${this.errors}`)));
  }

  static async start({ port }: Address): Promise<Http3> {
    const { python } = await ensureToolchain();
    const child = spawn(python, [path.join(__dirname, "http3.py"), String(port)], { stdio: "pipe" });
    await once(child, "spawn");
    return new Http3(child);
  }

  /** One request at a time. */
  async request({ method = "GET", target = "/score", headers = [], body }: Request): Promise<Response | undefined> {
    const answer = new Promise<string>((resolve, reject) => (this.waiting = { resolve, reject }));
    this.child.stdin!.write(`${JSON.stringify({ method, target, headers, body })}\n`);
    const received = JSON.parse(await answer) as Answer;
    if ("error" in received) {
      throw new Error(`the HTTP/3 client failed: ${received.error}`);
    }
    const joined: Record<string, string> = {};
    for (const [name, value] of received.headers) {
      joined[name] = name in joined ? `${joined[name]}, ${value}` : value;
    }
    const status = joined[":status"];
    return status === undefined ? undefined : { status: Number(status), headers: joined, body: received.body };
  }

  async close(): Promise<void> {
    const ended = once(this.child, "exit");
    this.child.stdin!.end();
    await ended;
  }
}
