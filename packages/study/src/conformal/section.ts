import { htmlTable, pageNumber } from '../learn/page-parts.ts';
import type { PipelineConformal } from './thresholds.ts';

const percent = (share: number) => `${(100 * share).toFixed(0)}%`;

/** The part of the report about conformal prediction; '' where there is none. */
export function conformalSection(
  conformal: readonly PipelineConformal[],
  classes: readonly string[],
): string {
  if (conformal.length === 0) return '';
  const tables = conformal.map(({ pipeline, subjects, coverage }) =>
    htmlTable(
      `${pipeline}: ${classes.length > 0 ? 'sets' : 'intervals'} from ${subjects} left-out subjects, each judged by the others`,
      classes.length > 0
        ? [
            'level',
            'holds the truth',
            ...classes.map((name) => `of ${name}`),
            'mean size',
            'one class',
            'no class',
          ]
        : ['level', 'holds the truth', 'median width'],
      coverage.map((one) => [
        percent(one.level),
        pageNumber(one.coverage),
        ...(one.byClass === undefined
          ? [pageNumber(one.width ?? NaN)]
          : [
              ...one.byClass.map(pageNumber),
              pageNumber(one.size ?? NaN),
              pageNumber(one.single ?? NaN),
              pageNumber(one.empty ?? NaN),
            ]),
      ]),
    ),
  );
  return `<h2 id="conformal">Conformal prediction</h2>
<p>${
    classes.length > 0
      ? 'A set holds the classes that a patient may well be of: one class where the model knows, several where it does not, none where the patient is unlike all. Each class is held to its own subjects.'
      : "An interval of the patient's own value, from the errors on left-out subjects."
  } It needs that a new patient is of the same kind as these (exchangeable), not that the model is right. Sets that hold every class say that the model cannot tell at that level.</p>
${tables.join('\n')}`;
}
