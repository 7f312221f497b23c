import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { readImage } from '@rachis/formats';
import { labelSchemes } from '@rachis/spine';
import { indexToPatient, type Mask, patientToIndex, type Vector3 } from '@rachis/volume';
import { type CaseCheck, expectNumber, expectWords, first, inFolder, rachis, type Verdict } from './case.ts';

/** Values of `spine measure`, by level and measurement. */
function measured(folder: string, ...args: readonly string[]) {
  const output = join(folder, 'spine.csv');
  const { code, text } = rachis('spine', 'measure', ...args, '--output', output);
  if (code !== 0) return { code, text, value: () => Number.NaN, reason: () => '' };
  const [, ...lines] = readFileSync(output, 'utf8').trim().split('\n');
  const cells = lines.map((line) =>
    line.match(/("([^"]|"")*"|[^,]*)(,|$)/g)!.map((cell) => cell.replace(/,$/, '')),
  );
  const row = (level: string, id: string) => cells.find((one) => one[1] === level && one[2] === id);
  return {
    code,
    text,
    value: (level: string, id: string) => {
      const found = row(level, id)?.[3];
      return found === undefined || found === '' ? Number.NaN : Number(found);
    },
    reason: (level: string, id: string) => row(level, id)?.[5] ?? '',
  };
}

/** Distance of a point from the nearest voxel of a mask, mm. */
function distanceTo(mask: Mask, point: Vector3): number {
  const at = patientToIndex(mask, point);
  const reach = mask.spacing.map((spacing) => Math.ceil(8 / spacing));
  const [nx, ny, nz] = mask.size;
  let nearest = Infinity;
  const from = at.map((one, axis) => Math.max(0, Math.round(one) - reach[axis]!));
  const to = at.map((one, axis) => Math.min(mask.size[axis]! - 1, Math.round(one) + reach[axis]!));
  for (let z = from[2]!; z <= to[2]!; z++) {
    for (let y = from[1]!; y <= to[1]!; y++) {
      for (let x = from[0]!; x <= to[0]!; x++) {
        if (mask.data[x + nx * (y + ny * z)] === 0 || z >= nz) continue;
        const centre = indexToPatient(mask, [x, y, z]);
        nearest = Math.min(nearest, Math.hypot(...centre.map((one, axis) => one - point[axis]!)));
      }
    }
  }
  return nearest;
}

/** Labels 8 to 24 of the CT grow downwards from T1 to L5, from 18 to 57 ml: VerSe's. The other file's 22 and 23 are read so too. */
const cornerScheme = 'verse';

const corners = ['superior_anterior', 'superior_posterior', 'inferior_anterior', 'inferior_posterior'];

/** Corners of a label map's vertebrae that lie further from their bone than a voxel's diagonal. */
async function astray(folder: string, path: string, levels: number): Promise<Verdict> {
  const output = join(folder, 'landmarks.json');
  const run = rachis('spine', 'measure', path, path, '--scheme', cornerScheme, '--output', output);
  if (run.code !== 0) return run.text;
  const { landmarks } = JSON.parse(readFileSync(output, 'utf8')) as {
    readonly landmarks: readonly {
      readonly level: string;
      readonly points: Readonly<Record<string, { readonly position: Vector3 }>>;
    }[];
  };
  const { volume } = await readImage(path);
  const labelOf = new Map(
    [...labelSchemes.find(({ id }) => id === cornerScheme)!.labels].map(([label, { name }]) => [name, label]),
  );
  const wrong: string[] = [];
  let held = 0;
  for (const { level, points } of landmarks) {
    const label = labelOf.get(level)!;
    const mask: Mask = {
      ...volume,
      data: Uint8Array.from(volume.data, (voxel) => (voxel === label ? 1 : 0)),
    };
    for (const name of corners) {
      const point = points[name];
      if (point === undefined) continue;
      held++;
      const distance = distanceTo(mask, point.position);
      if (distance > Math.hypot(...mask.spacing)) wrong.push(`${level} ${name} ${distance.toFixed(2)} mm`);
    }
  }
  if (held !== corners.length * levels) return `${held} corners of ${levels} levels in ${path}`;
  return wrong.length === 0
    ? null
    : `corners off their bone: ${wrong.slice(0, 4).join(', ')} and ${Math.max(0, wrong.length - 4)} more`;
}

const between = (what: string, found: number, low: number, high: number): Verdict =>
  found >= low && found <= high ? null : `${what} is ${found}, not ${low} to ${high}`;

export const spineCases: Readonly<Record<string, CaseCheck>> = {
  'spine-corners': {
    right: 'corners on their bone; L1 22.5 to 23.1 mm high in front, the disc T12-L1 4.6 to 5.2 mm',
    run: (at) =>
      inFolder(async (folder) => {
        const path = at('ct_vertebrae.nii.gz');
        const { value, text } = measured(folder, path, path, '--scheme', cornerScheme);
        return first(
          between(
            `the front height of L1 (${text.trim().slice(0, 200)})`,
            value('L1', 'height_anterior'),
            22.5,
            23.1,
          ),
          between('the front height of the disc T12-L1', value('T12-L1', 'disc_height_anterior'), 4.6, 5.2),
          await astray(folder, path, 17),
          await astray(folder, at('rounded.nii.gz'), 2),
        );
      }),
  },
  'spine-neighbours': {
    right: 'L1 loses 24% in the middle, grade 1; T12 and L3 nothing',
    run: (at) =>
      inFolder((folder) => {
        const { value } = measured(folder, '--landmarks', at('pts.csv'));
        return first(
          expectNumber('the loss of L1', value('L1', 'height_loss_middle'), 24, 1e-6),
          expectNumber('the grade of L1', value('L1', 'genant_grade'), 1),
          ...['T12', 'L3'].flatMap((level) =>
            ['anterior', 'middle', 'posterior'].map((place) =>
              expectNumber(`the loss of ${level}, ${place}`, value(level, `height_loss_${place}`), 0, 1e-6),
            ),
          ),
        );
      }),
  },
  'spine-four-corners': {
    right: 'T7 loses 35% in front; what is missing says the true reason',
    run: (at) =>
      inFolder((folder) => {
        const { value, reason } = measured(folder, '--landmarks', at('pts.csv'));
        return first(
          expectNumber('the loss of T7', value('T7', 'height_loss_anterior'), 35, 1e-6),
          expectNumber('the grade of T7', value('T7', 'genant_grade'), 2),
          expectWords('the reason of the middle height', reason('T7', 'height_middle'), /landmarks have no/),
        );
      }),
  },
  'spine-cord-levels': {
    right: 'refused: these are levels of the cord, no vertebrae',
    run: (at) =>
      inFolder((folder) => {
        const { code, text, value } = measured(
          folder,
          ...[at('t2.nii.gz'), at('t2_seg-manual_labeled.nii.gz'), '--scheme', 'verse'],
        );
        if (code === 0) return `measured, with a grade of ${value('C5', 'genant_grade')}: ${text}`;
        return expectWords('the refusal', text, /cord/i);
      }),
  },
};
