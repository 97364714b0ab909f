import * as pulumi from "@pulumi/pulumi";

import type { Row } from "./row";

/** A place in the inputs: its path as messages write it, and the change that puts a value there. */
export interface Spot {
  readonly path: string;
  readonly put: (value: unknown) => object;
}

/** An input of the component itself. */
export const input = (name: string): Spot => ({ path: name, put: (value) => ({ [name]: value }) });

/** An input of what stands in a spot, beside other values. */
export function below(spot: Spot, name: string, others: object = {}): Spot {
  return { path: `${spot.path}.${name}`, put: (value) => spot.put({ ...others, [name]: value }) };
}

/** An entry of a map. */
export function entry(spot: Spot, name: string, others: object = {}): Spot {
  return { path: `${spot.path}["${name}"]`, put: (value) => spot.put({ ...others, [name]: value }) };
}

/** An item of a list. */
export function item(spot: Spot, index: number): Spot {
  return { path: `${spot.path}[${index}]`, put: (value) => spot.put([...Array<unknown>(index), value]) };
}

/** Plain values in the spot are refused, each as JSON shows it. */
export function refuses({ path, put }: Spot, must: string, ...values: (string | number | boolean)[]): Row[] {
  return values.map((value) => [put(value), `${path}: ${JSON.stringify(value)} is not allowed: must be ${must}`]);
}

/** The spot takes no Output. */
export function takesNoOutput({ path, put }: Spot, wanted: string): Row {
  return [
    put(pulumi.output("an Output")),
    `${path}: an Output is not allowed: must be known while the program runs, because it decides what is deployed; give ${wanted}`,
  ];
}

/** The spot takes an object with these inputs: nothing simpler, and no Output. */
export function takesObject(spot: Spot, known: string): Row[] {
  return [
    [spot.put("a connection string"), `${spot.path}: a text is not allowed: must be an object with ${known}`],
    takesNoOutput(spot, `an object with ${known}; its own values may be Outputs where they only flow on`),
  ];
}

/** The spot takes an object whose names are free. */
export function takesMap({ path, put }: Spot): Row {
  return [put(["name"]), `${path}: a list of 1 is not allowed: must be an object of names and values`];
}
