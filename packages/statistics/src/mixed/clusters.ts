/** Rows of each cluster, in the order in which clusters are first seen. */
export function clusterRows(clusters: ArrayLike<string | number>, count: number): number[][] {
  if (clusters.length !== count)
    throw new RangeError(`${count} rows need ${count} clusters, not ${clusters.length}.`);
  const found = new Map<string | number, number[]>();
  for (let i = 0; i < count; i++) {
    const own = found.get(clusters[i]!);
    if (own === undefined) found.set(clusters[i]!, [i]);
    else own.push(i);
  }
  return [...found.values()];
}

/** Checks a design: rows of equal length without missing values, as many as outcomes. */
export function checkDesign(x: readonly ArrayLike<number>[], y: ArrayLike<number>): void {
  if (x.length !== y.length)
    throw new RangeError(`${y.length} outcomes need ${y.length} rows, not ${x.length}.`);
  const columns = x[0]?.length ?? 0;
  for (let i = 0; i < x.length; i++) {
    if (x[i]!.length !== columns)
      throw new RangeError(`Row ${i} has ${x[i]!.length} columns, not ${columns}.`);
    for (let j = 0; j < columns; j++)
      if (!Number.isFinite(x[i]![j])) throw new RangeError(`Row ${i} lacks a value in column ${j}.`);
    if (!Number.isFinite(y[i])) throw new RangeError(`Row ${i} lacks an outcome.`);
  }
}
