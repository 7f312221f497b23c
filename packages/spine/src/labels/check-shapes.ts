import { type Grid, indexToPatient, type Mask, type Vector3, voxelVolume } from '@rachis/volume';
import { type Level, levelsBelow } from '../levels.ts';
import { piecesOf } from './pieces.ts';
import { offsetIn } from '../section/section.ts';
import { spreadOver } from '../vertebra/endplate.ts';
import { type LabelCrop, touchesEdge } from '../vertebra/label-crops.ts';
import type { VertebraLandmarks, VertebraOrReason } from '../vertebra/landmarks.ts';
import { exitDistance } from '../vertebra/occupancy.ts';
import { add, dot, median, norm, scale, subtract, unit } from '../vertebra/vector.ts';

/** Vertebrae with those left out whose label cannot be right, and what is to be said. */
export interface CheckedShapes {
  readonly vertebrae: [Level, VertebraOrReason][];
  readonly notes: readonly string[];
  /** Levels whose label is not that of a whole single vertebra. */
  readonly refused: ReadonlyMap<Level, string>;
}

type Vertebrae = readonly (readonly [Level, VertebraOrReason])[];
type Crops = ReadonlyMap<Level, LabelCrop>;

/** Share of the rays through the middle of a body that meet bone of the same label again beyond its endplate. */
const mostAgain = 0.1;
/** Neighbours touch over less than this part of an endplate, but where a cut parts one bone. */
const mostContact = 0.35;
/** Levels that do not follow one another do not touch over more than this, mm2. */
const mostContactApart = 100;
/** Bodies are at least so wide and deep, and at most, compared with the median of those up to three levels away. */
const ofNeighbours = { least: 0.65, most: 1.6 } as const;
/** Whole vertebrae have this part of the volume of those up to two levels away, at least and at most: a crushed body takes a third. */
const ofVolume = { least: 0.6, most: 1.65 } as const;
/** No vertebra is turned more than this, degrees, against all of its neighbours. */
const mostTurned = 15;
/** No disc is higher than this, mm: what lies between is not labelled. */
const mostDisc = 24;

/** Whether many rays along the body's axis, once out of it, come into the same label again. */
function goesOn({ box, occupancy, level }: VertebraLandmarks, towards: 1 | -1): boolean {
  const { axes, centre, halfWidth, halfDepth, halfHeight } = box;
  const direction = scale(axes.superior, towards);
  const step = occupancy.voxel / 2;
  // Between the parts of the sacrum lie remains of discs, which are thin.
  const least = level[0] === 'S' && towards === -1 ? 5 : 2.5;
  const gap = Math.max(least, 1.5 * occupancy.voxel);
  let [rays, again] = [0, 0];
  for (const u of spreadOver(6))
    for (const v of spreadOver(8)) {
      const start = add(
        centre,
        add(scale(axes.anterior, 0.6 * u * halfDepth), scale(axes.left, 0.85 * v * halfWidth)),
      );
      const exit = exitDistance(occupancy, start, direction, gap, 2 * halfHeight);
      if (exit === null) continue;
      rays++;
      let inside = 0;
      for (let t = exit + gap; t < exit + 2 * halfHeight + 15 && inside < 2; t += step) {
        const p = add(start, scale(direction, t));
        inside = occupancy.at(p[0], p[1], p[2]) >= 0.5 ? inside + 1 : 0;
      }
      if (inside >= 2) again++;
    }
  return again > mostAgain * rays;
}

