/** The first names of a list, and how many more there are. */
export const listed = (names: readonly string[], most = 6): string =>
  names.length > most
    ? `${names.slice(0, most).join(', ')} and ${names.length - most} more`
    : names.join(', ');

/** `1 row`, `2 rows`. */
export const counted = (count: number, one: string, several = `${one}s`): string =>
  `${count} ${count === 1 ? one : several}`;

/** A number to three figures. */
export const short = (value: number): string => String(Number(value.toPrecision(3)));

/** A probability as it is told. */
export const chance = (p: number): string => (p < 1e-4 ? 'p < 0.0001' : `p ${p.toPrecision(2)}`);
