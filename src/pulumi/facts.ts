import * as pulumi from "@pulumi/pulumi";

/**
 * What a component registers of its inputs, for policies to see and for previews to show when it changes. Its children
 * cannot: of an endpoint all that changes is ignored, and a gateway's configuration is a file.
 *
 * What is secret is left out, and so is what fails: the validation of the inputs says so. Anything else in here stands in
 * the state in clear, so a caller names the facts one by one.
 */
export function publicFacts(facts: Readonly<Record<string, unknown>>): pulumi.Inputs {
  return withoutSecrets(facts) as pulumi.Inputs;
}

function withoutSecrets(value: unknown): unknown {
  if (pulumi.Output.isInstance(value) || value instanceof Promise) {
    const output = pulumi.output(value as pulumi.Output<unknown>);
    return pulumi.output(isPublic(output).then((shown) => (shown ? output : undefined)));
  }
  if (Array.isArray(value)) {
    return value.map(withoutSecrets);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return Object.fromEntries(entries.map(([name, part]) => [name, withoutSecrets(part)]));
}

/** Also of a value that a preview does not know yet. */
async function isPublic(output: pulumi.Output<unknown>): Promise<boolean> {
  try {
    await (output as unknown as { promise(): Promise<unknown> }).promise();
    return !(await pulumi.isSecret(output));
  } catch {
    return false;
  }
}
