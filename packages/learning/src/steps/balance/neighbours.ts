/** The `count` rows among `candidates` nearest to a row, itself left out, by Euclidean distance; ties by row number. */
export function nearestRows(
  columns: readonly Float64Array[],
  row: number,
  candidates: readonly number[],
  count: number,
): number[] {
  const distances = new Float64Array(candidates.length);
  for (const values of columns) {
    const own = values[row]!;
    for (let i = 0; i < distances.length; i++) distances[i]! += (values[candidates[i]!]! - own) ** 2;
  }
  return Array.from(candidates, (_, i) => i)
    .filter((i) => candidates[i] !== row)
    .sort((a, b) => distances[a]! - distances[b]! || a - b)
    .slice(0, count)
    .map((i) => candidates[i]!);
}
