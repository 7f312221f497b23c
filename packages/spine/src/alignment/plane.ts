import { RachisError, type Vector3 } from '@rachis/volume';

/** A point of the sagittal plane, mm: anterior, then superior, both positive. */
export type PlanePoint = readonly [anterior: number, superior: number];

/** Radians as degrees. */
export const degrees = (radians: number): number => (radians * 180) / Math.PI;

/** Point half way between two. */
export const midpoint = (p: PlanePoint, q: PlanePoint): PlanePoint => [(p[0] + q[0]) / 2, (p[1] + q[1]) / 2];

/** Tilt of an endplate, degrees: of the line from its posterior to its anterior edge, anterior edge higher +. */
export const tilt = (anterior: PlanePoint, posterior: PlanePoint): number =>
  degrees(Math.atan2(anterior[1] - posterior[1], anterior[0] - posterior[0]));

/** Lean of the line from `from` up to `to`, degrees from the vertical, forwards +. */
export const lean = (from: PlanePoint, to: PlanePoint): number =>
  degrees(Math.atan2(to[0] - from[0], to[1] - from[1]));

/** An angle, degrees, brought into (-180, 180]. */
export function wrapDegrees(angle: number): number {
  const turned = ((angle % 360) + 360) % 360;
  return turned > 180 ? turned - 360 : turned;
}

/** Sagittal plane coordinates of a patient position (LPS, mm). */
export const planeOfPatient = (position: Vector3): PlanePoint => [-position[1], position[2]];

/** How pixels of a lateral radiograph lie in the patient. */
export interface RadiographScale {
  /** Distance between rows and between columns at the detector, mm. */
  readonly rowSpacing: number;
  readonly columnSpacing: number;
  /** Side of the image that the patient faces. */
  readonly faces: 'left' | 'right';
  /** Size on the detector over size in the patient; 1 where the spacing is calibrated or the beams are parallel. */
  readonly magnification: number;
}

/**
 * Sagittal plane coordinates, mm from the top left pixel, of a pixel of a lateral radiograph.
 * `ARGUMENT_INVALID` where spacing or magnification is not above zero. Angles need neither if pixels are square.
 */
export function planeOfRadiograph(row: number, column: number, scale: RadiographScale): PlanePoint {
  const { rowSpacing, columnSpacing, faces, magnification } = scale;
  for (const [what, value] of Object.entries({ rowSpacing, columnSpacing, magnification }))
    if (!(value > 0))
      throw new RachisError(
        'ARGUMENT_INVALID',
        `The radiograph's ${what} is ${value}; it must be above zero.`,
        {
          remedy:
            'Take the spacing from the DICOM header (0028,0030) or (0018,1164), or calibrate the image.',
        },
      );
  const forwards = faces === 'right' ? 1 : -1;
  return [(forwards * column * columnSpacing) / magnification, (-row * rowSpacing) / magnification];
}

/** Sagittal plane coordinates of a patient position (LPS, mm) in the plane of a spine's own axes. */
export const planeOfAxes = (
  position: Vector3,
  { anterior, superior }: { readonly anterior: Vector3; readonly superior: Vector3 },
): PlanePoint => {
  const along = (axis: Vector3) => position[0] * axis[0] + position[1] * axis[1] + position[2] * axis[2];
  return [along(anterior), along(superior)];
};
