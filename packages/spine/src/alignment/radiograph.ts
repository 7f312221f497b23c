import { RachisError } from '@rachis/volume';
import type { NamedLandmark } from '../landmark-files/landmark-set.ts';
import type { PlaneSet } from '../landmark-files/plane-file.ts';
import { type PlanePoint, planeOfRadiograph, type RadiographScale } from './plane.ts';

/** What is known about the size of a radiograph's pixels. */
export interface RadiographSpacing {
  /** Distance between rows and between columns, mm. */
  readonly rowSpacing: number;
  readonly columnSpacing: number;
  /** Pixel Spacing (0028,0030) was corrected to the patient (0028,0A02), or beams are parallel. */
  readonly calibrated: boolean;
  /** Estimated Radiographic Magnification Factor (0018,1114); null where the header has none. */
  readonly estimatedMagnification: number | null;
}

/** A scale, and whether lengths are those of the patient; the reason where they are not. */
export interface ScaleOrReason {
  readonly scale: RadiographScale;
  /** '' where lengths are those of the patient. */
  readonly lengths: string;
}

/**
 * How pixels of a lateral radiograph become mm in the patient. What the user says about the magnification goes before what
 * the header estimates; a calibrated spacing needs none. Where nothing tells the magnification, angles can be measured and
 * lengths cannot. Source: DICOM PS3.3 C.8.7.11, 10.7.1.3 (pixel spacing at the detector and in the patient).
 */
export function radiographScale(
  { rowSpacing, columnSpacing, calibrated, estimatedMagnification }: RadiographSpacing,
  faces: 'left' | 'right',
  given?: number,
): ScaleOrReason {
  const told = given ?? (calibrated ? 1 : estimatedMagnification);
  const scale = { rowSpacing, columnSpacing, faces, magnification: told ?? 1 };
  const reason =
    'the header does not say that the pixel spacing is that in the patient, and nothing tells the magnification';
  return { scale, lengths: told === null ? reason : '' };
}

const inPatient = (points: PlaneSet['points'], of: (at: readonly [number, number]) => PlanePoint) =>
  points.map(({ level, name, at }): NamedLandmark => {
    const [anterior, superior] = of(at);
    return {
      level,
      name: name as NamedLandmark['name'],
      position: [0, -anterior, superior],
      source: 'radiograph',
      fitError: null,
    };
  });

/**
 * Points of a lateral radiograph as landmarks in the patient's mid-sagittal plane (LPS, mm); those in pixels need the scale.
 * `ARGUMENT_INVALID` without it, and for frontal ones.
 */
export function lateralLandmarks({ kind, points }: PlaneSet, scale?: RadiographScale): NamedLandmark[] {
  if (kind === 'sagittal') return inPatient(points, (at) => at);
  if (kind === 'pixels' && scale !== undefined)
    return inPatient(points, ([row, column]) => planeOfRadiograph(row, column, scale));
  throw new RachisError(
    'ARGUMENT_INVALID',
    kind === 'pixels'
      ? 'The landmarks are in pixels: what their size is, and which way the patient faces, is not known.'
      : 'The landmarks are of a frontal radiograph.',
    { remedy: 'Give the radiograph before --landmarks, and say --faces left or right.' },
  );
}
