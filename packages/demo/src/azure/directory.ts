import { setTimeout as sleep } from "node:timers/promises";

import type { NewPrincipal } from "@azureml-webservice/local-azure/control";
import { DemoFailure } from "../scenario";

const publicGraph = "https://graph.microsoft.com";
const propagationTries = 24;
const day = 24 * 3600 * 1000;

/** Applications of Microsoft Entra for the demo's callers, over Microsoft Graph; they are no part of a resource group. */
export class Directory {
  private readonly made: string[] = [];

  constructor(
    private readonly tenantId: string,
    private readonly token: (resource: string) => Promise<string>,
    private readonly graph = publicGraph,
    private readonly pauseMs = 5000,
  ) {}

  async createPrincipal(displayName: string): Promise<NewPrincipal> {
    const application = await this.send<{ id: string; appId: string }>("POST", "/applications", { displayName });
    this.made.push(application.id);
    const { id: principalId } = await this.onceKnown(() =>
      this.send<{ id: string }>("POST", "/servicePrincipals", { appId: application.appId }),
    );
    const passwordCredential = { displayName: "demo", endDateTime: new Date(Date.now() + day).toISOString() };
    const { secretText } = await this.onceKnown(() =>
      this.send<{ secretText: string }>("POST", `/applications/${application.id}/addPassword`, { passwordCredential }),
    );
    return { principalId, clientId: application.appId, clientSecret: secretText, tenantId: this.tenantId };
  }

  /** Ids of the applications that are still there. */
  get applications(): readonly string[] {
    return this.made;
  }

  async clear(): Promise<void> {
    for (const id of this.made.splice(0)) {
      await this.send("DELETE", `/applications/${id}`).catch((error: Error) => {
        this.made.push(id);
        throw error;
      });
    }
  }

  /** What was just made is not known everywhere yet. */
  private async onceKnown<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await work();
      } catch (error) {
        if (tries === propagationTries || !/: (400|404) /.test(String(error))) {
          throw error;
        }
        await sleep(this.pauseMs);
      }
    }
  }

  private async send<T>(method: string, place: string, body?: object): Promise<T> {
    const headers = { authorization: `Bearer ${await this.token(publicGraph)}`, "content-type": "application/json" };
    const answer = await fetch(`${this.graph}/v1.0${place}`, { method, headers, body: body && JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok && !(method === "DELETE" && answer.status === 404)) {
      const { error } = JSON.parse(text || "{}") as { error?: { code?: string; message?: string } };
      const wayOut =
        answer.status === 403
          ? "; the directory lets not everybody register applications: ask for the role Application Developer, or play " +
            "aci-key-auth or aci-tls, which need none"
          : "";
      const kind = place.split("/")[1] ?? "";
      throw new DemoFailure(
        `${method} /${kind} of Microsoft Graph: ${answer.status} ${error?.code}: ${error?.message}${wayOut}`,
      );
    }
    return (text === "" ? {} : JSON.parse(text)) as T;
  }
}
