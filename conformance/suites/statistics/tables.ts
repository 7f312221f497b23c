import {
  adjustedRandIndex,
  type Column,
  clusterTree,
  createRandom,
  createTable,
  cutTree,
  describeNumbers,
  euclideanDistances,
  inferColumn,
  kMeans,
  type Linkage,
  silhouette,
  tableOne,
} from '@rachis/statistics';
import type { Computations } from './fixture.ts';

interface TableInput {
  readonly g: string[];
  readonly age: (number | null)[];
  readonly size: number[];
  readonly stage: string[];
  readonly sex: string[];
}

export const tables: Computations = {
  cluster: ({ x }: { x: number[][] }) => {
    const distances = euclideanDistances(x);
    const of = (linkage: Linkage) => {
      const tree = clusterTree(distances, linkage);
      return { heights: tree.heights, merge: tree.merges.flat(), labels: cutTree(tree, 3) };
    };
    const ward = of('ward');
    const average = of('average');
    const width = silhouette(x, ward.labels).mean;
    return {
      R: {
        single: of('single'),
        complete: of('complete'),
        average,
        ward,
        silhouette: width,
        inertia: kMeans(x, 3, { random: createRandom('clusters'), restarts: 50 }).inertia,
      },
      sklearn: { rand: adjustedRandIndex(ward.labels, average.labels), silhouette: width },
    };
  },
  'table-one': (input: TableInput) => {
    const columns: Column[] = Object.entries(input).map(([name, cells]) => inferColumn(name, cells));
    const { rows } = tableOne(createTable(columns), { by: 'g', means: ['age', 'size'] });
    const row = (name: string) => rows.find((one) => one.name === name)!;
    const numbers = (values: (number | null)[]) => {
      const of = describeNumbers(values.map((value) => value ?? NaN));
      return {
        mean: of.mean,
        sd: of.standardDeviation,
        quantiles: [of.minimum, of.quartile1, of.median, of.quartile3, of.maximum],
        missing: of.missing,
        skewness: of.skewness,
        kurtosis: of.kurtosis,
      };
    };
    const names = ['age', 'size', 'stage', 'sex'];
    return {
      R: { age: numbers(input.age), size: numbers(input.size) },
      scipy: { age: { ...numbers(input.age), p: row('age').test.p } },
      tableone: Object.fromEntries(names.map((name) => [name, { smd: row(name).standardisedDifference }])),
    };
  },
};
