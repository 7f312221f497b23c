import { RachisError, type Vector3 } from '@rachis/volume';
import { isRecord, wordOf } from './json-file.ts';
import { checkedLandmarks, labelOf, type LandmarkSet, type RawLandmark } from './landmark-set.ts';

/** Address of the schema that 3D Slicer's files of markups follow. */
const schema =
  'https://raw.githubusercontent.com/slicer/slicer/master/Modules/Loadable/Markups/Resources/Schema/markups-schema-v1.0.3.json#';

/** Landmarks as a point list of 3D Slicer (`.mrk.json`), in LPS as its field says; sources are the descriptions. */
export function landmarksToMarkups({ subject, landmarks }: LandmarkSet): string {
  const controlPoints = landmarks.map((landmark, i) => ({
    id: String(i + 1),
    label: labelOf(landmark),
    description:
      landmark.fitError === null
        ? landmark.source
        : `${landmark.source}; fit error ${landmark.fitError.toFixed(3)} mm`,
    position: landmark.position,
    selected: true,
    locked: false,
    visibility: true,
    positionStatus: 'defined',
  }));
  const markup = {
    type: 'Fiducial',
    ...(subject === '' ? {} : { name: subject }),
    coordinateSystem: 'LPS',
    coordinateUnits: 'mm',
    locked: false,
    labelFormat: '%N-%d',
    controlPoints,
  };
  return `${JSON.stringify({ '@schema': schema, markups: [markup] }, null, 2)}\n`;
}

/** Whether a JSON file is one of 3D Slicer's markups. */
export const isMarkups = (data: Readonly<Record<string, unknown>>): boolean => Array.isArray(data.markups);

type Flip = (position: readonly unknown[]) => readonly unknown[];

/** How a point list's positions become LPS, by its own field; lists without one are in LPS, as the schema says. */
function toLps(system: unknown, file: string): Flip {
  if (system === undefined || system === 'LPS') return (position) => position;
  if (system === 'RAS')
    return ([x, y, z]) => [typeof x === 'number' ? -x : x, typeof y === 'number' ? -y : y, z];
  throw new RachisError(
    'ARGUMENT_INVALID',
    `${file} has its points in the coordinate system ${JSON.stringify(system)}; LPS and RAS are read.`,
    { file, remedy: 'Save the markups again from 3D Slicer, in LPS.' },
  );
}

/**
 * Landmarks from point lists of 3D Slicer: every control point that was placed, whichever list it is in. RAS becomes LPS.
 * `ARGUMENT_INVALID` for coordinate systems and units that are not known, and names that are no landmarks.
 */
export function landmarksFromMarkups(data: Readonly<Record<string, unknown>>, file: string): LandmarkSet {
  const lists = (data.markups as readonly unknown[]).map((list) => (isRecord(list) ? list : {}));
  const raw = lists.flatMap((list) => {
    const flip = toLps(list.coordinateSystem, file);
    const { coordinateUnits: units } = list;
    if (units !== undefined && units !== 'mm')
      throw new RachisError(
        'ARGUMENT_INVALID',
        `${file} has its points in ${JSON.stringify(units)}, not mm.`,
        {
          file,
        },
      );
    const points = Array.isArray(list.controlPoints) ? list.controlPoints : [];
    return (points as readonly unknown[]).flatMap((point): RawLandmark[] => {
      const { label, description, position, positionStatus: status } = isRecord(point) ? point : {};
      if (status !== undefined && status !== 'defined') return [];
      const [, source, fit] = /^(.*); fit error ([\d.]+) mm$/s.exec(wordOf(description)) ?? [];
      return [
        {
          label: wordOf(label),
          position: flip(Array.isArray(position) ? (position as unknown as Vector3) : []),
          source:
            source ?? (typeof description === 'string' && description !== '' ? description : `file: ${file}`),
          fitError: fit === undefined ? null : Number(fit),
        },
      ];
    });
  });
  const [only, ...others] = lists.flatMap(({ name }) => (typeof name === 'string' ? [name] : []));
  return {
    subject: only !== undefined && others.length === 0 ? only : '',
    landmarks: checkedLandmarks(raw, file),
  };
}
