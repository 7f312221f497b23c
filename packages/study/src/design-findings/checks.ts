import type { DesignCheck } from './context.ts';
import { lookedAtBefore } from './findings/looked-at-before.ts';
import { missingTellsOutcome } from './findings/missingness.ts';
import { patientsNotKeptTogether } from './findings/patients.ts';
import { orderAndNames } from './findings/row-order.ts';
import { rowsOnSegments } from './findings/rows-between.ts';
import { rowsRepeated } from './findings/rows-repeated.ts';
import { scaledBeforehand } from './findings/scaled-beforehand.ts';
import { selectionOutside } from './findings/selection-outside.ts';
import { singleColumns } from './findings/single-columns.ts';
import { subjectTwice } from './findings/subject-twice.ts';
import { timeBackwards } from './findings/time-backwards.ts';
import { trainingRowsOutside } from './findings/training-rows-outside.ts';

/** Everything that a table is looked through for. */
export const designChecks: readonly DesignCheck[] = [
  trainingRowsOutside,
  subjectTwice,
  rowsRepeated,
  rowsOnSegments,
  patientsNotKeptTogether,
  singleColumns,
  missingTellsOutcome,
  orderAndNames,
  scaledBeforehand,
  timeBackwards,
  lookedAtBefore,
  selectionOutside,
];
