import { existsSync } from 'node:fs';
import type { ImageRead } from '@rachis/formats';
import {
  frontalPlane,
  lateralLandmarks,
  measureCoronal,
  measureLandmarks,
  type Measurement,
  planeFromCsv,
  planeKindOf,
  type PlaneSet,
  radiographScale,
  type RadiographSpacing,
  type ScaleOrReason,
  type SpineMeasurements,
} from '@rachis/spine';
import { plainCsv } from '@rachis/study/spine';
import { RachisError } from '@rachis/volume';

/** What the user says about a radiograph. */
export interface RadiographFlags {
  /** Years, for scores and targets that depend on it. */
  readonly age?: number;
  readonly faces?: 'left' | 'right';
  readonly magnification?: number;
  /** mm a pixel, of films without a header. */
  readonly pixelSize?: number | 'unknown';
}

/** The points of a radiograph in a landmark file; null where its points are in space. */
export async function readPlaneFile(path: string): Promise<PlaneSet | null> {
  if (!/\.csv$/i.test(path)) return null;
  // A file that is not there is told by whoever reads it next.
  const text = existsSync(path) ? plainCsv(path) : null;
  return text === null || planeKindOf(text) === null ? null : planeFromCsv(text, path);
}

const numbersOf = (text: string | number | undefined): number[] =>
  String(text ?? '')
    .split('\\')
    .filter((part) => part.trim() !== '')
    .map(Number);

/** What a radiograph's header says about the size of its pixels. */
export function spacingOf({ volume, header }: ImageRead): RadiographSpacing {
  const own = numbersOf(header.pixelSpacingMillimetres);
  const detector = numbersOf(header.detectorSpacingMillimetres);
  const differs = detector.length === 2 && own.some((value, axis) => value !== detector[axis]);
  const estimated = Number(header.estimatedMagnification);
  return {
    columnSpacing: volume.spacing[0],
    rowSpacing: volume.spacing[1],
    calibrated: own.length === 2 && (differs || header.pixelSpacingCalibration !== undefined),
    estimatedMagnification: estimated > 0 ? estimated : null,
  };
}

const withoutLengths = (rows: readonly Measurement[], reason: string): Measurement[] =>
  rows.map((row) => (row.unit === 'mm' && row.value !== null ? { ...row, value: null, reason } : row));

function scaleFor(set: PlaneSet, image: ImageRead | null, flags: RadiographFlags): ScaleOrReason | null {
  if (set.kind !== 'pixels' && set.kind !== 'frontal_pixels') return null;
  if (
    image === null &&
    flags.pixelSize !== undefined &&
    (set.kind !== 'pixels' || flags.faces !== undefined)
  ) {
    const size = flags.pixelSize === 'unknown' ? 1 : flags.pixelSize;
    return {
      scale: {
        ...{ rowSpacing: size, columnSpacing: size, faces: flags.faces ?? 'right' },
        magnification: flags.magnification ?? 1,
      },
      lengths: flags.pixelSize === 'unknown' ? 'the size of a pixel is not known' : '',
    };
  }
  if (set.kind === 'pixels' && (image === null || flags.faces === undefined))
    throw new RachisError(
      'ARGUMENT_INVALID',
      'The landmarks are in pixels: what their size is, and which way the patient faces, is not known.',
      {
        remedy:
          'Give the radiograph before --landmarks, and say --faces left or right. Of a PNG, JPEG or TIFF say --pixel-size MM, or --pixel-size unknown for angles alone.',
      },
    );
  if (image === null)
    throw new RachisError(
      'ARGUMENT_INVALID',
      'The landmarks are in pixels: what their size is, is not known.',
      {
        remedy: 'Give the radiograph before --landmarks.',
      },
    );
  if (image.volume.size[2] !== 1)
    throw new RachisError('ARGUMENT_INVALID', `${image.source} is no radiograph: it has several slices.`, {
      file: image.source,
    });
  const [columns, rows] = image.volume.size;
  const outside = set.points.find(
    ({ at: [row, column] }) => row < -0.5 || column < -0.5 || row > rows - 0.5 || column > columns - 0.5,
  );
  if (outside !== undefined)
    throw new RachisError(
      'ARGUMENT_INVALID',
      `${`${outside.level} ${outside.name}`.trim()} lies outside the image of ${columns} x ${rows} pixels.`,
      { file: image.source, remedy: 'Check that points and radiograph belong together; rows come first.' },
    );
  return radiographScale(spacingOf(image), flags.faces ?? 'right', flags.magnification);
}

/** Measurements of the points of one radiograph. Lengths are left empty where the magnification is not known. */
export function measureRadiograph(
  set: PlaneSet,
  image: ImageRead | null,
  flags: RadiographFlags,
  posture: 'supine' | 'standing',
  file: string,
): SpineMeasurements {
  const scale = scaleFor(set, image, flags);
  const spine =
    set.kind === 'coronal' || set.kind === 'frontal_pixels'
      ? {
          ...measureLandmarks([], posture),
          measurements: measureCoronal(scale === null ? set : frontalPlane(set, scale.scale, file)),
        }
      : measureLandmarks(lateralLandmarks(set, scale?.scale), posture, flags.age);
  if (scale === null || scale.lengths === '') return spine;
  return {
    ...spine,
    measurements: withoutLengths(spine.measurements, scale.lengths),
    levels: {
      ...spine.levels,
      notes: [...spine.levels.notes, `Lengths are not measured: ${scale.lengths}.`],
    },
  };
}
