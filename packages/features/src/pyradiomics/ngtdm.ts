import { visitNeighbours } from './dependences.ts';
import type { FeatureClass } from './feature-class.ts';

/** Class `ngtdm`. A voxel without neighbours counts, with no difference. */
export const ngtdm: FeatureClass = {
  features: ['Busyness', 'Coarseness', 'Complexity', 'Contrast', 'Strength'],
  deprecated: [],
  compute(input) {
    const { levels, largest } = input.binned();
    const counts = new Float64Array(largest + 1);
    const differences = new Float64Array(largest + 1);
    let voxels = 0;
    visitNeighbours(input, (_, bin, neighbours, count) => {
      let sum = 0;
      for (let k = 0; k < count; k++) sum += neighbours[k]!;
      counts[bin]!++;
      if (count > 0) differences[bin]! += Math.abs(bin - sum / count);
      voxels++;
    });
    const p = levels.map((level) => counts[level]! / voxels);
    const s = levels.map((level) => differences[level]!);
    const n = levels.length;
    let [coarse, total, contrast, absolute, complexity, strength] = [0, 0, 0, 0, 0, 0];
    for (let a = 0; a < n; a++) {
      coarse += p[a]! * s[a]!;
      total += s[a]!;
      for (let b = 0; b < n; b++) {
        const [i, j] = [levels[a]!, levels[b]!];
        contrast += p[a]! * p[b]! * (i - j) ** 2;
        absolute += Math.abs(i * p[a]! - j * p[b]!);
        complexity += (Math.abs(i - j) * (p[a]! * s[a]! + p[b]! * s[b]!)) / (p[a]! + p[b]!);
        strength += (p[a]! + p[b]!) * (i - j) ** 2;
      }
    }
    const pairs = n * (n - 1);
    return new Map([
      ['Busyness', absolute === 0 ? 0 : coarse / absolute],
      ['Coarseness', coarse === 0 ? 1e6 : 1 / coarse],
      ['Complexity', complexity / voxels],
      ['Contrast', pairs === 0 ? 0 : (contrast * total) / voxels / pairs],
      ['Strength', total === 0 ? 0 : strength / total],
    ]);
  },
};
