import type { DataSet } from 'dicom-parser';
import { decimalOf, itemOf, stringOf } from './dataset.ts';
import { privateNumber } from './private.ts';

/** What a fact is called in the name of a part of a series. */
export type FactName = (typeof factNames)[number];

/** The facts of a frame that its header holds. */
export type FrameFacts = Readonly<Partial<Record<FactName, string | number>>>;

/**
 * Facts that say which image of several a frame belongs to. The first group makes two images of what differs in it
 * wherever that is; in the second, slices of one image may differ too, so that it only tells apart what lies in one place.
 */
export const decidingFacts = [
  'TE',
  'echo',
  'TI',
  'TR',
  'b',
  'flip',
  'component',
  'kernel',
  'kVp',
  'keV',
  'contrast',
  'thickness',
  'phase',
  'temporal',
  'units',
  'corrections',
  'DoseSummationType',
  'RescaleType',
  'ImageType',
] as const;
export const placeFacts = [
  'trigger',
  'frameTime',
  'acquisition',
  'direction',
  'sequence',
  'filter',
  'exposure',
  'comment',
  'derivation',
  'time',
] as const;
export const factNames = [...decidingFacts, ...placeFacts] as const;

/** How far apart two numbers must be to be two settings: relative, and absolute. */
export const tolerances: Readonly<Partial<Record<FactName, readonly [relative: number, absolute: number]>>> =
  {
    TE: [0.01, 0.005],
    TI: [0.01, 0.5],
    // Triggered sequences have the patient's own intervals.
    TR: [0.2, 1],
    // Scanners and gradient tables give b-values about the nominal one.
    b: [0.05, 10],
    flip: [0.02, 0.5],
    kVp: [0.01, 0.5],
    keV: [0.001, 0.1],
    thickness: [0.05, 0.05],
    trigger: [0, 0.5],
    phase: [0, 0.1],
    frameTime: [0, 0.5],
    exposure: [0.05, 0.5],
  };

/** Facts of a frame from its own functional groups, those shared by all frames, or the plain header. */
export function frameFacts(
  dataSet: DataSet,
  own: DataSet | undefined,
  shared: DataSet | undefined,
  textIn: (tag: string, set: DataSet) => string,
): FrameFacts {
  const groups = (sequence: string): DataSet[] =>
    [itemOf(own, sequence), itemOf(shared, sequence)].filter((set) => set !== undefined);
  const number = (tag: string, sequence?: string, nested?: string): number | null => {
    for (const group of sequence === undefined ? [] : groups(sequence)) {
      const value = numberOf(group, nested ?? tag);
      if (value !== null) return value;
    }
    return numberOf(dataSet, tag);
  };
  const text = (tag: string, sequence?: string, nested?: string): string => {
    for (const group of sequence === undefined ? [] : groups(sequence)) {
      const value = textIn(nested ?? tag, group);
      if (value !== '') return value;
    }
    return textIn(tag, dataSet);
  };
  const frameType = ['x00189226', 'x00189329', 'x00189751'].flatMap(groups)[0];
  const found: Record<FactName, string | number | null> = {
    TE: number('x00180081', 'x00189114', 'x00189082'),
    TI: number('x00180082', 'x00189115', 'x00189079'),
    TR: number('x00180080', 'x00189112', 'x00180080'),
    b: diffusionWeight(dataSet, number('x00189087', 'x00189117')),
    flip: number('x00181314', 'x00189112', 'x00181314'),
    component: (frameType && stringOf(frameType, 'x00089208')) || text('x00089208') || rawDataType(dataSet),
    kernel: text('x00181210', 'x00189314'),
    kVp: number('x00180060', 'x00189325'),
    keV: energyOf(textIn('x00204000', dataSet), textIn('x00082111', dataSet)),
    contrast: text('x00180010'),
    thickness: number('x00180050', 'x00289110', 'x00180050'),
    phase: number('x00209241', 'x00189118'),
    temporal: number('x00200100', 'x00209111', 'x00209128'),
    units: text('x00541001'),
    corrections: text('x00280051'),
    DoseSummationType: text('x3004000a'),
    RescaleType: text('x00281054', 'x00289145'),
    ImageType: (frameType && stringOf(frameType, 'x00089007')) || text('x00080008'),
    echo: text('x00180086'),
    trigger: number('x00181060', 'x00189118', 'x00209153'),
    frameTime: number('x00541300'),
    acquisition: number('x00200012', 'x00209111', 'x00209156'),
    direction: directionOf(groups('x00189117')[0], dataSet),
    sequence: text('x00180024'),
    filter: text('x00181160'),
    exposure: number('x00181152'),
    comment: textIn('x00204000', dataSet),
    derivation: textIn('x00082111', dataSet),
    time: text('x00080032', 'x00209111', 'x00189074'),
  };
  const facts: Partial<Record<FactName, string | number>> = {};
  for (const name of factNames) {
    const value = found[name];
    if (value !== null && value !== '' && !Number.isNaN(value)) facts[name] = value;
  }
  return facts;
}

