import { badRequest } from "../arm/arm-error";
import { resourceGroupPath, type Provider } from "../arm/provider";
import { anything, boolean, list, map, number, object, oneOf, string } from "../arm/shape";
import { StoredResources, type StoredServices } from "../arm/stored-resource";
import { sameId } from "../arm/resource-id";
import type { TrackedResource } from "../arm/tracked-resource";

const settingType = "Microsoft.Insights/autoscaleSettings";

const rule = object(
  {
    metricTrigger: object(
      {
        metricName: string,
        metricNamespace: string,
        metricResourceUri: string,
        metricResourceLocation: string,
        timeGrain: string,
        statistic: oneOf("Average", "Min", "Max", "Sum", "Count"),
        timeWindow: string,
        timeAggregation: oneOf("Average", "Minimum", "Maximum", "Total", "Count", "Last"),
        operator: oneOf("Equals", "NotEquals", "GreaterThan", "GreaterThanOrEqual", "LessThan", "LessThanOrEqual"),
        threshold: number,
        dimensions: anything,
        dividePerInstance: boolean,
      },
      [
        "metricName",
        "metricResourceUri",
        "timeGrain",
        "statistic",
        "timeWindow",
        "timeAggregation",
        "operator",
        "threshold",
      ],
    ),
    scaleAction: object(
      {
        direction: oneOf("None", "Increase", "Decrease"),
        type: oneOf("ChangeCount", "PercentChangeCount", "ExactCount", "ServiceAllowedNextValue"),
        value: string,
        cooldown: string,
      },
      ["direction", "type", "cooldown"],
    ),
  },
  ["metricTrigger", "scaleAction"],
);

const profile = object(
  {
    name: string,
    capacity: object({ minimum: string, maximum: string, default: string }, ["minimum", "maximum", "default"]),
    rules: list(rule),
    fixedDate: anything,
    recurrence: anything,
  },
  ["name", "capacity", "rules"],
);

const shape = object(
  {
    location: string,
    tags: map(string),
    properties: object(
      {
        name: string,
        enabled: boolean,
        targetResourceUri: string,
        targetResourceLocation: string,
        profiles: list(profile),
        notifications: anything,
        predictiveAutoscalePolicy: anything,
      },
      ["profiles"],
    ),
  },
  ["properties"],
);

/** Autoscale settings of Azure Monitor: checked and kept; nothing is scaled by them. */
export function autoscaleSettings(services: StoredServices): Provider {
  const { documents } = services.state;
  const stored = new StoredResources(services, {
    pattern: `${resourceGroupPath}/providers/${settingType}/{name}`,
    type: settingType,
    namePattern: /^[^<>%&#.,?\\/]{1,260}$/,
    shape,
    longRunning: false,
    complete: (id, { properties }) => {
      check(properties);
      const target = String(properties["targetResourceUri"] ?? "");
      const twin = documents
        .ofType<TrackedResource>(settingType)
        .find((other) => sameId(String(other.properties["targetResourceUri"]), target) && !sameId(other.id, id));
      if (target !== "" && twin) {
        throw badRequest("BadRequest", `The resource '${target}' already has the autoscale setting '${twin.id}'.`);
      }
      return { enabled: true, name: id.slice(id.lastIndexOf("/") + 1), ...properties };
    },
    // A setting has no state of its own.
    view: ({ properties: { provisioningState: _state, ...properties }, id, location, tags }) => ({
      id,
      name: id.slice(id.lastIndexOf("/") + 1),
      type: settingType,
      location,
      tags: tags ?? {},
      properties,
    }),
  });
  return {
    namespace: "Microsoft.Insights",
    apiVersions: ["2015-04-01", "2021-05-01-preview", "2022-10-01"],
    routes: stored.routes(),
  };
}

/** Microsoft, "AutoscaleSettings - Create Or Update": 1 to 20 profiles, at most 10 rules each, counts in order. */
function check(properties: TrackedResource["properties"]): void {
  const profiles = properties["profiles"] as {
    name: string;
    capacity: Record<"minimum" | "maximum" | "default", string>;
    rules: { metricTrigger: { timeGrain: string }; scaleAction: { cooldown: string } }[];
  }[];
  if (profiles.length < 1 || profiles.length > 20) {
    throw badRequest("BadRequest", `An autoscale setting has 1 to 20 profiles, not ${profiles.length}.`);
  }
  for (const { name, capacity, rules } of profiles) {
    const [minimum, usual, maximum] = [capacity.minimum, capacity.default, capacity.maximum].map(Number) as [
      number,
      number,
      number,
    ];
    const whole = [minimum, usual, maximum].every((count) => Number.isInteger(count) && count >= 0);
    if (!whole || minimum > usual || usual > maximum) {
      throw badRequest(
        "BadRequest",
        `The capacity of the profile '${name}' must be whole numbers, minimum <= default <= maximum.`,
      );
    }
    if (rules.length > 10) {
      throw badRequest("BadRequest", `The profile '${name}' has ${rules.length} rules; 10 are allowed.`);
    }
    if (
      rules.some(
        ({ metricTrigger, scaleAction }) => !isDuration(metricTrigger.timeGrain) || !isDuration(scaleAction.cooldown),
      )
    ) {
      throw badRequest("BadRequest", `The durations of the profile '${name}' must be ISO 8601, such as 'PT5M'.`);
    }
  }
}

function isDuration(text: string): boolean {
  return /^P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+S)?)?$/.test(text);
}
