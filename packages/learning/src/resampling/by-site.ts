import { learningError } from '../error.ts';
import type { Frame } from '../frame/frame.ts';
import { outcomeOf, refuseTooFew, type Split, subjectsOf } from './split.ts';

/**
 * Leaves out one site at a time. `LEAK` where a subject has rows of two sites; `DATA_UNSUITABLE` for rows without a
 * site, for fewer than two sites, and where the other sites have one class or no event.
 */
export function leaveOneSiteOut(frame: Frame): readonly Split[] {
  const { sites, siteNames } = frame;
  if (sites === undefined || siteNames === undefined) {
    throw learningError('DATA_UNSUITABLE', 'The table has no sites to leave out.', {
      remedy: 'Name the column of sites, or take cross-validation.',
    });
  }
  const unknown = sites.findIndex((site) => site < 0);
  if (unknown >= 0) {
    throw learningError('DATA_UNSUITABLE', `The site of row ${unknown + 1} is not known.`, {
      row: unknown,
      remedy: 'Give the site, or leave the row out.',
    });
  }
  for (const { rows } of subjectsOf(frame)) {
    const other = rows.find((row) => sites[row] !== sites[rows[0]!]);
    if (other === undefined) continue;
    throw learningError(
      'LEAK',
      `A subject has rows of two sites: row ${rows[0]! + 1} of ${siteNames[sites[rows[0]!]!]}, row ${other + 1} of ${siteNames[sites[other]!]}.`,
      { row: other, remedy: 'Keep the rows of one site, or give the subject one site.' },
    );
  }
  const present = siteNames.flatMap((_, code) => (sites.includes(code) ? [code] : []));
  if (present.length < 2) {
    throw learningError(
      'DATA_UNSUITABLE',
      `All ${frame.rows} rows are of one site; one cannot be left out.`,
      {
        remedy: 'Add subjects of another site, or take cross-validation.',
      },
    );
  }
  const all = Array.from({ length: frame.rows }, (_, row) => row);
  const subjects = subjectsOf(frame);
  return present.map((site, fold) => {
    const inside = subjects.filter(({ rows }) => sites[rows[0]!] !== site);
    try {
      refuseTooFew(outcomeOf(frame), inside, 1);
    } catch (error) {
      throw learningError(
        'DATA_UNSUITABLE',
        `Without the site ${siteNames[site]}: ${error instanceof Error ? error.message : ''}`,
        { remedy: 'Add subjects, or take cross-validation.', cause: error },
      );
    }
    return {
      name: `site ${siteNames[site]}`,
      repeat: 0,
      fold,
      training: all.filter((row) => sites[row] !== site),
      test: all.filter((row) => sites[row] === site),
    };
  });
}
