import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { normalize, type Properties, type Value } from "../providers/properties";

export interface HookNames {
  beforeCreate: string[];
  afterCreate: string[];
  beforeUpdate: string[];
  afterUpdate: string[];
  beforeDelete: string[];
  afterDelete: string[];
  onError: string[];
}

export interface AliasSpec {
  urn?: string;
  name?: string;
  type?: string;
  parent?: string;
}

/** What a program asks for when it registers a resource. */
export interface Registration {
  type: string;
  name: string;
  parent: string;
  custom: boolean;
  inputs: Properties;
  provider: string;
  dependencies: string[];
  propertyDependencies: Record<string, string[]>;
  protect: boolean;
  /** Undefined leaves it to the parent. */
  retainOnDelete: boolean | undefined;
  deletedWith: string;
  replaceWith: string[];
  replaceOnChanges: string[];
  ignoreChanges: string[];
  replacementTrigger: Value;
  /** The id of something that exists already and is to be managed from now on; empty for none. */
  importId: string;
  additionalSecretOutputs: string[];
  /** Undefined leaves the decision to the provider. */
  deleteBeforeReplace: boolean | undefined;
  aliases: AliasSpec[];
  hooks: HookNames;
}

export function readRegistration(request: RegisterResourceRequest): Registration {
  const propertyDependencies: Record<string, string[]> = {};
  request.getPropertydependenciesMap().forEach((value, key) => {
    propertyDependencies[key] = value.getUrnsList();
  });
  const hooks = request.getHooks();
  return {
    type: request.getType(),
    name: request.getName(),
    parent: request.getParent(),
    custom: request.getCustom(),
    inputs: normalize((request.getObject()?.toJavaScript() ?? {}) as Properties) as Properties,
    provider: request.getProvider(),
    dependencies: request.getDependenciesList(),
    propertyDependencies,
    protect: request.getProtect() ?? false,
    retainOnDelete: request.hasRetainondelete() ? request.getRetainondelete() : undefined,
    deletedWith: request.getDeletedwith(),
    replaceWith: request.getReplaceWithList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    ignoreChanges: request.getIgnorechangesList(),
    replacementTrigger: normalize((request.getReplacementTrigger()?.toJavaScript() ?? null) as Value),
    importId: request.getImportid(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    deleteBeforeReplace: request.getDeletebeforereplacedefined() ? request.getDeletebeforereplace() : undefined,
    aliases: request.getAliasesList().map((alias) => {
      const spec = alias.getSpec();
      return {
        urn: alias.getUrn() || undefined,
        name: spec?.getName() || undefined,
        type: spec?.getType() || undefined,
        parent: spec?.getNoparent() ? "" : spec?.getParenturn() || undefined,
      };
    }),
    hooks: {
      beforeCreate: hooks?.getBeforeCreateList() ?? [],
      afterCreate: hooks?.getAfterCreateList() ?? [],
      beforeUpdate: hooks?.getBeforeUpdateList() ?? [],
      afterUpdate: hooks?.getAfterUpdateList() ?? [],
      beforeDelete: hooks?.getBeforeDeleteList() ?? [],
      afterDelete: hooks?.getAfterDeleteList() ?? [],
      onError: hooks?.getOnErrorList() ?? [],
    },
  };
}
