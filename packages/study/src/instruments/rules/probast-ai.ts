import type { FactOf, RunEvidence } from '../evidence.ts';
import { candidatesForSample, missingData, overfitting, scaling, balanced } from '../facts/modelling.ts';
import { independent, leakage, openSelection } from '../facts/leaks.ts';
import { inResult } from '../facts/places.ts';
import { preprocessing } from '../facts/extraction.ts';
import { calibration, decisionCurve, discrimination, measuresTold, testing } from '../facts/performance.ts';
import { askWhile, either, type Rule, type Rules, where } from '../rule.ts';

const balances = (run: RunEvidence) => balanced(run)!.holds;
const resampled = ({ outer }: RunEvidence) => outer.kind !== 'held-out' && outer.kind !== 'temporal';

const imbalance = (rule: Rule) => where(balances, 'No rows were balanced or weighted.', rule);

const recalibrated: FactOf = (run) => {
  const plain = run.pipelines.filter(({ calibration: kind }) => kind === 'none').map(({ name }) => name);
  return {
    holds: plain.length === 0,
    sentence:
      plain.length === 0
        ? 'Probabilities are calibrated on rows that inner folds left out.'
        : `Without calibration: ${plain.join(', ')}.`,
    where: inResult('plan.pipelines[].calibration'),
  };
};
const untouchedTest: FactOf = (run) => ({ ...balanced(run)!, holds: true });
const enoughEvents: FactOf = (run) => {
  const events = run.outcome.events ?? run.subjects;
  return {
    holds: events >= 100,
    sentence: `Performance is judged on ${events} ${run.outcome.events === null ? 'subjects' : 'events'} (100 are taken as enough).`,
    where: inResult('subjects', 'warnings'),
  };
};
const complete: FactOf = (run) => {
  const known = missingData(run);
  // Whether leaving people out was right is not for the run to say.
  return known === undefined || run.leftOut > 0 ? undefined : known;
};

/** Discrimination, calibration and net benefit, as far as they were judged. */
const judged: Rule = (run) => {
  const parts =
    run.outcome.kind === 'continuous'
      ? [measuresTold(run)]
      : [discrimination(run), calibration(run), decisionCurve(run)];
  const held = parts.filter((part) => part?.holds);
  const label = held.length === parts.length ? 'Y' : held.length > 1 ? 'PY' : 'PN';
  const known = parts.filter((part) => part !== undefined);
  return known.length === 0
    ? { kind: 'ask', hint: '' }
    : {
        kind: 'answered',
        answer: [label],
        evidence: known.map(({ sentence }) => sentence).join(' '),
        where: known.map((part) => part.where).join('; '),
      };
};

const alike = either(preprocessing, ['Y'], ['PY']);
const missing = either(
  complete,
  ['PY'],
  'ask',
  'Say whether those who were left out (left-out.csv) are like the others.',
);

/** Rules of PROBAST+AI (doi 10.1136/bmj-2024-082505): domains 1 to 3 are for people. */
export const probastAiRules: Rules = {
  'dev.2.2': alike,
  'dev.4.1': either(candidatesForSample, ['PY'], ['N']),
  'dev.4.2': either(scaling, ['PY'], 'ask'),
  'dev.4.3': missing,
  'dev.4.4': imbalance(either(recalibrated, ['Y'], ['N'])),
  'dev.4.5': askWhile(openSelection, either(overfitting, ['Y'], ['PN'])),
  'eval.2.2': alike,
  'eval.4.1': either(independent(testing), ['Y'], ['N']),
  'eval.4.2': either(enoughEvents, ['PY'], ['N']),
  'eval.4.3': missing,
  'eval.4.4': imbalance(either(untouchedTest, ['Y'], 'ask')),
  'eval.4.5': either(leakage, ['Y'], ['N']),
  'eval.4.6': where(
    resampled,
    'Rows were split once, not resampled.',
    askWhile(openSelection, either(leakage, ['Y'], ['PN'])),
  ),
  'eval.4.7': judged,
};
