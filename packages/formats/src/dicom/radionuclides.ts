/** Half-lives in seconds (ENSDF, as tabulated by the Laboratoire National Henri Becquerel) of what PET scanners are given. */
const halfLives: Readonly<Record<string, number>> = {
  'O-15': 122.24,
  'Rb-82': 75.45,
  'I-122': 217.8,
  'K-38': 458.2,
  'Cu-62': 580.4,
  'N-13': 597.9,
  'C-11': 1221.8,
  'Mn-52m': 1266,
  'Cu-60': 1422,
  'Mn-51': 2772,
  'Tc-94m': 3120,
  'Ga-68': 4069,
  'I-120': 4896,
  'Br-75': 5802,
  'F-18': 6586.2,
  'Ti-45': 11_088,
  'Cu-61': 12_020,
  'Sc-43': 14_007,
  'Sc-44': 14_551,
  'Tb-149': 14_850,
  'Fe-52': 29_790,
  'Ga-66': 34_160,
  'Cu-64': 45_721,
  'Nb-90': 52_560,
  'Y-86': 53_060,
  'Br-76': 58_320,
  'Tb-152': 63_000,
  'Co-55': 63_110,
  'As-72': 93_600,
  'Br-77': 205_300,
  'Y-90': 230_600,
  'Zr-89': 282_280,
  'I-124': 360_800,
  'Mn-52': 483_060,
  'V-48': 1_380_100,
  'As-74': 1_535_300,
  'Ge-68': 23_410_000,
  'Na-22': 82_130_000,
};

/** Codes of DICOM's context group 4020 (SNOMED RT, SNOMED CT) for the nuclides in daily use. */
const codes: Readonly<Record<string, string>> = {
  'C-111A1': 'F-18',
  '77004003': 'F-18',
  'C-105A1': 'C-11',
  '40565003': 'C-11',
  'C-107A1': 'N-13',
  '21576001': 'N-13',
  'C-B1038': 'O-15',
  'C-131A3': 'Ga-68',
  '80751004': 'Ga-68',
  'C-159A2': 'Rb-82',
  '79197006': 'Rb-82',
  'C-127A2': 'Cu-64',
  'C-168A4': 'Zr-89',
  'C-114A5': 'I-124',
};

const elements: Readonly<Record<string, string>> = {
  fluorine: 'F',
  fluor: 'F',
  carbon: 'C',
  nitrogen: 'N',
  oxygen: 'O',
  gallium: 'Ga',
  rubidium: 'Rb',
  copper: 'Cu',
  zirconium: 'Zr',
  iodine: 'I',
  yttrium: 'Y',
  scandium: 'Sc',
  bromine: 'Br',
  germanium: 'Ge',
  sodium: 'Na',
};

/** The nuclide that a code, or texts such as `18F`, `F-18`, `^18^Fluorine` or `FDG`, name; null where none is recognised. */
export function nuclideOf(code: string, ...texts: readonly string[]): string | null {
  const known = codes[code.toUpperCase()];
  if (known) return known;
  for (const text of texts) {
    const plain = text.replaceAll('^', ' ');
    for (const pattern of [
      /([A-Za-z]+)[\s-]*(\d{2,3}m?)(?![\dA-Za-z])/g,
      /(?<![\dA-Za-z])(\d{2,3}m?)[\s-]*([A-Za-z]+)/g,
    ]) {
      for (const [, first, second] of plain.matchAll(pattern)) {
        const [word, mass] = /^\d/.test(first!) ? [second!, first!] : [first!, second!];
        const symbol = elements[word.toLowerCase()] ?? word[0]!.toUpperCase() + word.slice(1).toLowerCase();
        if (`${symbol}-${mass}` in halfLives) return `${symbol}-${mass}`;
      }
    }
    if (/\bFDG\b|fluorodeoxyglucose/i.test(text)) return 'F-18';
  }
  return null;
}

/** Half-life of a nuclide in seconds, or undefined. */
export const halfLifeOf = (nuclide: string): number | undefined => halfLives[nuclide];

/** Measurements of one half-life differ by less: Sc-44 and Rb-82 by two per cent. */
const agreement = 0.03;

/** Whether two half-lives are the same within what tables differ by. */
export const sameHalfLife = (one: number, other: number): boolean =>
  Math.abs(one - other) <= agreement * Math.min(one, other);

/** Whether any nuclide of PET has this half-life. */
export const isHalfLife = (seconds: number): boolean =>
  Object.values(halfLives).some((known) => sameHalfLife(known, seconds));
