import {
  drawsOf,
  type FittedPipeline,
  type Frame,
  finalFit,
  infinitesimalJackknife,
  matrixOf,
  type RefitPlan,
  stepOf,
  treeValues,
} from '@rachis/learning';
import { hashOf } from '../canonical.ts';

/** Characters that the draws may take in a signature. */
const mostCharacters = 3_000_000;

/**
 * How often each training subject was drawn for each tree, a digit of base 36 each: all that the infinitesimal jackknife
 * of a forest needs beside its trees. Undefined where the model is no forest of bootstrap draws, was calibrated, or its
 * rows are not subjects (several rows each, or rows that a balancing step made).
 */
export function keptDraws(pipeline: FittedPipeline, plan: RefitPlan, frame: Frame): string[] | undefined {
  const { estimator } = pipeline.model;
  if (estimator !== 'random-forest' || pipeline.calibration !== undefined) return undefined;
  if (pipeline.steps.some(({ step }) => stepOf(step).balances)) return undefined;
  if (new Set(frame.groups).size !== frame.rows) return undefined;
  const again = finalFit(plan, frame);
  const draws = drawsOf(again.model);
  if (draws === undefined || draws.length * frame.rows > mostCharacters) return undefined;
  // The draws are those of this forest only if the fit is the same.
  if (hashOf(again.model.state()) !== hashOf(pipeline.model.state())) return undefined;
  if (draws.some((own) => own.some((count) => count > 35))) return undefined;
  return draws.map((own) => [...own].map((count) => count.toString(36)).join(''));
}

/** Standard errors of what a forest says of a row, one an output; NaN where the noise of its trees is larger than the rest. */
export function standardErrors(
  pipeline: FittedPipeline,
  kept: readonly string[],
  frame: Frame,
): Float64Array | undefined {
  const found = treeValues(pipeline.model, matrixOf(pipeline.prepare(frame)), 0);
  if (found === undefined) return undefined;
  const { outputs, values } = found;
  const draws = kept.map((text) => Uint16Array.from(text, (digit) => Number.parseInt(digit, 36)));
  return Float64Array.from({ length: outputs }, (_, k) =>
    Math.sqrt(
      infinitesimalJackknife(
        draws,
        Float64Array.from(draws, (_draws, t) => values[t * outputs + k]!),
      ),
    ),
  );
}
