import * as pulumi from "@pulumi/pulumi";

/**
 * What there is once in each program. A process may hold several, one after the other or at once, such as Automation API's
 * inline programs and those that use a component from another language; each has an engine of its own to talk to.
 */
export function perProgram<T>(make: () => T): () => T {
  const made = new WeakMap<object, { readonly value: T }>();
  return () => {
    const program = pulumi.runtime.getMonitor() as object | undefined;
    if (program === undefined) {
      return make();
    }
    const known = made.get(program) ?? { value: make() };
    made.set(program, known);
    return known.value;
  };
}