/** A number written as text (DS, IS) or in binary (US, FD). */
function numberOf(dataSet: DataSet, tag: string): number | null {
  const element = dataSet.elements[tag];
  if (!element || element.length === 0 || element.items) return null;
  if (binaryDoubles.has(tag)) return element.length >= 8 ? (dataSet.double(tag) ?? null) : null;
  if (binaryShorts.has(tag)) return dataSet.uint16(tag) ?? null;
  if (binaryLongs.has(tag)) return dataSet.uint32(tag) ?? null;
  return decimalOf(dataSet, tag);
}

// Effective echo time, inversion times, b-value, delay after the trigger, percentage of the cardiac phase.
const binaryDoubles = new Set(['x00189082', 'x00189079', 'x00189087', 'x00209153', 'x00209241']);
const binaryShorts = new Set(['x00209156']);
const binaryLongs = new Set(['x00209128']);

/** The b-value of the standard or of the maker (s/mm2), or else that in the name of a Siemens sequence. */
function diffusionWeight(dataSet: DataSet, standard: number | null): number | null {
  if (standard !== null) return standard;
  const maker =
    privateNumber(dataSet, '0019', 'SIEMENS MR HEADER', '0c') ??
    privateNumber(dataSet, '2001', 'Philips Imaging DD 001', '03', 'FL') ??
    privateNumber(dataSet, '0065', 'Image Private Header', '09', 'FD');
  if (maker !== null) return maker;
  // GE adds 10^9 to b-values in some versions.
  const electric = privateNumber(dataSet, '0043', 'GEMS_PARM_01', '39');
  if (electric !== null && electric >= 0) return electric % 1e9;
  const named = /(?:^|[_*])ep_b(\d+)/.exec(stringOf(dataSet, 'x00180024'));
  return named ? Number(named[1]) : null;
}

/** GE's raw data type: 0 to 3 for magnitude, phase, real and imaginary part. */
function rawDataType(dataSet: DataSet): string {
  const value = privateNumber(dataSet, '0043', 'GEMS_PARM_01', '2f', 'SS');
  return (value !== null && ['MAGNITUDE', 'PHASE', 'REAL', 'IMAGINARY'][value]) || '';
}

/** The energy of a monoenergetic CT image, which has no element of its own outside of multi-energy objects. */
function energyOf(...texts: readonly string[]): number | null {
  for (const text of texts) {
    const found = /(\d+(?:\.\d+)?)\s*keV\b/i.exec(text);
    if (found) return Number(found[1]);
  }
  return null;
}

/** Gradient direction as text, '' without. */
function directionOf(diffusion: DataSet | undefined, dataSet: DataSet): string {
  const inner = itemOf(diffusion, 'x00189076');
  for (const set of [inner, diffusion, dataSet]) {
    const length = set?.elements.x00189089?.length ?? 0;
    if (!set || length < 24) continue;
    return [0, 1, 2].map((i) => Number((set.double('x00189089', i) ?? 0).toFixed(3))).join(' ');
  }
  return '';
}