/** Area of the faces that voxels of two masks share, mm2. */
function contactArea(scan: Grid, one: Mask, other: Mask): number {
  const [from, to] = [offsetIn(scan, one), offsetIn(scan, other)];
  const shift = from.map((o, axis) => o - to[axis]!) as [number, number, number];
  const [nx, ny, nz] = one.size;
  const [mx, my, mz] = other.size;
  const { spacing } = one;
  const faces = [spacing[1] * spacing[2], spacing[0] * spacing[2], spacing[0] * spacing[1]];
  const low = shift.map((s) => Math.max(0, -s - 1));
  const high = [nx, ny, nz].map((n, axis) => Math.min(n - 1, other.size[axis]! - shift[axis]!));
  let area = 0;
  for (let z = low[2]!; z <= high[2]!; z++)
    for (let y = low[1]!; y <= high[1]!; y++)
      for (let x = low[0]!; x <= high[0]!; x++) {
        if (one.data[x + nx * (y + ny * z)] === 0) continue;
        const at = [x + shift[0], y + shift[1], z + shift[2]] as const;
        for (let axis = 0; axis < 3; axis++)
          for (const way of [-1, 1]) {
            const [i, j, k] = at.map((value, a) => (a === axis ? value + way : value)) as [
              number,
              number,
              number,
            ];
            if (i < 0 || j < 0 || k < 0 || i >= mx || j >= my || k >= mz) continue;
            if (other.data[i + mx * (j + my * k)] !== 0) area += faces[axis]!;
          }
      }
  return area;
}

/** Levels that hold part of another vertebra, and those whose part it is. */
function shared(vertebrae: Vertebrae, crops: Crops, scan: Grid): Map<Level, string> {
  const refused = new Map<Level, string>();
  for (const [level, { found }] of vertebrae) {
    if (found === null || found.occupancy.mask === undefined) continue;
    const ways = ([1, -1] as const).filter((towards) => !(level === 'C2' && towards === 1));
    const on = ways.filter((towards) => goesOn(found, towards));
    if (on.length === 0) continue;
    const where = on.length === 2 ? 'above and below' : on[0] === 1 ? 'above' : 'below';
    refused.set(level, `its label goes on ${where} beyond its endplate: it holds part of another vertebra`);
  }
  const isBody = (level: Level) =>
    level[0] !== 'S' && vertebrae.some(([one, { found }]) => one === level && found !== null);
  const present = [...crops.keys()];
  for (const [i, level] of present.entries())
    for (const other of present.slice(i + 1)) {
      const follow = levelsBelow(level).includes(other) || levelsBelow(other).includes(level);
      if (follow && !refused.has(level) && !refused.has(other)) continue;
      const area = contactArea(scan, crops.get(level)!.mask, crops.get(other)!.mask);
      if (area === 0) continue;
      if (!follow) {
        if (area <= mostContactApart || !isBody(level) || !isBody(other)) continue;
        const why = (second: Level) =>
          `its label lies against that of ${second} over ${area.toFixed(0)} mm2, which does not follow it`;
        if (!refused.has(level)) refused.set(level, why(other));
        if (!refused.has(other)) refused.set(other, why(level));
        continue;
      }
      const plates = vertebrae.flatMap(([one, { found }]) =>
        found !== null && (one === level || one === other)
          ? [Math.PI * found.box.halfDepth * found.box.halfWidth]
          : [],
      );
      if (plates.length === 0 || area < mostContact * Math.max(...plates)) continue;
      const [holder, loser] = refused.has(level) ? [level, other] : [other, level];
      if (!refused.has(loser)) refused.set(loser, `part of it has the label of ${holder}`);
    }
  return refused;
}

/** Whether the scan ends at a body, so that its sizes are not its own. */
const isCut = ({ points, superior, inferior }: VertebraLandmarks): boolean =>
  superior.plate === null || inferior.plate === null || Object.keys(points).length < 6;

const degreesBetween = (p: Vector3, q: Vector3): number =>
  (Math.acos(Math.max(-1, Math.min(1, dot(unit(p), unit(q))))) * 180) / Math.PI;

