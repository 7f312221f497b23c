import { describe, expect, it } from 'vitest';
import type { DesignFinding } from '../../src/design-findings/finding.ts';
import { assess } from '../../src/instruments/assess.ts';
import type { RunEvidence } from '../../src/instruments/evidence.ts';
import { evidence } from './evidence.ts';

const finding = (more: Pick<DesignFinding, 'code' | 'severity'>): DesignFinding => ({
  ...more,
  message: `Seen: ${more.code}.`,
  remedy: 'Mend it.',
  columns: [],
  subjects: [],
});
const withFindings = (...findings: DesignFinding[]): RunEvidence => ({
  ...evidence,
  external: true,
  findings,
});
const answer = (run: RunEvidence, instrument: string, item: string) =>
  assess(run)
    .find((one) => one.instrument.id === instrument)!
    .answers.find(({ id }) => id === item)!;

describe('checklists and what the table shows', () => {
  it('count leakage as avoided where nothing was found, and not where a problem was', () => {
    const clean = withFindings();
    const twice = withFindings(finding({ code: 'SUBJECT_TWICE', severity: 'problem' }));
    expect(answer(clean, 'PROBAST+AI', 'eval.4.5').answer).toEqual(['Y']);
    expect(answer(clean, 'METRICS', '18').answer).toEqual(['yes']);
    expect(answer(twice, 'PROBAST+AI', 'eval.4.5')).toMatchObject({ status: 'run', answer: ['N'] });
    expect(answer(twice, 'METRICS', '18')).toMatchObject({ answer: ['no'], points: 0 });
    expect(answer(twice, 'CLEAR', '15').evidence).toContain('Seen: SUBJECT_TWICE.');
  });

  it('give no points for a test on training rows', () => {
    const copies = withFindings(finding({ code: 'TRAINING_ROWS_OUTSIDE', severity: 'problem' }));
    expect(answer(withFindings(), 'RQS-1.0', '12').points).toBeGreaterThan(0);
    expect(answer(copies, 'RQS-1.0', '12').points).toBeLessThan(0);
    expect(answer(copies, 'PROBAST+AI', 'eval.4.1').answer).toEqual(['N']);
  });

  it('ask how columns were chosen while a list of them is open', () => {
    const chosen = withFindings(finding({ code: 'SELECTION_OUTSIDE', severity: 'question' }));
    for (const [instrument, item] of [
      ['CLEAR', '33'],
      ['PROBAST+AI', 'dev.4.5'],
      ['PROBAST+AI', 'eval.4.6'],
    ] as const) {
      expect(answer(chosen, instrument, item)).toMatchObject({
        status: 'ask',
        note: 'Seen: SELECTION_OUTSIDE.',
      });
    }
  });
});
