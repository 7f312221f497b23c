/** Values that the GAP score takes, of a standing patient: degrees, and years. */
export interface GapInput {
  readonly pi: number;
  readonly ss: number;
  readonly llL1S1: number;
  readonly llL4S1: number;
  readonly globalTilt: number;
  readonly age: number;
}

/** The GAP score with its parts: what each derived value is, and the points that it gives. */
export interface Gap {
  /** Relative pelvic version, degrees: SS - (0.59 PI + 9). */
  readonly RPV: number;
  /** Relative lumbar lordosis, degrees: LL - (0.62 PI + 29). */
  readonly RLL: number;
  /** Lordosis distribution index, %. */
  readonly LDI: number;
  /** Relative spinopelvic alignment, degrees: global tilt - (0.48 PI - 15). */
  readonly RSA: number;
  readonly points: Readonly<Record<'RPV' | 'RLL' | 'LDI' | 'RSA' | 'age', number>>;
  readonly total: number;
  readonly category: 'proportioned' | 'moderately disproportioned' | 'severely disproportioned';
}

/** Thresholds are printed to a tenth of a degree, so values are rounded to it before they are compared. */
const tenth = (value: number): number => Math.round(value * 10) / 10;

function pelvicVersionPoints(value: number): number {
  if (value < -15) return 3;
  if (value < -7) return 2;
  return value <= 5 ? 0 : 1;
}

function lordosisPoints(value: number): number {
  if (value < -25) return 3;
  if (value < -14) return 2;
  return value <= 11 ? 0 : 3;
}

function distributionPoints(value: number): number {
  if (value < 40) return 2;
  if (value < 50) return 1;
  return value <= 80 ? 0 : 3;
}

function alignmentPointsOf(value: number): number {
  if (value > 18) return 3;
  if (value > 10) return 1;
  return value >= -7 ? 0 : 1;
}

/** Category of a GAP total. */
export function gapCategory(total: number): Gap['category'] {
  if (total <= 2) return 'proportioned';
  return total <= 6 ? 'moderately disproportioned' : 'severely disproportioned';
}

/**
 * Global Alignment and Proportion score, 0 to 13. Yilgor et al., J Bone Joint Surg Am 2017;99:1661. Between the
 * printed bins (-7.1 and -7.0) values are rounded to a tenth first; age counts from 60 years on.
 */
export function gapScore({ pi, ss, llL1S1, llL4S1, globalTilt, age }: GapInput): Gap {
  const RPV = ss - (0.59 * pi + 9);
  const RLL = llL1S1 - (0.62 * pi + 29);
  const LDI = (100 * llL4S1) / llL1S1;
  const RSA = globalTilt - (0.48 * pi - 15);
  const points = {
    RPV: pelvicVersionPoints(tenth(RPV)),
    RLL: lordosisPoints(tenth(RLL)),
    LDI: distributionPoints(tenth(LDI)),
    RSA: alignmentPointsOf(tenth(RSA)),
    age: age >= 60 ? 1 : 0,
  };
  const total = points.RPV + points.RLL + points.LDI + points.RSA + points.age;
  return { RPV, RLL, LDI, RSA, points, total, category: gapCategory(total) };
}
