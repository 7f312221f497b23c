import type { Grid, Vector3 } from './grid.ts';

/** Sides of a patient axis (left, posterior, superior): where it begins and where it ends. */
export const sides = [
  ['right', 'left'],
  ['anterior', 'posterior'],
  ['inferior', 'superior'],
] as const;

/** How the index axes of a grid lie in the patient, each along the patient axis that it is closest to. */
export interface Orientation {
  /** Patient axis (0 left, 1 posterior, 2 superior) of each index axis. */
  readonly patientAxis: Vector3;
  /** 1 where the index grows along that patient axis, -1 where against it. */
  readonly sign: Vector3;
  /** Such as `LPS`: where each index axis goes to. */
  readonly letters: string;
}

/** Every order of three axes. */
const orders: readonly Vector3[] = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
];

/** Which patient axis each index axis is closest to, no two of them to one. */
export function orientationOf({ direction }: Grid): Orientation {
  const along = (index: number, patient: number) => direction[3 * patient + index]!;
  let best = orders[0]!;
  let most = -1;
  for (const order of orders) {
    const sum = order.reduce((total, patient, index) => total + Math.abs(along(index, patient)), 0);
    if (sum > most + 1e-9) {
      most = sum;
      best = order;
    }
  }
  const sign = best.map((patient, index) => (along(index, patient) < 0 ? -1 : 1)) as unknown as Vector3;
  const letters = best.map((patient, index) => sides[patient]![sign[index]! > 0 ? 1 : 0][0]!.toUpperCase());
  return { patientAxis: best, sign, letters: letters.join('') };
}
