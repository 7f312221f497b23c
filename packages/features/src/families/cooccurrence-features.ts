import type { CountMatrix } from './count-matrix.ts';

/** Sum of c log2 c, from which an entropy of counts follows without dividing first. */
function addLog(count: number): number {
  return count > 0 ? count * Math.log2(count) : 0;
}

/**
 * The 25 features of a symmetric co-occurrence matrix (IBSI 1 manual, section 3.6), given its entries with
 * level <= column; an entry off the diagonal stands for both halves. `greyLevels` is N_g. Null when no pair was
 * counted.
 */
export function cooccurrenceFeatures(matrix: CountMatrix, greyLevels: number): Float64Array | null {
  let largest = 0;
  for (let e = 0; e < matrix.count.length; e++) if (matrix.column[e]! > largest) largest = matrix.column[e]!;
  const byDifference = new Float64Array(largest + 1);
  const bySum = new Float64Array(2 * largest + 1);
  const byLevel = new Float64Array(largest + 1);
  let total = 0;
  let logs = 0;
  let most = 0;
  let squares = 0;
  for (let e = 0; e < matrix.count.length; e++) {
    const i = matrix.level[e]!;
    const j = matrix.column[e]!;
    const both = matrix.count[e]!;
    byDifference[j - i]! += both;
    bySum[i + j]! += both;
    total += both;
    // Off the diagonal the entry holds p(i,j) and p(j,i), which are equal.
    const single = i === j ? both : both / 2;
    byLevel[i]! += single;
    if (i !== j) byLevel[j]! += single;
    if (single > most) most = single;
    squares += both * single;
    logs += both * Math.log2(single);
  }
  if (!(total > 0)) return null;
  const logTotal = Math.log2(total);
  const jointEntropy = logTotal - logs / total;

  let mean = 0;
  let levelLogs = 0;
  for (let i = 1; i <= largest; i++) {
    mean += i * byLevel[i]!;
    levelLogs += addLog(byLevel[i]!);
  }
  mean /= total;
  const levelEntropy = logTotal - levelLogs / total;
  let variance = 0;
  for (let i = 1; i <= largest; i++) variance += (i - mean) ** 2 * byLevel[i]!;
  variance /= total;

  const difference = {
    mean: 0,
    squares: 0,
    logs: 0,
    inverse: 0,
    inverseNorm: 0,
    moment: 0,
    momentNorm: 0,
    inverseVariance: 0,
  };
  for (let k = 0; k < byDifference.length; k++) {
    const c = byDifference[k]!;
    if (c === 0) continue;
    difference.mean += k * c;
    difference.squares += k * k * c;
    difference.logs += addLog(c);
    difference.inverse += c / (1 + k);
    difference.inverseNorm += c / (1 + k / greyLevels);
    difference.moment += c / (1 + k * k);
    difference.momentNorm += c / (1 + (k / greyLevels) ** 2);
    if (k > 0) difference.inverseVariance += c / (k * k);
  }
  const differenceMean = difference.mean / total;
  let differenceVariance = 0;
  for (let k = 0; k < byDifference.length; k++)
    differenceVariance += (k - differenceMean) ** 2 * byDifference[k]!;

  let sumLogs = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (let k = 0; k < bySum.length; k++) {
    const c = bySum[k]!;
    if (c === 0) continue;
    const d = k - 2 * mean;
    sumLogs += addLog(c);
    second += d * d * c;
    third += d * d * d * c;
    fourth += d * d * d * d * c;
  }
  const contrast = difference.squares / total;
  const tendency = second / total;
  const covariance = (tendency - contrast) / 4;
  const mutual = 2 * levelEntropy - jointEntropy;

  return Float64Array.of(
    most / total,
    mean,
    variance,
    jointEntropy,
    differenceMean,
    differenceVariance / total,
    logTotal - difference.logs / total,
    2 * mean,
    tendency,
    logTotal - sumLogs / total,
    squares / (total * total),
    contrast,
    differenceMean,
    difference.inverse / total,
    difference.inverseNorm / total,
    difference.moment / total,
    difference.momentNorm / total,
    difference.inverseVariance / total,
    variance === 0 ? 1 : covariance / variance,
    covariance + mean * mean,
    tendency,
    third / total,
    fourth / total,
    variance === 0 ? 1 : -mutual / levelEntropy,
    mutual > 0 ? Math.sqrt(1 - Math.exp(-2 * mutual)) : 0,
  );
}