/** Levels whose body is far narrower or wider than those of its neighbours: half of it, or more than it. */
function outOfSize(vertebrae: Vertebrae, crops: Crops, scan: Grid): Map<Level, string> {
  const refused = new Map<Level, string>();
  const bodies = vertebrae.flatMap(([level, { found }]) =>
    found === null || level[0] === 'S' || isCut(found)
      ? []
      : [{ level, box: found.box, bodyAlone: found.bodyAlone === true }],
  );
  for (const [i, { level, box, bodyAlone }] of bodies.entries()) {
    const near = bodies.filter((_, j) => j !== i && Math.abs(i - j) <= 3);
    if (near.length < 2) continue;
    const facing = Math.min(
      ...near.slice(0, 6).map((one) => degreesBetween(one.box.axes.left, box.axes.left)),
    );
    if (!bodyAlone && facing > mostTurned)
      refused.set(
        level,
        `it faces another way than its neighbours, by ${facing.toFixed(0)} degrees: a side of it is not labelled, or has another name`,
      );
    for (const [size, word] of [
      ['halfWidth', 'wide'],
      ['halfDepth', 'deep'],
    ] as const) {
      const usual = median(near.map((one) => one.box[size]));
      // Sagittal slices end within bodies: what is left is as deep and high as the whole.
      const crop = crops.get(level);
      if (word === 'wide' && crop !== undefined && touchesEdge(crop, scan)) continue;
      if (box[size] >= ofNeighbours.least * usual && box[size] <= ofNeighbours.most * usual) continue;
      refused.set(
        level,
        `its body is ${(2 * box[size]).toFixed(0)} mm ${word}, those of its neighbours ${(2 * usual).toFixed(0)} mm: its label is not of one whole vertebra`,
      );
    }
  }
  return refused;
}

/** A pedicle line that stands more than this, degrees, askew to those of both neighbours is of half an arch, or of another's. */
const mostAskew = 12;

/** Vertebrae without pedicles that cannot be theirs. */
function checkPedicles(vertebrae: [Level, VertebraOrReason][]): [Level, VertebraOrReason][] {
  const lines = vertebrae.map(([, { found }]) =>
    found?.pedicles ? subtract(found.pedicles.left.position, found.pedicles.right.position) : null,
  );
  return vertebrae.map(([level, one], i) => {
    const own = lines[i];
    const near = [lines[i - 1], lines[i + 1]].flatMap((line) => (line ? [line] : []));
    if (one.found === null || !own || near.length === 0) return [level, one];
    const askew = Math.min(...near.map((line) => degreesBetween(line, own)));
    if (askew <= mostAskew) return [level, one];
    const pediclesReason = `its pedicle line stands ${askew.toFixed(0)} degrees askew to those of its neighbours: part of its arch is not labelled, or is another's`;
    return [level, { found: { ...one.found, pedicles: null, pediclesReason } }];
  });
}

/** Levels with posterior elements whose label has far less volume than those of their neighbours, or far more. */
function outOfVolume(vertebrae: Vertebrae, crops: Crops, scan: Grid): Map<Level, string> {
  const whole = vertebrae.flatMap(([level, { found }]) => {
    const crop = crops.get(level);
    if (found === null || found.bodyAlone || level[0] === 'S' || crop === undefined) return [];
    return touchesEdge(crop, scan) ? [] : [{ level, volume: (crop.voxels * voxelVolume(crop.mask)) / 1000 }];
  });
  return new Map(
    whole.flatMap(({ level, volume }, i) => {
      const near = whole.filter((_, j) => j !== i && Math.abs(i - j) <= 2);
      const usual = median(near.map((one) => one.volume));
      const fits = volume >= ofVolume.least * usual && volume <= ofVolume.most * usual;
      if (near.length < 2 || fits) return [];
      const what = volume < usual ? 'part of it is not labelled' : 'it holds more than one vertebra';
      const why = `its label has ${volume.toFixed(0)} ml, those of its neighbours ${usual.toFixed(0)} ml: ${what}`;
      return [[level, why] as const];
    }),
  );
}

