/** A text without what only spelling makes different: case, doubled blanks, composed letters. */
export const foldedText = (text: string): string =>
  text.normalize('NFC').replace(/\s+/g, ' ').trim().toLowerCase();

/** Genotypes are told apart by case (AA, Aa, aa), and so may single letters be. */
const caseMatters = (texts: readonly string[]) => texts.some((text) => /^(\p{L})\1$/iu.test(text));

/** Of single letters only a slip is mended: one spelling in at most a tenth of the rows. */
const mostSlips = 0.1;

/** Spellings of one category that were brought together. */
export interface MergedSpelling {
  readonly kept: string;
  readonly others: readonly string[];
}

/**
 * The spelling under which each text is counted. Texts that differ in case or blanks alone are one category, under the
 * most frequent spelling (of equals the one in lower case); genotypes are left as they are, and single letters unless
 * one spelling is rare.
 */
export function mergeSpellings(texts: readonly string[]): {
  readonly spellingOf: ReadonlyMap<string, string>;
  readonly merged: readonly MergedSpelling[];
} {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  const groups = new Map<string, string[]>();
  for (const text of counts.keys()) {
    const key = foldedText(text);
    groups.set(key, [...(groups.get(key) ?? []), text]);
  }
  const genotypes = caseMatters(
    [...counts.keys()].filter((text) => (groups.get(foldedText(text))?.length ?? 0) > 1),
  );
  const spellingOf = new Map<string, string>();
  const merged: MergedSpelling[] = [];
  for (const [key, spellings] of groups) {
    const ordered = [...spellings].sort(
      (a, b) => counts.get(b)! - counts.get(a)! || Number(b === key) - Number(a === key) || (a < b ? -1 : 1),
    );
    const [kept, ...others] = ordered as [string, ...string[]];
    const total = ordered.reduce((sum, one) => sum + counts.get(one)!, 0);
    const rare = others.every((one) => counts.get(one)! <= mostSlips * total);
    const alike = others.length > 0 && !genotypes && (key.length > 1 || rare);
    for (const one of ordered) spellingOf.set(one, alike ? kept : one);
    if (alike) merged.push({ kept, others });
  }
  return { spellingOf, merged };
}
