export const severities = ['problem', 'warning'] as const;
export type Severity = (typeof severities)[number];

/** Everything that is looked for: title for people, severity unless the settings say otherwise. */
export const findingKinds = {
  IMAGE_MISSING: ['Image missing', 'problem'],
  REGION_MISSING: ['Region missing', 'problem'],
  UNREADABLE: ['Cannot be used', 'problem'],
  READER_WARNING: ['Note of the reader', 'warning'],
  GRID_MISMATCH: ['Mask on another grid', 'problem'],
  FRAME_OF_REFERENCE_MISMATCH: ['Other frame of reference', 'problem'],
  REGION_OUTSIDE_IMAGE: ['Region outside the image', 'problem'],
  REGION_EMPTY: ['Region empty', 'problem'],
  ANISOTROPIC: ['Anisotropic voxels', 'warning'],
  SLICE_GAP: ['Gaps between slices', 'warning'],
  ORIENTATION_UNLIKE: ['Orientation unlike the others', 'warning'],
  TOUCHES_BORDER: ["At the image's border", 'warning'],
  TINY: ['Tiny region', 'warning'],
  IN_PIECES: ['Region in pieces', 'warning'],
  HOLES: ['Holes in the region', 'warning'],
  VOLUME_UNLIKE: ['Volume unlike the others', 'warning'],
  POSITION_UNLIKE: ['Position unlike the others', 'warning'],
  INTENSITY_UNLIKE: ['Intensity unlike the others', 'warning'],
  SPREAD_UNLIKE: ['Spread of intensity unlike the others', 'warning'],
  NOT_FINITE: ['NaN or infinite values', 'problem'],
  CONSTANT: ['Constant intensity', 'problem'],
  HOUNSFIELD_RANGE: ['Outside the range of CT', 'warning'],
  NOT_SUV: ['PET not in SUV', 'warning'],
  PROTOCOL_UNLIKE: ['Acquired unlike the others', 'warning'],
  SAME_IMAGE: ['Same image twice', 'problem'],
  SAME_MASK: ['Same mask twice', 'problem'],
} as const satisfies Readonly<Record<string, readonly [title: string, severity: Severity]>>;

export type FindingCode = keyof typeof findingKinds;

export const findingCodes = Object.keys(findingKinds) as FindingCode[];

/** Something found at a row of the manifest, or at one of its regions. */
export interface Finding {
  readonly code: FindingCode;
  readonly message: string;
  /** Row of the manifest, from 0. */
  readonly row: number;
  /** Number among the regions of the row, or null where it is about the image or the row. */
  readonly region: number | null;
}

/** A finding with how much it matters. */
export interface GradedFinding extends Finding {
  readonly severity: Severity;
}

/** Findings in the order of the manifest, graded, without those that the settings turn off. */
export function gradeFindings(
  findings: readonly Finding[],
  chosen: Partial<Record<FindingCode, Severity | 'off'>>,
): GradedFinding[] {
  const place = new Map(findingCodes.map((code, i) => [code, i]));
  return findings
    .flatMap((finding) => {
      const severity = chosen[finding.code] ?? findingKinds[finding.code][1];
      return severity === 'off' ? [] : [{ ...finding, severity }];
    })
    .sort(
      (a, b) =>
        a.row - b.row ||
        (a.region ?? -1) - (b.region ?? -1) ||
        severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
        place.get(a.code)! - place.get(b.code)! ||
        (a.message < b.message ? -1 : a.message > b.message ? 1 : 0),
    );
}
