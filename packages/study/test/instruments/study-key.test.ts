import { describe, expect, it } from 'vitest';
import { checkSettings } from '../../src/check-settings.ts';
import { studySchema } from '../../src/study/schema.ts';

const check = (instruments: unknown) =>
  checkSettings(studySchema, { name: 'A', outcome: { column: 'y' }, instruments }, 'The study file');

describe('the key instruments of a study file', () => {
  it('takes answers with evidence', () => {
    const { instruments } = check({
      'RQS-1.0': { '11': { answer: 'Yes', evidence: 'NCT1' }, '16': { answer: ['code open'] } },
      CLEAR: { '6': { answer: true, evidence: 'page 2' } },
      'PROBAST+AI': { 'dev.1.1': { answer: 'PY', evidence: 'page 4' } },
    });
    expect(instruments['RQS-1.0']!['16']!.evidence).toBe('');
  });
  it('may be left out', () => {
    expect(checkSettings(studySchema, { name: 'A', outcome: { column: 'y' } }, '').instruments).toEqual({});
  });
  it.each([
    [{ 'RQS-1': {} }, /instruments\.RQS-1 .*no such instrument; did you mean "RQS-1\.0"\?/],
    [{ Cochrane: {} }, /no such instrument; there are RQS-1\.0, RQS-2\.0, METRICS/],
    [{ METRICS: { condition2: { answer: 'no' } } }, /METRICS\.condition2 .*did you mean "condition_2"\?/],
    [{ 'RQS-1.0': { '11': { answer: 'maybe' } } }, /11\.answer is "maybe": expected one of no, yes/],
    [{ 'RQS-1.0': { '11': { answer: ['yes', 'no'] } } }, /expected one of no, yes/],
    [{ 'RQS-1.0': { '11': { answer: 'yes', proof: 'x' } } }, /instruments\.RQS-1\.0\.11\.proof: unknown key/],
    [{ 'RQS-1.0': { '11': 'yes' } }, /instruments\.RQS-1\.0\.11 is "yes"/],
  ])('refuses %j', (given, words) => {
    expect(() => check(given)).toThrow(words);
  });
});
