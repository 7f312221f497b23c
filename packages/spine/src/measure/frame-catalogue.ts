import { catalogueEntry as entry } from './catalogue-entry.ts';

/** Femoral heads and pedicles. */
export const frameCatalogue = {
  headRadius: entry(
    'femoral_head_radius',
    'radius of the femoral head',
    'mm',
    'radius of the least squares sphere of its surface; the id ends with the side',
  ),
  headError: entry(
    'femoral_head_fit_error',
    'residual of the femoral head',
    'mm',
    'root mean square distance of its surface from the sphere; the id ends with the side',
  ),
  pedicleRotation: entry(
    'pedicle_line_rotation',
    'axial rotation of the pedicle line',
    'deg',
    'angle, seen along the axis of the spine, of the line through the middles of the pedicles with the left of the whole spine',
    { sign: 'left pedicle in front +' },
  ),
  pedicleTilt: entry(
    'pedicle_line_tilt',
    'frontal tilt of the pedicle line',
    'deg',
    'angle, seen from in front, of the line through the middles of the pedicles with the left of the whole spine',
    { sign: 'left pedicle higher +' },
  ),
  pedicleDistance: entry(
    'pedicle_distance',
    'distance of the pedicles',
    'mm',
    'distance between the middles of the pedicles',
  ),
} as const;
