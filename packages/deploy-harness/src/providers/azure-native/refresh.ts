import { equal, isObject, type Properties, type Value } from "../properties";

/**
 * What a refresh makes of the inputs (azure-native: provider.go, `Read`, and diff.go, `applyDiff`): Azure's defaults
 * must not become inputs, so the old inputs stay, and only what changed between the old and the new outputs is
 * carried over to them. What Azure never returns, such as a secure value, is in neither and stays too.
 */
export function refreshedInputs(inputs: Properties, oldOutputs: Properties, newOutputs: Properties): Properties {
  const result: Properties = { ...inputs };
  for (const name of new Set([...Object.keys(oldOutputs), ...Object.keys(newOutputs)])) {
    const old = oldOutputs[name];
    const current = newOutputs[name];
    if (current === undefined) {
      delete result[name];
    } else if (old === undefined) {
      result[name] = current;
    } else if (!equal(old, current)) {
      const base = inputs[name];
      result[name] = base === undefined ? current : refreshedValue(base, old, current);
    }
  }
  return result;
}

function refreshedValue(base: Value, old: Value, current: Value): Value {
  if (isObject(base) && isObject(old) && isObject(current)) {
    return refreshedInputs(base, old, current);
  }
  if (Array.isArray(base) && Array.isArray(old) && Array.isArray(current)) {
    return current.map((item, index) => {
      const [baseItem, oldItem] = [base[index], old[index]];
      if (baseItem === undefined || oldItem === undefined) {
        return item;
      }
      return equal(oldItem, item) ? baseItem : refreshedValue(baseItem, oldItem, item);
    });
  }
  return current;
}
