import type { AcquisitionValue, Fact, FactOf, ImageEvidence, RunEvidence } from '../evidence.ts';
import { listed } from './places.ts';

const words: Readonly<Record<string, string>> = {
  manufacturer: 'maker',
  manufacturerModel: 'model',
  contrastAgent: 'contrast agent',
  sliceThicknessMillimetres: 'slice thickness (mm)',
  spacingBetweenSlicesMillimetres: 'slice spacing (mm)',
  tubeVoltageKilovolts: 'tube voltage (kV)',
  tubeCurrentMilliamperes: 'tube current (mA)',
  exposureMilliampereSeconds: 'exposure (mAs)',
  convolutionKernel: 'kernel',
  fieldStrengthTesla: 'field strength (T)',
  scanningSequence: 'sequence',
  sequenceVariant: 'variant of the sequence',
  repetitionTimeMilliseconds: 'repetition time (ms)',
  echoTimeMilliseconds: 'echo time (ms)',
  inversionTimeMilliseconds: 'inversion time (ms)',
  flipAngleDegrees: 'flip angle (degrees)',
  reconstructionMethod: 'reconstruction',
  attenuationCorrection: 'attenuation correction',
  scatterCorrection: 'scatter correction',
  petUnits: 'units of PET',
  suvType: 'kind of SUV',
};

const wordOf = (key: string): string => words[key] ?? key;

/** Share of images whose header must have a value before it counts as documented. */
const enough = 0.9;

const documented = (value: AcquisitionValue | undefined, cases: number): boolean =>
  value !== undefined && cases > 0 && value.known >= enough * cases;

/** CT, MR or PET of any spelling. */
export function kindOf({ modality, name }: ImageEvidence): 'CT' | 'MR' | 'PET' | null {
  const word = (modality ?? name).toUpperCase();
  if (word === 'PT' || word.startsWith('PET')) return 'PET';
  if (word.startsWith('CT')) return 'CT';
  return word.startsWith('MR') || /^T[12]/.test(word) ? 'MR' : null;
}

/** Whether an image of a kind is in the study; true where images are known to tables alone. */
export const hasKind =
  (kind: 'CT' | 'MR' | 'PET') =>
  ({ images }: RunEvidence): boolean =>
    images.length === 0 || images.some((image) => kindOf(image) === kind || kindOf(image) === null);

/** Acquisition values in the headers of the images, all of them in nearly every image (of one kind, where one is told). */
export const headerValues =
  (keys: readonly string[], kind?: 'CT' | 'MR' | 'PET'): FactOf =>
  ({ images }) => {
    const own = images.filter((image) => kind === undefined || kindOf(image) === kind);
    if (own.length === 0) return undefined;
    const lacking = own.flatMap(({ name, acquisition, cases }) =>
      keys.filter((key) => !documented(acquisition[key], cases)).map((key) => `${wordOf(key)} of ${name}`),
    );
    const where = own.map(({ provenance }) => `${provenance}: cases[].acquisition`).join('; ');
    if (lacking.length > 0) {
      return { holds: false, sentence: `The headers do not have: ${listed(lacking)}.`, where };
    }
    const said = own.map(
      ({ name, acquisition }) =>
        `${name}: ${keys.map((key) => `${wordOf(key)} ${listed(acquisition[key]!.values, 4)}`).join(', ')}`,
    );
    return { holds: true, sentence: `${said.join('; ')}.`, where };
  };

const needed = {
  CT: ['manufacturer', 'sliceThicknessMillimetres', 'tubeVoltageKilovolts', 'convolutionKernel'],
  MR: ['manufacturer', 'sliceThicknessMillimetres', 'repetitionTimeMilliseconds', 'echoTimeMilliseconds'],
  PET: ['manufacturer', 'sliceThicknessMillimetres', 'reconstructionMethod'],
} as const;

/** Maker, slice thickness and what matters most of the modality, in the headers of nearly every image. */
export const acquisition: FactOf = (run) => {
  const kinds = run.images.map(kindOf);
  if (kinds.length === 0 || kinds.includes(null)) return undefined;
  const facts = [...new Set(kinds)].map((kind) => headerValues(needed[kind!], kind!)(run)!);
  return {
    holds: facts.every(({ holds }) => holds),
    sentence: facts.map(({ sentence }) => sentence).join(' '),
    where: facts.map(({ where }) => where).join('; '),
  };
};

/** Institutions, where the manifest names them. */
export const institutions: FactOf = ({ institutions: names }) =>
  names.length === 0
    ? undefined
    : {
        holds: names.length > 1,
        sentence: `The manifest names ${names.length === 1 ? 'one institution' : `${names.length} institutions`}: ${listed(names)}.`,
        where: 'manifest: site',
      };

const settingsPlace = ({ images }: RunEvidence): string =>
  images.map(({ name, provenance }) => `${provenance} and signature.json: settings of ${name}`).join('; ');

/** A sentence on the settings of every image. */
export const settingsFact =
  (
    said: (image: ImageEvidence) => string | null,
    holds: (image: ImageEvidence) => boolean = () => true,
  ): FactOf =>
  (run): Fact | undefined => {
    if (run.images.length === 0) return undefined;
    const parts = run.images.map((image) => ({ name: image.name, text: said(image) }));
    if (parts.some(({ text }) => text === null)) return undefined;
    const same = new Set(parts.map(({ text }) => text)).size === 1;
    return {
      holds: run.images.every(holds),
      sentence: same
        ? `${parts[0]!.text!.charAt(0).toUpperCase()}${parts[0]!.text!.slice(1)}.`
        : `${parts.map(({ name, text }) => `${name}: ${text}`).join('; ')}.`,
      where: settingsPlace(run),
    };
  };

/** Modality and number of subjects of each image. */
export const modality: FactOf = (run) =>
  run.images.length === 0 || run.images.some((image) => image.modality === null && kindOf(image) === null)
    ? undefined
    : {
        holds: true,
        sentence: `${run.images.map((image) => `${image.name}: ${image.modality ?? kindOf(image)}, ${image.subjects} subjects`).join('; ')}.`,
        where: run.images.map(({ provenance }) => provenance).join('; '),
      };
