import { applyCombat, type CombatCovariate, type CombatParameters, fitCombat } from '@rachis/statistics';
import * as z from 'zod';
import type { Outcome } from '../../contract.ts';
import { learningError } from '../../error.ts';
import type { Frame, FrameColumn } from '../../frame/frame.ts';
import {
  isConstantColumn,
  learnedColumns,
  numericInScope,
  refuseInfinite,
  refuseMissing,
  scope,
} from '../columns.ts';
import { transformStep } from '../step.ts';

const settings = z.strictObject({
  ...scope,
  prior: z
    .enum(['parametric', 'non-parametric'])
    .default('parametric')
    .describe(
      'How site effects of columns are pooled: by normal and inverse gamma distributions, or by their likelihood alone.',
    ),
  meanOnly: z.boolean().default(false).describe('Adjusts means only, not spreads.'),
  empiricalBayes: z
    .boolean()
    .default(true)
    .describe("Borrows strength from other columns; false takes each column's own site effect."),
  reference: z.string().optional().describe('Site that stays as it is; the others are brought to it.'),
  covariates: z
    .array(z.string())
    .default([])
    .describe('Columns of numbers whose effect is kept, such as age. Never the outcome.'),
  unknown: z
    .enum(['refuse', 'reference'])
    .default('refuse')
    .describe(
      'Rows of a site that the training rows did not have: refused, or left as if they were of the reference site.',
    ),
  leastRows: z
    .int()
    .min(1)
    .default(5)
    .describe(
      'Fewer training rows of a site than this are refused: their effect cannot be told from chance.',
    ),
});

const numbers = z.array(z.number());
const state = z.object({
  columns: z.array(z.string()),
  unknown: settings.shape.unknown.unwrap(),
  parameters: z.object({
    method: z.literal('combat'),
    batches: z.array(z.string()),
    batchSizes: numbers,
    reference: z.string().nullable(),
    covariates: z.array(z.string()),
    grandMean: numbers,
    pooledVariance: numbers,
    coefficients: z.array(numbers),
    shift: z.array(numbers),
    scale: z.array(numbers),
    notes: z.array(z.string()),
  }),
});

/** Name of each row's site; null where it is not known. */
function siteOf({ sites, siteNames }: Frame): (string | null)[] {
  if (sites === undefined || siteNames === undefined) {
    throw learningError('DATA_UNSUITABLE', 'ComBat needs the site of each row, and the table has none.', {
      remedy: 'Name the column of sites, or leave the step combat out.',
    });
  }
  return Array.from(sites, (code) => (code < 0 ? null : siteNames[code]!));
}

function covariateColumns(frame: Frame, names: readonly string[]): CombatCovariate[] {
  return learnedColumns(frame, names, 'combat').map((column) => {
    if (column.kind === 'category') {
      throw learningError('DATA_UNSUITABLE', `The covariate ${column.name} of ComBat has categories.`, {
        column: column.name,
        remedy: 'Put the step encode before combat and name its columns.',
      });
    }
    refuseInfinite(column);
    refuseMissing([column], 'combat');
    return column;
  });
}

/** What the outcome says of each row, as a label. */
function labelsOf(outcome: Outcome): ArrayLike<number> {
  if (outcome.kind === 'continuous') return outcome.values;
  return outcome.kind === 'survival' ? outcome.events : outcome.codes;
}

/** Whether each value of the first goes with one value of the second. */
function determines<Key>(first: ArrayLike<Key>, second: ArrayLike<unknown>): boolean {
  const seen = new Map<Key, unknown>();
  for (let row = 0; row < first.length; row++) {
    if (!seen.has(first[row]!)) seen.set(first[row]!, second[row]);
    else if (seen.get(first[row]!) !== second[row]) return false;
  }
  return true;
}

/** A covariate that is the outcome by another name, or a site that is: adjustment would carry it into the columns. */
function refuseLeaks(
  frame: Frame,
  sites: readonly (string | null)[],
  covariates: readonly CombatCovariate[],
) {
  if (frame.outcome === undefined) return;
  const labels = labelsOf(frame.outcome);
  for (const { name, values } of covariates) {
    if (
      isConstantColumn(Float64Array.from(labels)) ||
      !determines(values, labels) ||
      !determines(labels, values)
    ) {
      continue;
    }
    throw learningError('LEAK', `The covariate ${name} of ComBat says the same as the outcome.`, {
      column: name,
      remedy: 'Leave it out: adjustment that knows the outcome carries it into the columns.',
    });
  }
  if (
    frame.outcome.kind !== 'continuous' &&
    new Set(Array.from(labels)).size > 1 &&
    determines(sites, labels)
  ) {
    throw learningError('LEAK', 'The site determines the outcome: every site has rows of one class only.', {
      remedy:
        'Add subjects, or leave sites of one class out; no method can tell site and outcome apart here.',
    });
  }
}

