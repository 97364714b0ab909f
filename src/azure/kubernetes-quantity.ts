/**
 * CPU cores in Kubernetes' form: whole cores as they are, `2`, anything else in thousandths, `100m`, which is the
 * smallest part of a core that Kubernetes knows.
 */
export function cpuQuantity(cores: number): string {
  const thousandths = Math.max(1, Math.round(cores * 1000));
  return thousandths % 1000 === 0 ? String(thousandths / 1000) : `${thousandths}m`;
}

/**
 * Memory in Kubernetes' form. v1's GB were of 1024 MB, so they are `Gi`; to a thousandth, as a decimal number, which
 * Kubernetes takes and which reads as it was given: `0.5Gi`.
 */
export function memoryQuantity(gigabytes: number): string {
  const thousandths = Math.max(1, Math.round(gigabytes * 1000));
  const fraction = String(thousandths % 1000)
    .padStart(3, "0")
    .replace(/0+$/, "");
  return `${Math.floor(thousandths / 1000)}${fraction === "" ? "" : `.${fraction}`}Gi`;
}