/** Levels of whose label a large piece lies apart, and not behind the body as posterior elements do. */
function besideBody(vertebrae: Vertebrae): Map<Level, string> {
  const refused = new Map<Level, string>();
  for (const [level, { found }] of vertebrae) {
    const mask = found?.occupancy.mask;
    if (found === null || mask === undefined || level[0] === 'S') continue;
    const { centre, axes, halfDepth } = found.box;
    const [nx, ny] = mask.size;
    for (const { runs, voxels } of piecesOf(mask, true).slice(1)) {
      let sum: Vector3 = [0, 0, 0];
      for (let r = 0; r < runs.length; r += 2) {
        const [from, to] = [runs[r]!, runs[r + 1]!];
        const row = Math.floor(from / nx);
        const middle: Vector3 = [((from + to) / 2) % nx, row % ny, Math.floor(row / ny)];
        sum = add(sum, scale(indexToPatient(mask, middle), (to - from + 1) / voxels));
      }
      if (dot(subtract(sum, centre), axes.anterior) > -halfDepth)
        refused.set(level, 'a large piece of its label lies apart from it, beside or in front of its body');
    }
  }
  return refused;
}

/** Bodies without posterior elements: front and back are the file's. */
function bodiesAlone(vertebrae: Vertebrae): string[] {
  const alone = vertebrae.flatMap(([level, { found }]) =>
    found?.bodyAlone && level[0] !== 'S' ? [level] : [],
  );
  if (alone.length === 0) return [];
  return [
    `The labels of ${alone.join(', ')} are of bodies without posterior elements: which way is front is taken from the orientation in the file.`,
  ];
}

/** Distance between facing endplates of levels that follow one another, mm. */
function gapsOf(vertebrae: Vertebrae) {
  return vertebrae.slice(0, -1).flatMap(([level, upper], i) => {
    const [below, lower] = vertebrae[i + 1]!;
    const [above, under] = [upper.found?.inferior.plate, lower.found?.superior.plate];
    if (!above || !under || !levelsBelow(level).includes(below)) return [];
    return [{ level, below, gap: norm(subtract(above.centre, under.centre)) }];
  });
}

/** What is lacking between two levels: more than a disc, or a body that is lower by what the disc beside it is higher. */
function lacking(vertebrae: Vertebrae): string[] {
  const gaps = gapsOf(vertebrae);
  const usualGap = gaps.length < 3 ? Number.NaN : median(gaps.map(({ gap }) => gap));
  const bodies = new Map(
    vertebrae.flatMap(([level, { found }]) =>
      found === null || isCut(found) ? [] : [[level, 2 * found.box.halfHeight] as const],
    ),
  );
  const usualHeight = bodies.size < 3 ? Number.NaN : median([...bodies.values()]);
  return gaps.flatMap(({ level, below, gap }) => {
    if (gap > mostDisc)
      return [
        `${level} and ${below} stand ${gap.toFixed(0)} mm apart, more than any disc: part of one of them, or a level between, is not labelled.`,
      ];
    return [level, below].flatMap((one) => {
      const [lost, gained] = [usualHeight - (bodies.get(one) ?? Number.NaN), gap - usualGap];
      if (!(lost > 0.15 * usualHeight && gained > 0.6 * lost && gained > 0.4 * usualGap)) return [];
      return [
        `${one} is ${lost.toFixed(0)} mm lower than the other levels, and the disc ${level}-${below} ${gained.toFixed(0)} mm higher than the others: part of ${one} may not be labelled.`,
      ];
    });
  });
}

/**
 * Leaves out levels whose label is not that of one whole vertebra: one that holds part of another and the one whose part it is; one
 * that touches a level which does not follow it; bodies of half the width or depth of their neighbours. Gaps that are more than a
 * disc are said.
 */
export function checkShapes(vertebrae: Vertebrae, crops: Crops, scan: Grid): CheckedShapes {
  const refused = new Map([
    ...outOfVolume(vertebrae, crops, scan),
    ...besideBody(vertebrae),
    ...outOfSize(vertebrae, crops, scan),
    ...shared(vertebrae, crops, scan),
  ]);
  const checked = vertebrae.map(([level, one]): [Level, VertebraOrReason] => {
    const reason = refused.get(level);
    return [level, reason === undefined || one.found === null ? one : { found: null, reason }];
  });
  return {
    vertebrae: checkPedicles(checked),
    notes: [...lacking(checked), ...bodiesAlone(checked)],
    refused,
  };
}
