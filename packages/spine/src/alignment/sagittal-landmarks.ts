import { RachisError } from '@rachis/volume';
import { isLevel, type Level } from '../levels.ts';
import { midpoint, type PlanePoint } from './plane.ts';

/** The four corners of a vertebral body in the sagittal plane; of the sacrum, S1 has the upper two at least. */
export interface SagittalCorners {
  readonly superiorAnterior: PlanePoint;
  readonly superiorPosterior: PlanePoint;
  readonly inferiorAnterior?: PlanePoint;
  readonly inferiorPosterior?: PlanePoint;
}

/** What alignment is measured from: corners by level, centres of femoral heads and of the knees. */
export interface SagittalLandmarks {
  readonly vertebrae: Partial<Readonly<Record<Level, SagittalCorners>>>;
  readonly femoralHeads: readonly PlanePoint[];
  /** Centres of the femoral condyles. */
  readonly knees: readonly PlanePoint[];
}

/** Mean of the four corners; null where the lower two are not there. */
export function centroidOf(corners: SagittalCorners): PlanePoint | null {
  const { superiorAnterior, superiorPosterior, inferiorAnterior, inferiorPosterior } = corners;
  if (inferiorAnterior === undefined || inferiorPosterior === undefined) return null;
  return midpoint(
    midpoint(superiorAnterior, superiorPosterior),
    midpoint(inferiorAnterior, inferiorPosterior),
  );
}

const cornerNames = {
  SA: 'superiorAnterior',
  SP: 'superiorPosterior',
  IA: 'inferiorAnterior',
  IP: 'inferiorPosterior',
} as const;

const isPoint = (value: unknown): value is PlanePoint =>
  Array.isArray(value) &&
  value.length === 2 &&
  value.every((v) => typeof v === 'number' && Number.isFinite(v));

function fail(name: string, what: string): never {
  throw new RachisError('ARGUMENT_INVALID', `Landmark ${name} ${what}.`, {
    remedy:
      'A landmark set is an object: levels with SA, SP, IA, IP, and FH_left, FH_right, knee_left, knee_right; each [anterior, superior] in mm.',
  });
}

function cornersFrom(level: string, value: unknown): SagittalCorners {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    fail(level, 'is not an object of corners SA, SP, IA, IP');
  const found: Record<string, PlanePoint> = {};
  for (const [key, point] of Object.entries(value)) {
    if (!Object.hasOwn(cornerNames, key)) fail(`${level}.${key}`, 'is unknown; corners are SA, SP, IA, IP');
    if (!isPoint(point))
      fail(`${level}.${key}`, `is ${JSON.stringify(point)} where two finite numbers are expected`);
    found[cornerNames[key as keyof typeof cornerNames]] = point;
  }
  const { superiorAnterior, superiorPosterior, ...lower } = found;
  if (superiorAnterior === undefined || superiorPosterior === undefined)
    fail(level, 'lacks its upper corners SA and SP');
  if (superiorAnterior[0] === superiorPosterior[0] && superiorAnterior[1] === superiorPosterior[1])
    fail(level, 'has both upper corners at one place');
  return { superiorAnterior, superiorPosterior, ...lower };
}

/**
 * Landmarks from plain data: `{ "L1": { "SA": [a, s], "SP": …, "IA": …, "IP": … }, "FH_left": [a, s], … }`, mm.
 * `ARGUMENT_INVALID` names the landmark and what is wrong with it.
 */
export function sagittalLandmarksFrom(data: unknown): SagittalLandmarks {
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    fail('set', 'is not an object of landmarks by name');
  const vertebrae: Partial<Record<Level, SagittalCorners>> = {};
  const femoralHeads: PlanePoint[] = [];
  const knees: PlanePoint[] = [];
  for (const [name, value] of Object.entries(data)) {
    if (isLevel(name)) vertebrae[name] = cornersFrom(name, value);
    else if (/^(FH|knee)_(left|right)$/.test(name)) {
      if (!isPoint(value)) fail(name, `is ${JSON.stringify(value)} where two finite numbers are expected`);
      (name.startsWith('FH') ? femoralHeads : knees).push(value);
    } else fail(name, 'is unknown');
  }
  return { vertebrae, femoralHeads, knees };
}
