import * as pulumi from "@pulumi/pulumi";

/** What an Output, or a value with Outputs in it, has come to. */
export interface Peeked {
  readonly value: unknown;
  readonly secret: boolean;
}

/**
 * The value beside the Output, as a promise that never fails: nothing where a preview does not know it, or where the
 * Output itself has failed. An `apply` on an unknown one never runs, so whoever waits for that may wait for ever.
 */
export async function tryResolve(input: unknown): Promise<Peeked | undefined> {
  const output = pulumi.output(input as object) as unknown as {
    readonly isKnown: Promise<boolean>;
    readonly isSecret: Promise<boolean>;
    promise(): Promise<unknown>;
  };
  try {
    const [known, secret, value] = await Promise.all([output.isKnown, output.isSecret, output.promise()]);
    return known ? { value, secret } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The value, once the resource is there. Unlike a `dependsOn` the engine learns nothing of it: so the order may be
 * another one in the next run, and may even turn around.
 */
export function onceThere<T>(earlier: pulumi.Resource, value: pulumi.Input<T>): pulumi.Output<T> {
  const urn = earlier.urn as unknown as { promise(): Promise<string> };
  return pulumi.output(urn.promise().then(() => value)) as unknown as pulumi.Output<T>;
}

/** What a preview does not know yet. */
export function unknownOutput<T>(): pulumi.Output<T> {
  return pulumi.output(pulumi.unknown) as unknown as pulumi.Output<T>;
}
