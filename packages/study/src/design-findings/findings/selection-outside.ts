import { mannWhitney } from '@rachis/statistics';
import type { DesignCheck } from '../context.ts';
import { chance, counted, listed } from '../words.ts';

/** Columns that a list leaves out must be so many to say something. */
const fewestOthers = 5;

/**
 * A list of predictors that came with the settings: only people know how it was made. Where the table has the columns that
 * were not chosen, both kinds are held against each other.
 */
export const selectionOutside: DesignCheck = (context) =>
  context.design.chosen.map(({ columns, where }) => {
    const chosen = new Set(columns);
    const { design } = context;
    const all = [...design.frame.columns, ...design.others];
    const areas = (wanted: boolean) =>
      all
        .filter(({ name, kind }) => kind === 'numeric' && chosen.has(name) === wanted)
        .map((column) => context.associate(column).area);
    const own = areas(true);
    const rest = areas(false);
    const middle = (values: number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!.toFixed(3);
    const { superiority, p } =
      own.length > 0 && rest.length >= fewestOthers ? mannWhitney(own, rest) : { superiority: 0, p: 1 };
    const better =
      superiority > 0.5 && p < 0.01
        ? ` In these rows they tell the outcome better alone than the columns left out (AUC ${middle(own)} against ${middle(rest)} in the middle, ${chance(p)}), as they would if they had been chosen by it.`
        : '';
    return {
      code: 'SELECTION_OUTSIDE',
      severity: 'question',
      message: `The predictors are a list of ${counted(columns.length, 'column')} (${where}): ${listed(columns, 5)}. How was it made?${better} A choice by the outcome of these same subjects, outside of the folds, makes every result too good.`,
      remedy:
        'If it was made by the outcome of these subjects: give all columns and let a step choose in the training rows (mrmr, univariate-filter). If by others, by stability or from a paper: say so in the report.',
      columns: [...columns],
      subjects: [],
    };
  });
