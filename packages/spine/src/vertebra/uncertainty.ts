import type { Vector3 } from '@rachis/volume';
import type { Endplate } from './endplate.ts';
import type { Landmark, LandmarkName, VertebraLandmarks } from './landmarks.ts';
import { add, dot, scale, subtract, unit } from './vector.ts';

/** Standard normal numbers, one after another. */
export type Normal = () => number;

/** Standard normal numbers from a seed (mulberry32, Box and Muller). */
export function normalNumbers(seed: number): Normal {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 4294967296;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** How sure the landmarks of a vertebra are: standard deviations, mm and radians. */
export interface VertebraUncertainty {
  /** Of an endplate as a whole: along its normal, and its slopes forwards and leftwards. */
  readonly plate: { readonly height: number; readonly forwards: number; readonly leftwards: number };
  /** Of a corner along the body's axis, and forwards. */
  readonly corner: { readonly height: number; readonly forwards: number };
  /** Of where endplate and wall would meet, forwards. */
  readonly meeting: number;
  /** Of the middle of an endplate, along the body's axis, beside that of the endplate. */
  readonly middle: number;
  /** Of the middle of a pedicle along each of the body's axes. */
  readonly pedicle: number;
}

/**
 * Factors by which what the voxels leave open was found to be too small, by spines whose true shape is known
 * (`npm run conformance -- spine-intervals`): the walls of a grid are no uniform noise, and rims and curves are fitted too.
 */
const factors = {
  plate: 0.9,
  tilt: 1.05,
  corner: 1,
  forwards: 1.5,
  meeting: 0.95,
  pedicle: 1,
} as const;

/** Points of a surface this far apart, mm, are wrong by themselves. */
const correlation = 6;

/** Step of a grid along a direction, mm. */
function stepAlong(spacing: Vector3, direction: readonly number[], way: Vector3): number {
  const parts = [0, 1, 2].map(
    (axis) =>
      spacing[axis]! *
      (direction[axis]! * way[0] + direction[3 + axis]! * way[1] + direction[6 + axis]! * way[2]),
  );
  return Math.hypot(...parts);
}

/**
 * How sure the landmarks of a vertebra are, from the size of its voxels and how well plane and walls fit; null of landmarks that come
 * from a file alone. A plane that lies along the grid can move by a voxel without moving one, one that crosses k layers by about
 * 1/sqrt(1 + k) of it; what the fit leaves (roughness of the labels, curves) counts by its independent patches.
 */
export function uncertaintyOf(vertebra: VertebraLandmarks): VertebraUncertainty | null {
  const { box, occupancy, superior, inferior } = vertebra;
  const { mask } = occupancy;
  if (mask === undefined) return null;
  const { axes, halfDepth, halfWidth } = box;
  const [depth, width] = [2 * halfDepth, 2 * halfWidth];
  // A thick slice blurs what lies within it too.
  const along = (way: Vector3) =>
    Math.max(stepAlong(mask.spacing, mask.direction, way), occupancy.grain) / Math.sqrt(12);
  // The grid's axis nearest to the body's, and how many of its layers an endplate crosses.
  const towards = [0, 1, 2].map(
    (axis): Vector3 => [mask.direction[axis]!, mask.direction[3 + axis]!, mask.direction[6 + axis]!],
  );
  const nearest = towards.reduce(
    (best, way, axis) =>
      Math.abs(dot(way, axes.superior)) > Math.abs(dot(towards[best]!, axes.superior)) ? axis : best,
    0,
  );
  const up = towards[nearest]!;
  const slope = (axis: Vector3) => Math.abs(dot(up, axis) / dot(up, axes.superior));
  const layers = (slope(axes.anterior) * depth + slope(axes.left) * width) / mask.spacing[nearest]!;
  const grid = along(axes.superior) / Math.sqrt(1 + layers);
  const fits = [superior, inferior].flatMap(({ plate }) =>
    plate === null || !Number.isFinite(plate.fitError) ? [] : [plate.fitError],
  );
  const fit = fits.length === 0 ? 0 : Math.max(...fits);
  const patches = Math.max(2, (depth * width) / correlation ** 2);
  const height = factors.plate * Math.hypot(grid, fit / Math.sqrt(patches));
  // Slopes of a plane over a length: its ends move against one another.
  const tilt = (length: number) =>
    (factors.tilt * Math.hypot(grid, fit / Math.sqrt(patches)) * Math.sqrt(12)) / length / 1.4;
  const errors = Object.values(vertebra.points).flatMap((point) =>
    point !== undefined && Number.isFinite(point.fitError) ? [point.fitError] : [],
  );
  const wall = errors.length === 0 ? 0 : errors.reduce((sum, e) => sum + e, 0) / errors.length;
  const forwards = Math.hypot(along(axes.anterior), wall / Math.sqrt(3));
  return {
    plate: { height, forwards: tilt(depth), leftwards: tilt(width) },
    corner: {
      height: factors.corner * Math.hypot(along(axes.superior), wall / Math.sqrt(6)),
      forwards: factors.forwards * forwards,
    },
    meeting: factors.meeting * forwards,
    middle: factors.plate * (fit / Math.sqrt(patches / 3)),
    pedicle: factors.pedicle * Math.hypot(...[axes.left, axes.anterior, axes.superior].map(along)),
  };
}

/** A vertebra with its landmarks moved within their uncertainty, by the next normal numbers. */
export function movedWithin(
  vertebra: VertebraLandmarks,
  { plate, corner, meeting, middle, pedicle }: VertebraUncertainty,
  normal: Normal,
): VertebraLandmarks {
  const { box } = vertebra;
  const { axes, centre } = box;
  const sides = (['superior', 'inferior'] as const).map((side) => {
    const [height, forwards, leftwards] = [
      plate.height * normal(),
      plate.forwards * normal(),
      plate.leftwards * normal(),
    ];
    const lift = (place: Vector3): number => {
      const from = subtract(place, centre);
      return height + forwards * dot(from, axes.anterior) + leftwards * dot(from, axes.left);
    };
    const own = vertebra[side];
    const moved: Endplate | null =
      own.plate === null
        ? null
        : {
            ...own.plate,
            centre: add(own.plate.centre, scale(axes.superior, lift(own.plate.centre))),
            normal: unit(
              subtract(own.plate.normal, add(scale(axes.anterior, forwards), scale(axes.left, leftwards))),
            ),
          };
    return { side, lift, plate: moved === null ? own : { plate: moved } };
  });
  const points: Partial<Record<LandmarkName, Landmark>> = {};
  for (const { side, lift } of sides)
    for (const place of ['anterior', 'middle', 'posterior'] as const) {
      const name = `${side}_${place}` as const;
      const point = vertebra.points[name];
      const [a, h, m] = [normal(), normal(), normal()];
      if (point === undefined) continue;
      const up = scale(axes.superior, lift(point.position));
      if (place === 'middle') {
        points[name] = { ...point, position: add(add(point.position, up), scale(axes.superior, middle * h)) };
        continue;
      }
      const shift = add(scale(axes.anterior, corner.forwards * a), scale(axes.superior, corner.height * h));
      points[name] = {
        ...point,
        position: add(point.position, shift),
        ...(point.meeting === undefined
          ? {}
          : { meeting: add(add(point.meeting, up), scale(axes.anterior, meeting * m)) }),
      };
    }
  const shiftOf = (): Vector3 =>
    add(
      add(
        scale(axes.left, (pedicle * normal()) / Math.sqrt(3)),
        scale(axes.anterior, (pedicle * normal()) / Math.sqrt(3)),
      ),
      scale(axes.superior, (pedicle * normal()) / Math.sqrt(3)),
    );
  const [left, right] = [shiftOf(), shiftOf()];
  const { pedicles } = vertebra;
  const spread = (one: Landmark) => (Number.isFinite(one.fitError) ? one.fitError : 0);
  const [tl, tr, ul, ur] = [normal(), normal(), normal(), normal()];
  const along = (one: Landmark, t: number, u: number): Vector3 =>
    add(scale(axes.anterior, spread(one) * t * 0.7), scale(axes.superior, spread(one) * u * 0.7));
  return {
    ...vertebra,
    superior: sides[0]!.plate,
    inferior: sides[1]!.plate,
    points,
    pedicles:
      pedicles === null
        ? null
        : {
            left: {
              ...pedicles.left,
              position: add(pedicles.left.position, add(left, along(pedicles.left, tl, ul))),
            },
            right: {
              ...pedicles.right,
              position: add(pedicles.right.position, add(right, along(pedicles.right, tr, ur))),
            },
          },
  };
}
