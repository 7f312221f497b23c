/** A modifier of the SRS-Schwab classification. */
export type SchwabModifier = '0' | '+' | '++';

/** Sagittal modifiers of the SRS-Schwab classification; null where the value is missing. */
export interface SchwabModifiers {
  readonly PI_LL: SchwabModifier | null;
  readonly SVA: SchwabModifier | null;
  readonly PT: SchwabModifier | null;
}

/** Below the first cut 0, from there to the second +, above it ++. */
export const schwabCuts = { PI_LL: [10, 20], SVA: [40, 95], PT: [20, 30] } as const;

function modifier(value: number | null, [first, second]: readonly [number, number]): SchwabModifier | null {
  if (value === null || !Number.isFinite(value)) return null;
  if (value < first) return '0';
  return value <= second ? '+' : '++';
}

/**
 * Sagittal modifiers of the SRS-Schwab classification of adult spinal deformity, from PI - LL (degrees), SVA (mm) and
 * PT (degrees) of a standing patient. Schwab et al., Spine 2012;37:1077.
 */
export function schwabModifiers(values: {
  readonly piMinusLl: number | null;
  readonly sva: number | null;
  readonly pt: number | null;
}): SchwabModifiers {
  return {
    PI_LL: modifier(values.piMinusLl, schwabCuts.PI_LL),
    SVA: modifier(values.sva, schwabCuts.SVA),
    PT: modifier(values.pt, schwabCuts.PT),
  };
}

/**
 * Coronal type of the SRS-Schwab classification from Cobb angles, degrees: T thoracic only, L thoracolumbar or lumbar
 * only, D both, N none, a curve being one of 30 degrees or more. Schwab et al. 2012.
 */
export function schwabCoronalType(thoracic: number, lumbar: number): 'T' | 'L' | 'D' | 'N' {
  const [isThoracic, isLumbar] = [thoracic >= 30, lumbar >= 30];
  if (isThoracic && isLumbar) return 'D';
  if (isThoracic) return 'T';
  return isLumbar ? 'L' : 'N';
}
