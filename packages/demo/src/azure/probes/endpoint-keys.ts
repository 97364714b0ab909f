import { randomBytes } from "node:crypto";

import { ArmRefusal, type Arm } from "../../arm";
import type { Observation, Redaction } from "../report";

const version = "2025-12-01";

export interface EndpointPlace {
  readonly arm: Arm;
  /** The id of the endpoint that is made for this and deleted again. */
  readonly id: string;
  readonly location: string;
  /** The Kubernetes compute; without one the endpoint is a managed one. */
  readonly compute?: string;
  readonly redaction: Redaction;
}

interface Keys {
  readonly primaryKey?: string | null;
  readonly secondaryKey?: string | null;
}

/** What an endpoint without a deployment, which costs nothing, tells of its keys. No key is ever shown. */
export async function observeEndpointKeys(place: EndpointPlace): Promise<Observation[]> {
  const { arm, id, compute, redaction } = place;
  const kind = compute === undefined ? "managed endpoint" : "Kubernetes endpoint";
  const [given, wanted] = [newKey(), newKey()];
  [given, wanted].forEach((key) => redaction.add("key", key));
  const put = (authMode: string, keys?: Keys) =>
    arm.put(id, version, {
      location: place.location,
      identity: { type: "SystemAssigned" },
      properties: { authMode, ...(compute && { compute }), ...(keys && { keys }) },
    });
  const listKeys = async (): Promise<Keys> => {
    const keys = (await arm.request("POST", `${id}/listKeys`, version)).body as Keys;
    [keys.primaryKey, keys.secondaryKey].forEach((key) => redaction.add("key", key ?? undefined));
    return keys;
  };
  const told: Observation[] = [];
  const tell = (question: string, answer: string) => told.push({ question: `On a ${kind}: ${question}`, answer });
  try {
    const creation = "does it take properties.keys at its creation?";
    const atFirst = await put("Key", { primaryKey: given, secondaryKey: newKey() }).then(
      () => undefined,
      (error: unknown) => refusalOf(error),
    );
    if (atFirst !== undefined) {
      tell(creation, `no, it is refused: ${atFirst}`);
      await put("Key");
    }
    const first = await listKeys();
    if (atFirst === undefined) {
      tell(creation, first.primaryKey === given ? "yes, listKeys says the given one" : `no, it made ${shapeOf(first)}`);
    }

    const request = { keyType: "Secondary", keyValue: wanted };
    const answer = await arm.send("POST", `${id}/regenerateKeys`, version, request);
    const headers = ["location", "azure-asyncoperation", "retry-after"].filter((name) => answer.headers.has(name));
    tell(
      "how does regenerateKeys answer?",
      `${answer.status}, with ${headers.join(", ") || "none of the headers of operations"}`,
    );
    if (answer.status >= 300) {
      tell("does regenerateKeys take keyValue?", `refused: ${JSON.stringify(answer.body).slice(0, 300)}`);
    } else {
      const second = await afterRegeneration(listKeys, first);
      const { secondaryKey } = second;
      const verdict =
        secondaryKey === wanted
          ? "yes, listKeys says the given one"
          : secondaryKey === first.secondaryKey
            ? "no, and listKeys says the key of before"
            : `no, Azure made a key of its own (${shapeOf(second)})`;
      tell("does regenerateKeys take keyValue?", verdict);
      const place = answer.headers.get("location");
      if (place !== null) {
        const later = await arm.look(place);
        const { code } = (later.body.error ?? {}) as { code?: string };
        tell("what does its Location answer afterwards?", `${later.status}${code ? ` ${code}` : ""}`);
      }
    }

    const last = await listKeys();
    await put(compute === undefined ? "AADToken" : "AMLToken");
    const without = await arm.send("POST", `${id}/listKeys`, version);
    const keys = without.body as Keys;
    const none = !keys.primaryKey && !keys.secondaryKey;
    [keys.primaryKey, keys.secondaryKey].forEach((key) => redaction.add("key", key ?? undefined));
    tell("what does listKeys answer without key authentication?", `${without.status}, ${none ? "no keys" : "keys"}`);
    await put("Key");
    const back = await listKeys();
    const kept = back.primaryKey === last.primaryKey && back.secondaryKey === last.secondaryKey;
    tell("do keys survive a switch to another mode and back?", kept ? "yes" : "no, there are new ones");
  } catch (error) {
    tell("what stopped the observation?", refusalOf(error));
  } finally {
    await arm.delete(id, version);
  }
  return told;
}

/** The operation's own address may be forgotten, so the keys are looked at until they are others. */
async function afterRegeneration(listKeys: () => Promise<Keys>, before: Keys): Promise<Keys> {
  for (let tries = 1; ; tries++) {
    const now = await listKeys();
    if (now.secondaryKey !== before.secondaryKey || tries === 30) {
      return now;
    }
    await new Promise((resolve) => setTimeout(resolve, 2000));
  }
}

function newKey(): string {
  return randomBytes(32).toString("base64url");
}

function shapeOf({ primaryKey }: Keys): string {
  return primaryKey ? `${primaryKey.length} characters` : "nothing";
}

function refusalOf(error: unknown): string {
  return error instanceof ArmRefusal
    ? `${error.status} ${error.code}`
    : error instanceof Error
      ? error.message
      : String(error);
}
