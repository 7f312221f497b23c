import { describe, expect, it } from 'vitest';
import {
  auc,
  clusteredAuc,
  compareAucs,
  compareClusteredAucs,
  createRandom,
  decisionCurve,
} from '../src/index.ts';

/** Patients with one to five lesions, two scores that share what a patient has. */
function lesions(seed: string) {
  const random = createRandom(seed);
  const clusters: string[] = [];
  const y: number[] = [];
  const a: number[] = [];
  const b: number[] = [];
  for (let patient = 0; patient < 40; patient++) {
    const own = random.normal();
    for (let lesion = 0; lesion < 1 + random.integer(5); lesion++) {
      clusters.push(`p${patient}`);
      const event = own + random.normal() > 0 ? 1 : 0;
      y.push(event);
      a.push(Math.round(4 * (own + event + random.normal())) / 4);
      b.push(own + 0.3 * event + random.normal());
    }
  }
  return { clusters, y, a, b };
}

/** Obuchowski 1997, formulas 3 to 6, by every pair of rows: nothing of it is shared with the code. */
function byPairs(y: number[], scores: number[][], clusters: string[]) {
  const events = [...y.keys()].filter((i) => y[i] === 1);
  const others = [...y.keys()].filter((i) => y[i] === 0);
  const names = [...new Set(clusters)];
  const psi = (x: number, z: number) => (x > z ? 1 : x === z ? 0.5 : 0);
  const of = scores.map((s) => {
    const v10 = new Map(
      events.map((i) => [i, others.reduce((sum, j) => sum + psi(s[i]!, s[j]!), 0) / others.length]),
    );
    const v01 = new Map(
      others.map((j) => [j, events.reduce((sum, i) => sum + psi(s[i]!, s[j]!), 0) / events.length]),
    );
    const theta = [...v10.values()].reduce((sum, one) => sum + one, 0) / events.length;
    const sum = (values: Map<number, number>, name: string) =>
      [...values].reduce((total, [i, v]) => total + (clusters[i] === name ? v - theta : 0), 0);
    return { theta, x: names.map((name) => sum(v10, name)), z: names.map((name) => sum(v01, name)) };
  });
  const [m, n, all] = [events.length, others.length, names.length];
  const i10 = new Set(events.map((i) => clusters[i])).size;
  const i01 = new Set(others.map((i) => clusters[i])).size;
  const cov = (r: number, s: number) => {
    const dot = (p: number[], q: number[]) => p.reduce((sum, one, k) => sum + one * q[k]!, 0);
    const s10 = ((i10 / (i10 - 1)) * dot(of[r]!.x, of[s]!.x)) / m;
    const s01 = ((i01 / (i01 - 1)) * dot(of[r]!.z, of[s]!.z)) / n;
    const s11 = (all / (all - 1)) * dot(of[r]!.x, of[s]!.z);
    const s11back = (all / (all - 1)) * dot(of[r]!.z, of[s]!.x);
    return s10 / m + s01 / n + (s11 + s11back) / (m * n);
  };
  return { of, cov };
}

describe('AUC of clustered rows (Obuchowski 1997)', () => {
  it('and its variance are those of every pair of rows, ties included', () => {
    for (const seed of ['1', '2', '3']) {
      const { clusters, y, a, b } = lesions(seed);
      const pairs = byPairs(y, [a, b], clusters);
      const found = clusteredAuc(y, a, clusters);
      expect(found.value).toBeCloseTo(pairs.of[0]!.theta, 12);
      expect(found.variance).toBeCloseTo(pairs.cov(0, 0), 12);
      const compared = compareClusteredAucs(y, a, b, clusters);
      expect(compared.covariance).toBeCloseTo(pairs.cov(0, 1), 12);
      const spread = pairs.cov(0, 0) + pairs.cov(1, 1) - 2 * pairs.cov(0, 1);
      expect(compared.z).toBeCloseTo((pairs.of[0]!.theta - pairs.of[1]!.theta) / Math.sqrt(spread), 9);
    }
  });
  it("compared is DeLong's test where each row is a cluster", () => {
    const { y, a, b } = lesions('4');
    const alone = y.map((_, i) => i);
    const [plain, clustered] = [compareAucs(y, a, b), compareClusteredAucs(y, a, b, alone)];
    expect(clustered.difference.lower).toBeCloseTo(plain.difference.lower, 10);
    expect(clustered.p).toBeCloseTo(plain.p, 10);
  });
  it('says when there is no variance', () => {
    const same = compareClusteredAucs([0, 1, 0, 1], [1, 2, 3, 4], [1, 2, 3, 4], [1, 1, 2, 2]);
    expect(same.difference.reason).toMatch(/does not vary/);
    expect(compareClusteredAucs([0, 1, 0], [1, 2, 3], [3, 2, 1], [1, 1, 2]).difference.reason).toMatch(
      /Fewer than two/,
    );
  });
});

describe('decision curve with rows that cluster', () => {
  const { clusters, y, b } = lesions('5');
  const p = b.map((x) => 1 / (1 + Math.exp(-x)));
  it('is unchanged by clusters of one row', () => {
    const [plain] = decisionCurve(y, p, [0.3]);
    const [alone] = decisionCurve(y, p, [0.3], { clusters: y.map((_, i) => i) });
    expect(alone!.model.lower).toBeCloseTo(plain!.model.lower, 12);
    expect(alone!.model.value).toBe(plain!.model.value);
  });
  it('of rows that were copied has the interval of the rows', () => {
    const own = y.map((_, i) => i);
    const [once] = decisionCurve(y, p, [0.3]);
    const [twice] = decisionCurve([...y, ...y], [...p, ...p], [0.3], { clusters: [...own, ...own] });
    expect(twice!.model.lower).toBeCloseTo(once!.model.lower, 12);
    expect(twice!.versusAll.upper).toBeCloseTo(once!.versusAll.upper, 12);
  });
  it('is wider than lesions taken as independent say', () => {
    const width = ({ lower, upper }: { lower: number; upper: number }) => upper - lower;
    const [plain] = decisionCurve(y, p, [0.3]);
    const [clustered] = decisionCurve(y, p, [0.3], { clusters });
    expect(width(clustered!.model)).toBeGreaterThan(width(plain!.model));
    expect(clustered!.versusAll.value).toBeCloseTo(clustered!.model.value - clustered!.all, 12);
    expect(auc(y, p).variance).toBeLessThan(clusteredAuc(y, p, clusters).variance);
  });
});
