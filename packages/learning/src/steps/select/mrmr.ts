import { harrellConcordance } from '@rachis/statistics';
import * as z from 'zod';
import type { Outcome } from '../../contract.ts';
import { learningError } from '../../error.ts';
import type { FrameColumn } from '../../frame/frame.ts';
import { numericInScope, refuseMissing } from '../columns.ts';
import { gaussianInformation, mutualInformation, quantileBins } from './mutual-information.ts';
import { correlationOfUnits, unitRanks } from './ranked-columns.ts';
import { scope, selectionStep } from './selection.ts';

const settings = z.strictObject({
  ...scope,
  count: z.int().min(1).default(10).describe('How many columns stay.'),
  scheme: z
    .enum(['difference', 'quotient'])
    .default('difference')
    .describe('Relevance less mean redundancy (MID), or relevance by mean redundancy (MIQ).'),
  information: z
    .enum(['gaussian', 'bins'])
    .default('gaussian')
    .describe('Mutual information of ranks taken as normal, -1/2 ln(1 - rho^2), or of quantile bins.'),
  bins: z.int().min(2).default(4).describe('Bins of a column, and of an outcome of numbers.'),
});

type Settings = z.output<typeof settings>;

/** What is needed of the information: with the outcome, and of two columns. */
interface Information {
  readonly relevance: Float64Array;
  readonly shared: (first: number, second: number) => number;
}

function byBins(columns: readonly FrameColumn[], outcome: Outcome, bins: number): Information {
  if (outcome.kind === 'survival') {
    throw learningError('SETTINGS_INVALID', 'mRMR has no bins for an outcome of survival times.', {
      remedy: 'Set information to "gaussian".',
    });
  }
  const target = outcome.kind === 'continuous' ? quantileBins(outcome.values, bins) : outcome.codes;
  const targets = outcome.kind === 'continuous' ? bins : outcome.classes.length;
  const codes = columns.map(({ values }) => quantileBins(values, bins));
  return {
    relevance: Float64Array.from(codes, (own) => mutualInformation(own, bins, target, targets)),
    shared: (first, second) => mutualInformation(codes[first]!, bins, codes[second]!, bins),
  };
}

/** Somers' D of a column with survival times: its rank correlation where some are censored. */
function somersOf(values: Float64Array, { times, events }: Outcome & { kind: 'survival' }): number {
  const own = Uint8Array.from(events, (event) => (event === 1 ? 1 : 0));
  const { value } = harrellConcordance({ times, events: own }, values);
  return Number.isNaN(value) ? 0 : 2 * value - 1;
}

function byRanks(columns: readonly FrameColumn[], outcome: Outcome): Information {
  if (outcome.kind === 'classes' && outcome.classes.length > 2) {
    throw learningError(
      'SETTINGS_INVALID',
      `${outcome.classes.length} classes without order have no rank correlation, which mRMR with gaussian information needs.`,
      { remedy: 'Set information to "bins".' },
    );
  }
  const units = columns.map(({ values }) => unitRanks(values));
  const correlations = () => {
    if (outcome.kind === 'survival') return columns.map(({ values }) => somersOf(values, outcome));
    const target = unitRanks(outcome.kind === 'continuous' ? outcome.values : outcome.codes);
    return units.map((own) => correlationOfUnits(own, target));
  };
  return {
    relevance: Float64Array.from(correlations(), gaussianInformation),
    shared: (first, second) => gaussianInformation(correlationOfUnits(units[first]!, units[second]!)),
  };
}

/** Redundancy from which a quotient is taken as it is; below, columns share nothing but rounding. */
const leastRedundancy = 1e-12;

/** Places of the columns in the order in which they are chosen. */
function choose({ relevance, shared }: Information, { count, scheme }: Settings): number[] {
  const columns = relevance.length;
  const redundancy = new Float64Array(columns);
  const free = new Uint8Array(columns).fill(1);
  const chosen: number[] = [];
  while (chosen.length < Math.min(count, columns)) {
    let best = -1;
    let most = -Infinity;
    for (let at = 0; at < columns; at++) {
      if (free[at] === 0) continue;
      const mean = chosen.length === 0 ? 0 : redundancy[at]! / chosen.length;
      const score =
        chosen.length === 0
          ? relevance[at]!
          : scheme === 'difference'
            ? relevance[at]! - mean
            : relevance[at]! / Math.max(mean, leastRedundancy);
      // Of scores that are equal but for rounding, the first.
      if (best < 0 || score > most + 1e-12 * Math.abs(most)) {
        most = score;
        best = at;
      }
    }
    chosen.push(best);
    free[best] = 0;
    for (let at = 0; at < columns; at++) if (free[at] === 1) redundancy[at]! += shared(at, best);
  }
  return chosen;
}

/**
 * Minimum redundancy, maximum relevance: takes column after column, each time the one that tells most of the outcome
 * and least of those taken; the first of equal ones. Information by rank correlation under the normal formula (the
 * default; for survival by Somers' D), or by quantile bins. Sources: Peng, Long and Ding 2005; De Jay et al. 2013.
 */
export const mrmr = selectionStep({
  id: 'mrmr',
  name: 'Minimum redundancy, maximum relevance',
  settings,
  supervised: true,
  choose(frame, chosenSettings) {
    const columns = numericInScope(frame, chosenSettings);
    refuseMissing(columns, 'mrmr');
    const outcome = frame.outcome!;
    const information =
      chosenSettings.information === 'bins'
        ? byBins(columns, outcome, chosenSettings.bins)
        : byRanks(columns, outcome);
    const kept = choose(information, chosenSettings);
    return {
      seen: columns.map(({ name }) => name),
      kept: new Set(kept.map((at) => columns[at]!.name)),
    };
  },
});
