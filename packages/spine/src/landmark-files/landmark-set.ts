import { RachisError, type Vector3 } from '@rachis/volume';
import { isLevel, type Level } from '../levels.ts';
import type { SpineMeasurements } from '../measure/measure-spine.ts';
import { type Landmark, landmarkNames } from '../vertebra/landmarks.ts';

/** Names of the points of a vertebra in landmark files. */
export const levelPoints = [...landmarkNames, 'centroid', 'pedicle_left', 'pedicle_right'] as const;

/** Names of the points that belong to no level; a knee is the middle of its femoral condyles. */
export const bodyPoints = ['femoral_head_left', 'femoral_head_right', 'knee_left', 'knee_right'] as const;

export type LevelPoint = (typeof levelPoints)[number];
export type BodyPoint = (typeof bodyPoints)[number];

/** A point of a landmark file. */
export interface NamedLandmark {
  /** '' for points of no level. */
  readonly level: Level | '';
  readonly name: LevelPoint | BodyPoint;
  /** LPS, mm. */
  readonly position: Vector3;
  /** Where it came from. */
  readonly source: string;
  /** How well it fits, mm; null where it was not fitted. */
  readonly fitError: number | null;
}

/** The landmarks of a subject; '' where the file does not say whose they are. */
export interface LandmarkSet {
  readonly subject: string;
  readonly landmarks: readonly NamedLandmark[];
}

/** A point's name in one piece, as `L3 superior_anterior` or `femoral_head_left`. */
export const labelOf = ({ level, name }: Pick<NamedLandmark, 'level' | 'name'>): string =>
  level === '' ? name : `${level} ${name}`;

function bad(file: string, what: string): never {
  throw new RachisError('ARGUMENT_INVALID', `${file}: ${what}`, {
    file,
    remedy: `Landmarks are named by level and point, as "L3 superior_anterior": ${levelPoints.join(', ')}; or ${bodyPoints.join(', ')}.`,
  });
}

/** Level and point of a name in one piece; `ARGUMENT_INVALID` where there is no such point. */
export function placeOfLabel(label: string, file: string): Pick<NamedLandmark, 'level' | 'name'> {
  const text = label.trim();
  const body = bodyPoints.find((name) => name === text);
  if (body !== undefined) return { level: '', name: body };
  const [, level, point] = /^([CTLS]\d{1,2})[ _](\w+)$/.exec(text) ?? [];
  const name = levelPoints.find((one) => one === point);
  if (level === undefined || !isLevel(level) || name === undefined)
    return bad(file, `"${label}" is no landmark.`);
  return { level, name };
}

/** A point as read from a file, before it is checked. */
export interface RawLandmark {
  readonly label: string;
  readonly position: readonly unknown[];
  readonly source: string;
  readonly fitError: number | null;
}

/** Checks and names the points of a file: known names, each once, three finite numbers. */
export function checkedLandmarks(raw: readonly RawLandmark[], file: string): NamedLandmark[] {
  if (raw.length === 0) bad(file, 'there is no landmark in it.');
  const seen = new Set<string>();
  return raw.map(({ label, position, source, fitError }) => {
    const place = placeOfLabel(label, file);
    const whole = labelOf(place);
    if (seen.has(whole)) bad(file, `${whole} is there more than once.`);
    seen.add(whole);
    if (position.length !== 3 || !position.every((v) => typeof v === 'number' && Number.isFinite(v)))
      bad(
        file,
        `${whole} is at (${position.map(String).join(', ')}) where three finite numbers are expected.`,
      );
    return { ...place, position: position as unknown as Vector3, source, fitError };
  });
}

const named = (
  level: Level | '',
  name: NamedLandmark['name'],
  { position, source, fitError }: Landmark,
): NamedLandmark => ({
  level,
  name,
  position,
  source,
  fitError: Number.isFinite(fitError) ? fitError : null,
});

/** Every landmark that was found of a spine, cranial to caudal, femoral heads last. */
export function landmarksOfSpine({ vertebrae, heads }: SpineMeasurements): NamedLandmark[] {
  return [
    ...vertebrae.flatMap(([level, { found }]) => {
      if (found === null) return [];
      const points = landmarkNames.flatMap((name) => {
        const point = found.points[name];
        return point === undefined ? [] : [named(level, name, point)];
      });
      const { pedicles } = found;
      return [
        ...points,
        named(level, 'centroid', found.centroid),
        ...(pedicles === null
          ? []
          : [named(level, 'pedicle_left', pedicles.left), named(level, 'pedicle_right', pedicles.right)]),
      ];
    }),
    ...[...heads].flatMap(([side, { found }]) =>
      found === null ? [] : [named('', `femoral_head_${side}`, found)],
    ),
  ];
}
