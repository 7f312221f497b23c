import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '@rachis/statistics';
import { afterAll, describe, expect, it } from 'vitest';
import { learn, loadLearnSettings } from '../../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'rachis-unusable-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const table = join(folder, 't.csv');
const random = createRandom('unusable');
writeFileSync(
  table,
  [
    'id,y,a,b',
    ...Array.from({ length: 24 }, (_, row) => `s${row},${row % 2},${random.normal()},${random.normal()}`),
  ].join('\n'),
);

const plain = {
  name: 'Plain',
  steps: [{ step: 'scale' }],
  model: { estimator: 'logistic-regression', settings: { alpha: 0, lambda: 0.1 } },
};
/** Its own folds want more subjects of a class than there are. */
const impossible = {
  name: 'Impossible',
  steps: [{ step: 'score', settings: { folds: 20, pipeline: { steps: [], model: plain.model } } }],
  model: plain.model,
};

const run = async (pipelines: readonly object[], needed?: string) => {
  const settings = await loadLearnSettings(undefined, {
    outcome: 'y',
    subject: 'id',
    pipelines,
    outer: { kind: 'folds', folds: 3, repeats: 1 },
    resamples: 100,
    explain: { repeats: 1, columns: 1 },
  });
  const output = join(folder, `out${readdirSync(folder).length}`);
  const outcome = await learn(table, output, settings, {
    workers: 1,
    ...(needed === undefined ? {} : { needed }),
  });
  return {
    outcome,
    result: JSON.parse(readFileSync(join(output, 'result.json'), 'utf8')) as {
      plan: { pipelines: { name: string }[] };
    },
  };
};

describe('a pipeline that the rows do not allow', () => {
  it('is left out and named; the others have the results that they have alone', async () => {
    const { outcome, result } = await run([impossible, plain]);
    expect(outcome.warnings.join()).toMatch(/Impossible is left out: .*folds/);
    expect(outcome.pipelines.map(({ name }) => name)).toEqual(['Plain']);
    expect(result.plan.pipelines.map(({ name }) => name)).toEqual(['Plain']);
    const alone = await run([plain]);
    expect(outcome.pipelines[0]!.measures).toEqual(alone.outcome.pipelines[0]!.measures);
  });
  it('ends the run where it is the only one, or the one to be locked', async () => {
    await expect(run([impossible])).rejects.toThrow(/folds/);
    await expect(run([impossible, plain], 'Impossible')).rejects.toThrow(/folds/);
  });
});
