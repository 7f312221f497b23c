import type { DesignFindingCode } from '../../design-findings/finding.ts';
import type { Fact, FactOf, RunEvidence } from '../evidence.ts';
import { partition } from './modelling.ts';
import { inResult } from './places.ts';

const place = inResult('findings');

const problems = (
  { findings }: RunEvidence,
  only: (code: DesignFindingCode) => boolean = () => true,
): string[] =>
  findings.filter(({ severity, code }) => severity === 'problem' && only(code)).map(({ message }) => message);

/** A fact that does not hold where the table shows a problem of a kind, which is told. */
const unless = (found: Fact, run: RunEvidence, only?: (code: DesignFindingCode) => boolean): Fact => {
  const seen = problems(run, only);
  return seen.length === 0
    ? found
    : {
        holds: false,
        sentence: `${found.sentence} But: ${seen.join(' ')}`,
        where: `${found.where}; ${place}`,
      };
};

const external: readonly DesignFindingCode[] = ['TRAINING_ROWS_OUTSIDE', 'EXTERNAL_LOOKED_AT_BEFORE'];

/** How rows were parted, and that nothing in the table crosses the parting. */
export const leakage: FactOf = (run) => {
  const found = unless(partition(run)!, run, (code) => !external.includes(code));
  return problems(run).length > 0
    ? found
    : {
        ...found,
        sentence: `${found.sentence} The table was looked through for leaks (findings).`,
        where: `${found.where}; ${place}`,
      };
};

/** A test on other subjects, which training subjects among them undo. */
export const independent =
  (test: FactOf): FactOf =>
  (run) => {
    const found = test(run);
    return found === undefined ? undefined : unless(found, run, (code) => code === 'TRAINING_ROWS_OUTSIDE');
  };

/** What only people know of how predictors were chosen before the run. */
export const openSelection = ({ findings }: RunEvidence): string =>
  findings
    .filter(({ code }) => code === 'SELECTION_OUTSIDE')
    .map(({ message }) => message)
    .join(' ');
