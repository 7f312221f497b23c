import type { Comparison } from '../report.ts';
import { compareAnatomy } from './spine/anatomy.ts';
import { compareFormulas } from './spine/formulas.ts';
import { compareScores } from './spine/scores.ts';

/** Spine measurements: formulas, score tables, and spines of known anatomy. */
export function compareSpine(): Comparison[] {
  return [...compareFormulas(), ...compareScores(), ...compareAnatomy()];
}
