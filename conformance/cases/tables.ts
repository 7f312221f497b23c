import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyCombat, columnOf, fitCombat, readTableFile, type Table } from '@rachis/statistics';
import { type CaseCheck, expectNumber, expectWords, first, inFolder, rachis, type Verdict } from './case.ts';

const quick = `outcome: outcome
subject: id
seed: 1
outer: {kind: folds, folds: 3, repeats: 1}
inner: {folds: 3}
explain: false
pipelines:
  - {name: L, steps: [{step: impute}, {step: encode}, {step: scale}], model: {estimator: logistic-regression}}
`;

/** Result and words of a quick `rachis learn`. */
interface Learned {
  readonly words: string;
  readonly classes: readonly string[];
  readonly predictors: number;
  readonly subjects: number;
  readonly auc: number;
}

function learn(table: string, settings?: string): Promise<Learned | string> {
  return inFolder((folder) => {
    const own = settings ?? join(folder, 'quick.yaml');
    if (settings === undefined) writeFileSync(own, quick);
    const { code, text } = rachis('learn', table, '--settings', own, '--output', join(folder, 'learned'));
    if (code !== 0) return `rachis learn ended with ${code}: ${text}`;
    const result = JSON.parse(readFileSync(join(folder, 'learned', 'result.json'), 'utf8')) as {
      readonly classes: readonly string[];
      readonly predictors: number;
      readonly subjects: number;
      readonly pipelines: readonly {
        readonly measures: readonly { readonly id: string; readonly value: number }[];
      }[];
    };
    const auc = result.pipelines[0]!.measures.find(({ id }) => id === 'auc')!.value;
    return { ...result, words: text, auc };
  });
}

const learned = (right: string, file: string, check: (found: Learned) => Verdict): CaseCheck => ({
  right,
  async run(at) {
    const found = await learn(at(file));
    return typeof found === 'string' ? found : check(found);
  },
});

const numbersOf = (table: Table, name: string): readonly number[] => {
  const column = columnOf(table, name);
  return column.kind === 'numeric' ? [...column.values] : [];
};

export const tableCases: Readonly<Record<string, CaseCheck>> = {
  'learn-without-signal': {
    right: 'ends with an AUC near 0.5',
    async run(at) {
      const verdicts: Verdict[] = [];
      for (const name of ['t1.csv', 't2.csv']) {
        const found = await learn(at(name), at('l.yaml'));
        verdicts.push(
          typeof found === 'string' ? found : expectNumber(`the AUC of ${name}`, found.auc, 0.5, 0.25),
        );
      }
      return first(...verdicts);
    },
  },
  'combat-collinear': {
    right: 'ComBat of columns that are multiples of each other is finite',
    async run(at) {
      const table = await readTableFile('t.csv', readFileSync(at('t.csv')));
      const site = columnOf(table, 'site');
      if (site.kind !== 'category') return 'the sites are no categories';
      const batch = Array.from(site.codes, (code) => site.categories[code]!);
      const features = ['volume_mm3', 'volume_ml'].map((name) => numbersOf(table, name));
      for (const options of [{}, { prior: 'non-parametric' }, { meanOnly: true }] as const) {
        const adjusted = applyCombat(fitCombat(features, batch, options), features, batch);
        if (!adjusted.every((column) => column.every(Number.isFinite)))
          return `NaN with ${JSON.stringify(options)}`;
      }
      return null;
    },
  },
  'table-windows-1252': {
    right: 'cp1252.csv has the subjects of utf8.csv, 40',
    async run(at) {
      const [other, plain] = await Promise.all(
        ['cp1252.csv', 'utf8.csv'].map((name) =>
          readTableFile(name, readFileSync(at(name)), { subject: 'id' }),
        ),
      );
      const found = await learn(at('cp1252.csv'));
      return first(
        other!.subjects!.join() === plain!.subjects!.join() ? null : 'the subjects differ',
        typeof found === 'string' ? found : expectNumber('the number of subjects', found.subjects, 40),
        typeof found === 'string' ? null : expectWords('rachis learn', found.words, /Windows-1252/),
      );
    },
  },
  'table-sep-line': learned('read, three predictors', 't.csv', ({ predictors }) =>
    expectNumber('the number of predictors', predictors, 3),
  ),
  'table-trailing-columns': learned('read, three predictors', 't.csv', ({ predictors }) =>
    expectNumber('the number of predictors', predictors, 3),
  ),
  'table-units': {
    right: '"12%" and "3 mm" are numbers',
    async run(at) {
      const table = await readTableFile('a.csv', readFileSync(at('a.csv')));
      return numbersOf(table, 'ki67')[0] === 3 ? null : 'ki67 is not read as numbers';
    },
  },
  'table-outcome-spelling': learned('two classes, and it is said', 't.csv', ({ classes, words }) =>
    first(
      expectNumber('the number of classes', classes.length, 2),
      expectWords('rachis learn', words, /"Yes" and "yes"/),
    ),
  ),
};
