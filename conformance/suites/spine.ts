import type { Comparison } from '../report.ts';
import { compareFormulas } from './spine/formulas.ts';
import { compareScores } from './spine/scores.ts';

/** Spine measurements: formulas and score tables. */
export function compareSpine(): Comparison[] {
  return [...compareFormulas(), ...compareScores()];
}
