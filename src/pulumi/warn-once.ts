import * as pulumi from "@pulumi/pulumi";

import { perProgram } from "./per-program";

const said = perProgram(() => new Set<string>());

/** For a warning that does not name the component, and would be repeated by each: the first one says it for all. */
export function warnOnce(text: string, component: pulumi.Resource): void {
  const texts = said();
  if (!texts.has(text)) {
    texts.add(text);
    void pulumi.log.warn(text, component);
  }
}
