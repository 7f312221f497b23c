import type { ImageRead } from '@rachis/formats';
import { type CompositionSource, measureSpine, type SpineInput, type SpineMeasurements } from '@rachis/spine';
import { RachisError } from '@rachis/volume';
import { readLandmarkFile } from './landmark-file.ts';
import { readBeside, readLabelled, type SpineFiles, type SpineImage } from './read-files.ts';

/** How one labelled spine is measured; files are paths. */
export interface SpineSettings extends SpineFiles {
  readonly landmarks?: string;
  readonly posture?: SpineInput['posture'];
  readonly modality?: 'CT' | 'MR';
  readonly weighting?: 'T1' | 'T2';
  readonly fat?: string;
  readonly water?: string;
  readonly components: 2 | 3;
  readonly plane: NonNullable<SpineInput['section']>['place'];
  readonly planeAxes: NonNullable<SpineInput['section']>['axes'];
  /** Age, years. */
  readonly age?: number;
  /** Body height, m. */
  readonly height?: number;
}

/** What was measured of an image and its labels, and what is to be said of the files. */
export interface MeasuredFiles {
  readonly spine: SpineMeasurements;
  /** What the labels mean. */
  readonly scheme: string;
  readonly notes: readonly string[];
}

/** CT or MR by the DICOM header, by HU, or by what the user says. */
function modalityOf({ modality, volume }: ImageRead, told: 'CT' | 'MR' | undefined): 'CT' | 'MR' | undefined {
  if (told !== undefined) return told;
  if (modality === 'CT' || modality === 'MR') return modality;
  return volume.unit === 'HU' ? 'CT' : undefined;
}

/** Patients lie in CT and MR: what is measured there is not what norms of standing radiographs speak of. */
function refuseStanding(
  modality: 'CT' | 'MR' | undefined,
  { posture }: Pick<SpineSettings, 'posture'>,
  path: string,
): void {
  if (posture !== 'standing' || modality === undefined) return;
  throw new RachisError(
    'ARGUMENT_INVALID',
    `${path} is a ${modality}, in which patients lie: it cannot be measured as standing, and norms of standing patients do not hold for it.`,
    {
      file: path,
      remedy:
        'Leave --posture out, or give landmarks of a standing radiograph with --landmarks and without an image.',
    },
  );
}

async function compositionOf(
  image: ImageRead,
  modality: 'CT' | 'MR' | undefined,
  { fat, water, components, orientation }: SpineSettings,
  notes: string[],
): Promise<CompositionSource | string> {
  if ((fat === undefined) !== (water === undefined))
    throw new RachisError('ARGUMENT_INVALID', "Of Dixon's two images only one is given.", {
      remedy: 'Give both --fat and --water, or neither.',
    });
  if (fat !== undefined && water !== undefined)
    return {
      method: 'dixon',
      fat: await readBeside(image, fat, orientation, notes),
      water: await readBeside(image, water, orientation, notes),
    };
  if (modality === 'CT') return { method: 'ct', image: image.volume };
  if (modality === 'MR') return { method: 'mixture', image: image.volume, components };
  return 'whether the image is a CT or an MR is not known: say so with --modality';
}

/**
 * Measures with masks, and landmarks of a file in place of those found. Errors: those of the files; `ARGUMENT_INVALID` where
 * what is told contradicts them; `REGION_NOT_FOUND` where the labels have nothing that is measured.
 */
export async function measureFiles(
  image: SpineImage,
  labelsPath: string,
  settings: SpineSettings,
  subject: string,
): Promise<MeasuredFiles> {
  const modality = modalityOf(image, settings.modality);
  refuseStanding(modality, settings, image.source);
  const landmarks =
    settings.landmarks === undefined
      ? undefined
      : (await readLandmarkFile(settings.landmarks, subject)).landmarks;
  const { scheme, notes: ofLabels, ...labelled } = await readLabelled(image, labelsPath, settings);
  const notes = [...image.warnings, ...ofLabels];
  const composition = await compositionOf(image, modality, settings, notes);
  const { weighting, height, age } = settings;
  const spine = measureSpine({
    ...{ ...labelled, image: image.volume, posture: settings.posture ?? 'supine', composition },
    section: { place: settings.plane, axes: settings.planeAxes },
    clock: () => performance.now(),
    ...(modality === undefined ? {} : { modality }),
    ...(weighting === undefined ? {} : { weighting }),
    ...(age === undefined ? {} : { age }),
    ...(height === undefined ? {} : { bodyHeight: height }),
    ...(landmarks === undefined ? {} : { landmarks }),
  });
  if (spine.measurements.some(({ value }) => value !== null) || spine.vertebrae.length > 0)
    return { spine, scheme, notes };
  throw new RachisError(
    'REGION_NOT_FOUND',
    `${labelsPath} has no label of a single vertebra or muscle by the scheme ${scheme}.`,
    {
      file: labelsPath,
      remedy: 'Give labels with a number for each vertebra, or say their scheme with --scheme.',
    },
  );
}
