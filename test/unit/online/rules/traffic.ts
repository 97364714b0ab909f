import { named } from "../../../support/examples";
import type { OnlineKind } from "../../support/online-examples";
import { entry, input, refuses, takesMap, takesNoOutput } from "../../support/rows";
import type { Row } from "../../support/row";

const percent = (to: number) => `a whole number of percent, from 0 to ${to}`;
const name = "the name of a deployment: 3 to 32 letters, digits and -, starting with a letter and not ending in -";

/** Which deployments there are, and what each of them gets. */
export function traffic({ deployment }: OnlineKind): Row[] {
  const deployments = { blue: deployment, green: deployment };
  return [
    [{ deployments: undefined }, "deployments: is required: give an object of names and values"],
    takesMap(input("deployments")),
    takesNoOutput(input("deployments"), "an object of names and values"),
    [
      { deployments: {} },
      "deployments: 0 entries are not allowed: must be 1 to 20; each is one version of the service",
    ],
    [
      { deployments: named(21, deployment) },
      "deployments: 21 entries are not allowed: must be 1 to 20; each is one version of the service",
    ],
    ...["v1", "v".repeat(33), "1st", "first-", "version_1", "version.1"].map((given): Row => [
      { deployments: { [given]: deployment } },
      `deployments: the name "${given}" is not allowed: must be ${name}`,
    ]),
    [
      { deployments: { blue: deployment, Blue: deployment }, traffic: { blue: 100 } },
      'deployments: the name "Blue" is there twice but for its case: must differ in more, because Azure ML writes the names in lower case where it divides the traffic; rename one',
    ],

    takesMap(input("traffic")),
    takesNoOutput(input("traffic"), "an object of names and values"),
    [{ traffic: { b: 100 } }, `traffic: the name "b" is not allowed: must be ${name}`],
    ...refuses(entry(input("traffic"), "blue"), percent(100), -1, 101, 0.5, "100"),
    takesNoOutput(entry(input("traffic"), "blue"), percent(100)),
    [{ deployments }, "traffic: is required with several deployments: give the percentage of each"],
    [
      { deployments, traffic: { blue: 50, green: 49 } },
      "traffic: adds up to 99: must add up to 100, or to 0 for an endpoint that answers nobody",
    ],
    [
      { deployments, traffic: { blue: 100, green: 1 } },
      "traffic: adds up to 101: must add up to 100, or to 0 for an endpoint that answers nobody",
    ],
    [
      { traffic: { blue: 99 } },
      "traffic: adds up to 99: must add up to 100, or to 0 for an endpoint that answers nobody",
    ],
    [
      { deployments, traffic: { blue: 90, gren: 10 } },
      'traffic["gren"]: is no deployment: must be one of "blue", "green", in the same spelling',
    ],
    [
      { deployments, traffic: { Blue: 100 } },
      'traffic["Blue"]: is no deployment: must be one of "blue", "green", in the same spelling',
    ],
  ];
}

/** Copies of requests, on managed endpoints only. */
export function mirror({ deployment }: OnlineKind): Row[] {
  const deployments = { blue: deployment, green: deployment };
  const traffic = { blue: 100 };
  return [
    takesMap(input("mirrorTraffic")),
    takesNoOutput(input("mirrorTraffic"), "an object of names and values"),
    [{ mirrorTraffic: { b: 0 } }, `mirrorTraffic: the name "b" is not allowed: must be ${name}`],
    ...refuses(entry(input("mirrorTraffic"), "blue"), percent(50), -1, 51, 0.5),
    takesNoOutput(entry(input("mirrorTraffic"), "blue"), percent(50)),
    [
      { deployments: { ...deployments, red: deployment }, traffic, mirrorTraffic: { green: 10, red: 10 } },
      "mirrorTraffic: 2 entries are not allowed: must be at most 1; only one deployment gets copies",
    ],
    [
      { deployments, traffic, mirrorTraffic: { gren: 10 } },
      'mirrorTraffic["gren"]: is no deployment: must be one of "blue", "green", in the same spelling',
    ],
    [
      { deployments, traffic: { blue: 90, green: 10 }, mirrorTraffic: { green: 10 } },
      'mirrorTraffic["green"]: has 10 % of the live traffic: must have none to get copies; give its live traffic to others first',
    ],
    [
      { mirrorTraffic: { blue: 50 } },
      'mirrorTraffic["blue"]: has 100 % of the live traffic: must have none to get copies; give its live traffic to others first',
    ],
  ];
}
