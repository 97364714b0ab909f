/** When a resource was made and last changed. */
export interface SystemData {
  createdAt: string;
  lastModifiedAt: string;
}

export function systemDataNow(before?: SystemData): SystemData {
  const now = new Date().toISOString();
  return { createdAt: before?.createdAt ?? now, lastModifiedAt: now };
}
