/** Mean of feature vectors over directions; a direction without a value is left out of that feature's mean. */
export function meanOverAngles(vectors: readonly Float64Array[], features: number): Float64Array {
  const means = new Float64Array(features);
  for (let f = 0; f < features; f++) {
    let sum = 0;
    let count = 0;
    for (const vector of vectors) {
      if (Number.isNaN(vector[f]!)) continue;
      sum += vector[f]!;
      count++;
    }
    means[f] = sum / count;
  }
  return means;
}
