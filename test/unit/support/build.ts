import * as pulumi from "@pulumi/pulumi";

import type { AciWebserviceArgs } from "../../../src/aci/args";
import { containerGroupArgs } from "../../../src/aci/container-group";
import { readLocalFiles } from "../../../src/aci/local-files";
import { aciWebserviceRule } from "../../../src/aci/rules";
import { validatedArgs } from "../../../src/validation";
import { resolved } from "../../support/program";
import { owner } from "./late";

/** A value of JSON, where nothing is known of its shape. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

export interface Built {
  /** The container group as it goes to Azure, the configuration of the gateway left out. */
  readonly group: { [name: string]: Json };
  /** What Caddy reads. */
  readonly gateway: { [name: string]: Json };
}

/** What accepted inputs become. */
export async function build(args: object): Promise<Built> {
  const checked = validatedArgs(owner, "AciWebservice", "diabetes", aciWebserviceRule, args as AciWebserviceArgs);
  const { files } = readLocalFiles(checked);
  const keys = checked.authEnabled
    ? { primaryKey: pulumi.secret("1".repeat(43)), secondaryKey: pulumi.secret("2".repeat(43)) }
    : undefined;
  const group = containerGroupArgs(checked, checked.serviceName ?? "diabetes", files, keys);
  const { value } = await resolved(pulumi.output(group));
  return withoutConfiguration(JSON.parse(JSON.stringify(value)) as Built["group"]);
}

interface Volume {
  name: string;
  secret?: Record<string, string>;
}

function withoutConfiguration(group: Built["group"]): Built {
  const volumes = group.volumes as unknown as Volume[];
  const encoded = volumes.find(({ name }) => name === "gateway-config")?.secret?.["caddy.json"] ?? "";
  const gateway = JSON.parse(Buffer.from(encoded, "base64").toString()) as Built["gateway"];
  const others = volumes.filter(({ name }) => name !== "gateway-config");
  return { group: { ...group, volumes: others as unknown as Json }, gateway };
}
