import type { MeasurementEntry } from '../measurement.ts';

const shared = { sign: '', source: 'Rachis', posture: 'any', standing: 'confirmed' } as const;

/** Femoral heads and pedicles. */
export const frameCatalogue: Readonly<
  Record<'headRadius' | 'headError' | 'pedicleRotation' | 'pedicleTilt' | 'pedicleDistance', MeasurementEntry>
> = {
  headRadius: {
    ...shared,
    id: 'femoral_head_radius',
    name: 'radius of the femoral head',
    unit: 'mm',
    definition: 'radius of the least squares sphere of its surface; the id ends with the side',
  },
  headError: {
    ...shared,
    id: 'femoral_head_fit_error',
    name: 'residual of the femoral head',
    unit: 'mm',
    definition: 'root mean square distance of its surface from the sphere; the id ends with the side',
  },
  pedicleRotation: {
    ...shared,
    id: 'pedicle_line_rotation',
    name: 'axial rotation of the pedicle line',
    unit: 'deg',
    sign: 'left pedicle in front +',
    definition:
      'angle, seen along the axis of the spine, of the line through the middles of the pedicles with the left of the whole spine',
  },
  pedicleTilt: {
    ...shared,
    id: 'pedicle_line_tilt',
    name: 'frontal tilt of the pedicle line',
    unit: 'deg',
    sign: 'left pedicle higher +',
    definition:
      'angle, seen from in front, of the line through the middles of the pedicles with the left of the whole spine',
  },
  pedicleDistance: {
    ...shared,
    id: 'pedicle_distance',
    name: 'distance of the pedicles',
    unit: 'mm',
    definition: 'distance between the middles of the pedicles',
  },
};
