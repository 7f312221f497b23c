import type { Volume } from '@rachis/volume';
import type { Measurement, SpineMeasurements } from '../src/index.ts';

/** What became of one measurement when its label map was damaged. */
export interface Fate {
  readonly level: string;
  readonly id: string;
  readonly before: number;
  readonly after: number;
  readonly tolerance: number;
}

/** All measurements of a damaged map beside those of the whole one. */
export interface Comparison {
  readonly same: number;
  /** Empty with a reason, or the whole file refused. */
  readonly empty: number;
  /** Another value, and a note that names the level and says what is wrong. */
  readonly told: number;
  /** Another value without a word. */
  readonly silent: readonly Fate[];
  /** Why the file was refused; '' where it was measured. */
  readonly refusal: string;
}

/** How far a value may move: a degree, a voxel, or what a voxel makes of a ratio of heights. */
export function toleranceOf(id: string, unit: string, value: number, { spacing }: Volume): number {
  const voxel = Math.max(...spacing);
  if (unit === 'deg') return 1;
  if (unit === 'mm') return voxel;
  if (unit === 'mm3') return 0.06 * Math.abs(value);
  if (unit === 'mm2') return 4 * Math.sqrt(Math.abs(value)) * voxel;
  // Of a body 20 mm high or deep, of which both ends may move by half a voxel and its reference too.
  if (unit === '%') return (100 * 1.5 * voxel) / 20;
  if (id.startsWith('disc_height_index')) return voxel / 15;
  return (1.5 * voxel) / 20;
}

const gradeOf: Readonly<Record<string, string>> = {
  genant_grade: 'height_loss',
  meyerding_grade: 'slip_percent',
};

/** Compares what was measured of a damaged map with what was of the whole one. */
export function compareDamaged(
  whole: SpineMeasurements,
  damaged: SpineMeasurements | string,
  labels: Volume,
  mirrored = false,
): Comparison {
  const before = whole.measurements.filter(({ value }) => value !== null);
  if (typeof damaged === 'string')
    return { same: 0, empty: before.length, told: 0, silent: [], refusal: damaged };
  const after = new Map(damaged.measurements.map((one) => [`${one.level} ${one.id}`, one]));
  // What was mended is no excuse for a wrong value, nor is what was said of the whole map; but that nothing tells front from back is.
  const warnings = damaged.levels.notes.filter(
    (note) => !/(filled|left out|given back)/.test(note) && (mirrored || !whole.levels.notes.includes(note)),
  );
  let [same, empty, told] = [0, 0, 0];
  const silent: Fate[] = [];
  // Lines of pedicles are told against the whole of what is labelled: with less of it, all turn together.
  const together = new Map(
    ['pedicle_line_rotation', 'pedicle_line_tilt'].map((line) => {
      const changes = before.flatMap(({ level, id, value }) => {
        const own = after.get(`${level} ${id}`)?.value;
        return id === line && own != null ? [own - value!] : [];
      });
      changes.sort((a, b) => a - b);
      return [line, changes[changes.length >> 1] ?? 0];
    }),
  );
  for (const one of before) {
    const { level, id, value, unit } = one;
    const own = after.get(`${level} ${id}`);
    if (own === undefined || own.value === null) {
      empty++;
      continue;
    }
    const half = ({ lower, upper }: Measurement) =>
      lower === undefined || upper === undefined ? 0 : (upper - lower) / 2;
    // Two values of one spine are within both their intervals: the map never told them apart.
    const tolerance = Math.max(toleranceOf(id, unit, value!, labels), Math.hypot(half(one), half(own)));
    if (
      gradeOf[id] !== undefined ||
      Math.abs(own.value - value! - (together.get(id) ?? 0)) <= tolerance * (1 + 1e-9)
    ) {
      same++;
      continue;
    }
    const near = whole.levels.present as readonly string[];
    const at = near.indexOf(level);
    // Angles over several levels are about all of them.
    const over = /^(regional_kyphosis|proximal_junctional_angle)$/.test(id)
      ? near.slice(Math.max(0, at - 2), at + 2)
      : [];
    const names = [...over, ...(level === '' ? (id.match(/[CTLS]\d+/g) ?? []) : level.split('-'))];
    if (warnings.some((note) => names.some((name) => new RegExp(`\\b${name}\\b`).test(note)))) told++;
    else silent.push({ level, id, before: value!, after: own.value, tolerance });
  }
  return { same, empty, told, silent, refusal: '' };
}
