import type { Random } from '@rachis/statistics';
import type { Strata, Subject } from './split.ts';

/** Rows of each stratum that a subject has. */
function countsOf({ rows }: Subject, { codes, names }: Strata): Float64Array {
  const counts = new Float64Array(names.length);
  for (const row of rows) counts[codes[row]!]!++;
  return counts;
}

/** Subjects of one row: each stratum, shuffled, is dealt round the parts, going on where the one before ended. */
function dealSingles(subjects: readonly Subject[], { codes, names }: Strata, parts: number, random: Random) {
  const part = new Int32Array(subjects.length);
  let next = 0;
  for (let code = 0; code < names.length; code++) {
    const own: number[] = [];
    subjects.forEach(({ rows }, at) => {
      if (codes[rows[0]!] === code) own.push(at);
    });
    for (const at of random.shuffle(own)) part[at] = next++ % parts;
  }
  return part;
}

/**
 * Which of `parts` each subject goes to, so that every part has nearly the same share of each stratum. Subjects of one
 * row are dealt out; of subjects with several rows those that weigh most are placed first, each in the part where the
 * strata come out most even, counted in rows and in subjects.
 */
export function dealSubjects(
  subjects: readonly Subject[],
  strata: Strata,
  parts: number,
  random: Random,
): Int32Array {
  if (subjects.every(({ rows }) => rows.length === 1)) return dealSingles(subjects, strata, parts, random);
  const counts = subjects.map((subject) => countsOf(subject, strata));
  const kinds = strata.names.length;
  const rowTotals = new Float64Array(kinds);
  const subjectTotals = new Float64Array(kinds);
  for (const own of counts) {
    own.forEach((count, code) => {
      rowTotals[code]! += count;
      if (count > 0) subjectTotals[code]!++;
    });
  }
  // What a subject is of all rows of its strata: rare strata weigh more.
  const weight = counts.map((own) =>
    own.reduce((sum, count, code) => sum + (count > 0 ? count / rowTotals[code]! : 0), 0),
  );
  const order = random.shuffle(Array.from(subjects, (_, at) => at)).sort((a, b) => weight[b]! - weight[a]!);
  const rowsOf = Array.from({ length: parts }, () => new Float64Array(kinds));
  const subjectsOf = Array.from({ length: parts }, () => new Float64Array(kinds));
  const sizes = new Float64Array(parts);
  const part = new Int32Array(subjects.length);
  for (const at of order) {
    const own = counts[at]!;
    let best = 0;
    let least = Infinity;
    for (let candidate = 0; candidate < parts; candidate++) {
      // The rise of the sum of squared shares; the least rise keeps parts even.
      let rise = 0;
      for (let code = 0; code < kinds; code++) {
        if (own[code] === 0) continue;
        const rows = rowsOf[candidate]![code]!;
        rise += ((rows + own[code]!) ** 2 - rows ** 2) / rowTotals[code]! ** 2;
        rise += (2 * subjectsOf[candidate]![code]! + 1) / subjectTotals[code]! ** 2;
      }
      if (rise < least - 1e-12 || (rise < least + 1e-12 && sizes[candidate]! < sizes[best]!)) {
        least = Math.min(rise, least);
        best = candidate;
      }
    }
    part[at] = best;
    sizes[best]! += subjects[at]!.rows.length;
    own.forEach((count, code) => {
      rowsOf[best]![code]! += count;
      if (count > 0) subjectsOf[best]![code]!++;
    });
  }
  return part;
}
