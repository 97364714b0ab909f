import { ProviderError } from "../../provider";
import { authorization } from "./authorization";
import { containerInstance } from "./container-instance";
import { keyVault } from "./key-vault";
import { kubernetes } from "./kubernetes";
import { machineLearning } from "./machine-learning";
import { managedIdentity } from "./managed-identity";
import { monitor } from "./monitor";
import { resources } from "./resources";
import type { ResourceShape, Shapes } from "./shape";
import { storage } from "./storage";

export type { ResourceShape } from "./shape";

export const shapes: Shapes = {
  ...resources,
  ...containerInstance,
  ...machineLearning,
  ...kubernetes,
  ...storage,
  ...authorization,
  ...monitor,
  ...keyVault,
  ...managedIdentity,
};

export function shapeOf(type: string): ResourceShape {
  const shape = shapes[type];
  if (shape === undefined) {
    throw new ProviderError(
      `the stand-in for azure-native does not know the type ${type}; it knows ${Object.keys(shapes).join(", ")}`,
    );
  }
  return shape;
}