function checkSites(sites: readonly (string | null)[], leastRows: number): string[] {
  const row = sites.indexOf(null);
  if (row >= 0) {
    throw learningError(
      'DATA_UNSUITABLE',
      `The site of training row ${row + 1} is not known; ComBat needs it.`,
      {
        row,
        remedy: 'Give the site, or leave the row out.',
      },
    );
  }
  const counts = new Map<string, number>();
  for (const site of sites as string[]) counts.set(site, (counts.get(site) ?? 0) + 1);
  for (const [site, count] of counts) {
    if (count >= leastRows) continue;
    throw learningError(
      'DATA_UNSUITABLE',
      `Site ${site} has ${count} of the ${sites.length} training rows; ComBat is set to need ${leastRows}.`,
      { remedy: 'Merge small sites that share scanner and protocol, leave them out, or lower leastRows.' },
    );
  }
  return sites as string[];
}

/** By default columns that are measured from pictures, or of which nothing is said: not age or sex. */
function adjusted(
  frame: Frame,
  chosen: Pick<z.output<typeof settings>, 'domains' | 'columns'>,
  covariates: readonly string[],
): readonly FrameColumn[] {
  const stated = chosen.domains !== undefined || chosen.columns !== undefined;
  return numericInScope(frame, chosen).filter(
    ({ name, domain }) =>
      !covariates.includes(name) && (stated || domain === undefined || domain === 'radiomic'),
  );
}

/**
 * ComBat by site: takes off the shifts and spreads of sites in training rows, and of new rows by the same numbers.
 * Columns are radiomic ones and those without a domain, unless told; covariates stay as they are. It pools over
 * columns: give each type of picture a step of its own. Sources: Johnson, Li and Rabinovic 2007; Nieto et al. 2024.
 */
export const combat = transformStep({
  id: 'combat',
  name: 'ComBat by site',
  settings,
  supervised: false,
  state,
  fit(
    frame,
    { prior, meanOnly, empiricalBayes, reference, covariates: names, unknown, leastRows, ...chosen },
  ) {
    if (unknown === 'reference' && reference === undefined) {
      throw learningError(
        'SETTINGS_INVALID',
        'ComBat is to treat unknown sites as the reference, and has none.',
        {
          remedy: 'Name the reference site, or set unknown to "refuse".',
        },
      );
    }
    const missing = names.find((name) => !frame.columns.some((column) => column.name === name));
    if (missing !== undefined) {
      throw learningError(
        'SETTINGS_INVALID',
        `The covariate ${missing} of ComBat is not among the predictors.`,
        {
          column: missing,
          remedy: 'Name a predictor, such as age; the outcome cannot be one.',
        },
      );
    }
    const sites = checkSites(siteOf(frame), leastRows);
    const covariates = covariateColumns(frame, names);
    refuseLeaks(frame, sites, covariates);
    const columns = adjusted(frame, chosen, names);
    refuseMissing(columns, 'combat');
    const parameters = fitCombat(
      columns.map(({ values }) => values),
      sites,
      { prior, meanOnly, empiricalBayes, covariates, ...(reference === undefined ? {} : { reference }) },
    );
    return {
      columns: columns.map(({ name }) => name),
      unknown,
      parameters: parameters as z.output<typeof state>['parameters'],
    };
  },
  apply(frame, { columns: names, unknown, parameters }) {
    const known = new Set(parameters.batches);
    const sites = siteOf(frame).map((site, row) => {
      if (site !== null && known.has(site)) return site;
      if (unknown === 'reference') return parameters.reference!;
      throw learningError(
        'DATA_UNSUITABLE',
        `ComBat does not know the site ${site ?? '(missing)'} of row ${row + 1}; the training rows had ${parameters.batches.join(', ')}.`,
        {
          row,
          remedy: 'Fit with subjects of that site, or set a reference site and unknown to "reference".',
        },
      );
    });
    const columns = learnedColumns(frame, names, 'combat');
    for (const column of columns) refuseInfinite(column);
    refuseMissing(columns, 'combat');
    const values = applyCombat(
      parameters as CombatParameters,
      columns.map((column) => column.values),
      sites,
      covariateColumns(frame, parameters.covariates),
    );
    const byName = new Map(names.map((name, at) => [name, values[at]!]));
    return {
      ...frame,
      columns: frame.columns.map((column) => {
        const own = byName.get(column.name);
        return own === undefined ? column : { ...column, values: own };
      }),
    };
  },
});
