import { setTimeout as sleep } from "node:timers/promises";

import type { Arm } from "../../arm";
import type { Observation } from "../report";

const groupVersion = "2023-05-01";
const identityVersion = "2023-01-31";
const image = "docker.io/library/buildpack-deps:trixie-curl";
/** A managed identity of a group may be minutes late. */
const tokenSeconds = 240;

/** Says who it is and what an emptyDir is like, then asks for a token of its identity again and again. */
const script = `
echo "user $(id -u) group $(id -g) groups $(id -G)"
echo "mode $(ls -Lldn "$1" | awk '{ print $1, "owner", $3, "group", $4 }')"
address="\${AZURE_POD_IDENTITY_AUTHORITY_HOST:-http://169.254.169.254}/metadata/identity/oauth2/token"
address="\${address}?api-version=2018-02-01&resource=https://management.azure.com/"
tries=0
while :; do
  tries=$((tries + 1))
  status=$(curl -s -m 5 -o /dev/null -w '%{http_code}' -H 'Metadata: true' "$address")
  echo "round $ROUND try $tries status $status"
  if [ "$status" = 200 ]; then sleep 3600; fi
  sleep 1
done
`;

export interface ProbePlace {
  readonly arm: Arm;
  /** The id of a resource group. */
  readonly groupId: string;
  readonly location: string;
  readonly group: string;
  readonly identity: string;
}

interface Seen {
  readonly tags: Record<string, string>;
  readonly started: string | undefined;
  readonly restarts: number | undefined;
}

/** What a container group of our own tells of an emptyDir, of tags, and of its identity. */
export async function observeContainerGroup(place: ProbePlace, pauseMs = 3000): Promise<Observation[]> {
  const { arm, groupId, location } = place;
  const identityId = `${groupId}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${place.identity}`;
  const id = `${groupId}/providers/Microsoft.ContainerInstance/containerGroups/${place.group}`;
  await arm.put(identityId, identityVersion, { location });
  const definition = (tag: string, round: string) => ({
    location,
    tags: { round: tag },
    identity: { type: "UserAssigned", userAssignedIdentities: { [identityId]: {} } },
    properties: {
      osType: "Linux",
      restartPolicy: "Always",
      volumes: [{ name: "probe", emptyDir: {} }],
      containers: [
        {
          name: "main",
          properties: {
            image,
            command: ["/bin/sh", "-c", script, "probe", "/probe"],
            environmentVariables: [{ name: "ROUND", value: round }],
            volumeMounts: [{ name: "probe", mountPath: "/probe" }],
            resources: { requests: { cpu: 1, memoryInGB: 1 } },
          },
        },
      ],
    },
  });
  const log = async () => {
    const { status, body } = await arm.send("GET", `${id}/containers/main/logs`, groupVersion);
    return status === 200 ? String(body.content ?? "") : "";
  };
  /** The log once a round has its token, or when the time is over, with the seconds that it took. */
  const round = async (number: string) => {
    const started = Date.now();
    for (;;) {
      const text = await log();
      const seconds = Math.round((Date.now() - started) / 1000);
      if (new RegExp(`round ${number} try \\d+ status 200`).test(text) || seconds > tokenSeconds) {
        return { text, seconds };
      }
      await sleep(pauseMs);
    }
  };
  const look = async (): Promise<Seen> => {
    const { body } = await arm.request("GET", id, groupVersion);
    const { containers } = body.properties as {
      containers: {
        properties: { instanceView?: { restartCount?: number; currentState?: { startTime?: string } } };
      }[];
    };
    const view = containers[0]?.properties.instanceView;
    return {
      tags: (body.tags ?? {}) as Record<string, string>,
      started: view?.currentState?.startTime,
      restarts: view?.restartCount,
    };
  };
  try {
    await arm.put(id, groupVersion, definition("1", "1"));
    const first = await round("1");
    const before = await look();

    await arm.put(id, groupVersion, definition("2", "1"));
    const afterPut = await look();
    await arm.request("PATCH", id, groupVersion, { tags: { round: "3" } });
    const afterPatch = await look();

    await arm.put(id, groupVersion, definition("3", "2"));
    const second = await round("2");
    return [
      {
        question: "Which mode does an emptyDir have, and who runs in the container?",
        answer: [/^mode .*$/m, /^user .*$/m].map((line) => line.exec(first.text)?.[0] ?? "not seen").join("; "),
      },
      { question: "How late is the token of a new group's identity?", answer: lateness(first, "1") },
      {
        question: "Does a PUT of a container group that changes tags alone change them, and restart the containers?",
        answer: `${tagged(afterPut, "2")}, ${restarted(before, afterPut)}`,
      },
      {
        question: "Does a PATCH of its tags?",
        answer: `${tagged(afterPatch, "3")}, ${restarted(afterPut, afterPatch)}`,
      },
      { question: "Does the identity get a token after an update in place?", answer: lateness(second, "2") },
    ];
  } finally {
    await arm.delete(id, groupVersion);
  }
}

function lateness({ text, seconds }: { readonly text: string; readonly seconds: number }, round: string): string {
  const tries = [...text.matchAll(new RegExp(`round ${round} try (\\d+) status (\\d+)`, "g"))];
  const last = tries.at(-1);
  if (last === undefined) {
    return `not seen: no line of the container within ${seconds} s`;
  }
  const others = [...new Set(tries.map(([, , status]) => status).filter((status) => status !== "200"))];
  const before = others.length === 0 ? "" : `, before that ${others.join(", ")}`;
  return last[2] === "200"
    ? `yes, at try ${last[1]}, seen ${seconds} s after the operation had ended${before}`
    : `no, not within ${seconds} s and ${last[1]} tries: ${others.join(", ")}`;
}

function tagged({ tags }: Seen, wanted: string): string {
  return tags.round === wanted ? "the tags are the new ones" : `the tags are those of before (${tags.round ?? "none"})`;
}

function restarted(before: Seen, after: Seen): string {
  if (before.started === undefined || after.started === undefined) {
    return "whether they restarted was not seen";
  }
  return before.started === after.started && before.restarts === after.restarts
    ? "the container goes on"
    : "the container restarted";
}
