/** Half-lives in seconds (ENSDF, as tabulated by the Laboratoire National Henri Becquerel) of what PET scanners are given. */
const halfLives: Readonly<Record<string, number>> = {
  'O-15': 122.24,
  'O-14': 70.6,
  'Rb-82': 76.4,
  'I-122': 217.8,
  'K-38': 458.2,
  'Cu-62': 580.4,
  'N-13': 597.9,
  'C-11': 1221.8,
  'Mn-52m': 1266,
  'Cu-60': 1422,
  'Mn-51': 2772,
  'Tc-94m': 3120,
  'As-70': 3156,
  'Ga-68': 4069,
  'I-120': 4896,
  'Br-75': 5802,
  'F-18': 6586.2,
  'Ti-45': 11_088,
  'Cu-61': 12_020,
  'Sc-43': 14_007,
  'Sc-44': 14_551,
  'Tb-149': 14_850,
  'Se-73': 25_740,
  'Fe-52': 29_790,
  'Zn-62': 33_090,
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

/** Codes of DICOM's context group 4020, PET radionuclides (SNOMED RT and CT, DCM). */
const codes: Readonly<Record<string, string>> = {
  'C-111A1': 'F-18',
  '77004003': 'F-18',
  'C-105A1': 'C-11',
  '40565003': 'C-11',
  'C-107A1': 'N-13',
  '21576001': 'N-13',
  'C-B1038': 'O-15',
  '129504001': 'O-15',
  'C-131A3': 'Ga-68',
  '35337001': 'Ga-68',
  'C-159A2': 'Rb-82',
  '79197006': 'Rb-82',
  'C-127A2': 'Cu-64',
  '3932008': 'Cu-64',
  'C-168A4': 'Zr-89',
  '63360001': 'Zr-89',
  'C-114A5': 'I-124',
  '40937006': 'I-124',
  'C-162A7': 'Y-90',
  '14691008': 'Y-90',
  'C-162A3': 'Y-86',
  '10738001': 'Y-86',
  'C-127A1': 'Cu-61',
  '71425003': 'Cu-61',
  'C-127A4': 'Cu-60',
  '425364008': 'Cu-60',
  'C-127A5': 'Cu-62',
  '422934004': 'Cu-62',
  'C-131A1': 'Ga-66',
  '79477007': 'Ga-66',
  'C-128A2': 'Ge-68',
  '53315004': 'Ge-68',
  'C-155A1': 'Na-22',
  '71633006': 'Na-22',
  'C-113A1': 'Br-75',
  '17910003': 'Br-75',
  'C-113A2': 'Br-76',
  '79523006': 'Br-76',
  'C-113A3': 'Br-77',
  '86521004': 'Br-77',
  'C-115A2': 'As-72',
  '2705002': 'As-72',
  'C-163AA': 'Tc-94m',
  '424079002': 'Tc-94m',
  '126600': 'Sc-44',
  '126605': 'Sc-43',
  '126601': 'Mn-51',
  '126607': 'Mn-52m',
  '126603': 'Nb-90',
  '126606': 'Tb-152',
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
