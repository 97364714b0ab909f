import type { Callback as CallbackMessage } from "@pulumi/pulumi/proto/callback_pb";
import {
  TransformRequest,
  TransformResourceOptions,
  TransformResponse,
  type RegisterResourceRequest,
} from "@pulumi/pulumi/proto/resource_pb";
import type { Hooks } from "./hooks";

/**
 * The transforms that components bring for their children: a child's own come first, then its parent's, and so on up.
 * Of what they give back, the inputs and the provider are taken over; no test needs more.
 */
export class Transforms {
  private readonly known = new Map<string, { parent: string; callbacks: CallbackMessage[] }>();

  constructor(private readonly hooks: Hooks) {}

  /** What a resource that was registered brings for those below it. */
  remember(urn: string, request: RegisterResourceRequest): void {
    this.known.set(urn, { parent: request.getParent(), callbacks: request.getTransformsList() });
  }

  async apply(request: RegisterResourceRequest): Promise<void> {
    const callbacks = [...request.getTransformsList()];
    for (let at = this.known.get(request.getParent()); at !== undefined; at = this.known.get(at.parent)) {
      callbacks.push(...at.callbacks);
    }
    for (const callback of callbacks) {
      const response = TransformResponse.deserializeBinary(
        await this.hooks.callBack(
          { target: callback.getTarget(), token: callback.getToken() },
          question(request).serializeBinary(),
        ),
      );
      request.setObject(response.getProperties());
      request.setProvider(response.getOptions()?.getProvider() ?? request.getProvider());
    }
  }
}

function question(request: RegisterResourceRequest): TransformRequest {
  const options = new TransformResourceOptions();
  options.setProvider(request.getProvider());
  options.setHooks(request.getHooks());
  options.setDependsOnList(request.getDependenciesList());
  options.setReplaceWithList(request.getReplaceWithList());
  const asked = new TransformRequest();
  asked.setType(request.getType());
  asked.setName(request.getName());
  asked.setCustom(request.getCustom());
  asked.setParent(request.getParent());
  asked.setProperties(request.getObject());
  asked.setOptions(options);
  return asked;
}
