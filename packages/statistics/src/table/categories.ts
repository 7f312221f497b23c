/** Distinct texts: as numbers where all are, else by their characters, the same on every machine. */
export function categoriesInOrder(texts: readonly string[]): string[] {
  const all = [...new Set(texts)];
  const numeric = all.every((text) => text !== '' && Number.isFinite(Number(text)));
  return all.sort((a, b) => (numeric ? Number(a) - Number(b) : 0) || (a < b ? -1 : a > b ? 1 : 0));
}
