/**
 * An identifier without what people and spreadsheets change by accident: case, blanks and dashes, zeros before numbers,
 * the ".0" of a number that was saved as a decimal. "P-007 ", "p7" and "P 7" are one.
 */
export const looseIdentifier = (identifier: string): string =>
  identifier
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/\.0+$/, '')
    .replace(/(?<=\d)[\s_\-–—.]+(?=\d)/g, '/')
    .replace(/[\s_\-–—.]+/g, '')
    .replace(/(?<!\d)0+(?=\d)/g, '');

/** Identifiers of one list that differ from one of another only by accident, by the first's. */
export function nearIdentifiers(
  wanted: Iterable<string>,
  known: Iterable<string>,
): ReadonlyMap<string, string> {
  const exact = new Set(known);
  const loose = new Map<string, string | undefined>();
  for (const one of exact) {
    const key = looseIdentifier(one);
    // Two that would be one say nothing.
    loose.set(key, loose.has(key) ? undefined : one);
  }
  const found = new Map<string, string>();
  for (const one of wanted) {
    if (exact.has(one)) continue;
    const other = loose.get(looseIdentifier(one));
    if (other !== undefined) found.set(one, other);
  }
  return found;
}

/** Sets of identifiers of one list that differ only by accident. */
export function alikeIdentifiers(identifiers: Iterable<string>): readonly (readonly string[])[] {
  const sets = new Map<string, Set<string>>();
  for (const one of identifiers) {
    const key = looseIdentifier(one);
    const set = sets.get(key) ?? new Set();
    set.add(one);
    sets.set(key, set);
  }
  return [...sets.values()].filter((set) => set.size > 1).map((set) => [...set]);
}

const totals = new Set(
  (
    'total|totals|grand total|subtotal|sum|summe|gesamt|gesamtsumme|insgesamt|somme|suma|totale|mean|average|avg|' +
    'mittelwert|mw|durchschnitt|moyenne|media|promedio|median|mediane|médiane|mediana|sd|std|stdev|std dev|' +
    'standard deviation|standardabweichung|écart-type|ecart-type'
  ).split('|'),
);

/** Whether a label is that of a row of totals or means, which spreadsheets have below the subjects. */
export const isTotalLabel = (label: string): boolean =>
  label.length < 100 &&
  totals.has(
    label
      .trim()
      .toLowerCase()
      .replace(/[:.]+$/, ''),
  );
