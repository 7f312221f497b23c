/** A number for people: three significant digits, more where it has more before the point. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  return size >= 1000 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}

/** A volume in ml, or mm3 where it is less than a tenth of one. */
export const volumeText = (cubicMillimetres: number): string =>
  cubicMillimetres < 100 ? `${short(cubicMillimetres)} mm³` : `${short(cubicMillimetres / 1000)} ml`;

export const spacingText = (spacing: readonly number[]): string =>
  `${spacing.map((value) => short(value)).join(' × ')} mm`;

export const percent = (share: number): string =>
  `${share < 0.1 ? short(100 * share) : Math.round(100 * share)}%`;

export const listText = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
