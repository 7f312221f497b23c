/** A value with its interval in words: `0.71 (0.60 to 0.82)`, or that none is known. */
export const withInterval = (
  { value, lower, upper }: { readonly value: number; readonly lower: number; readonly upper: number },
  words: (value: number) => string,
): string =>
  Number.isFinite(value) && (Number.isNaN(lower) || Number.isNaN(upper))
    ? `${words(value)} (interval not known)`
    : `${words(value)} (${words(lower)} to ${words(upper)})`;
