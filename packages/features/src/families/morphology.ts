import type { RegionContext } from '../context.ts';
import {
  ellipsoidArea,
  ellipsoidVolume,
  minimumEnclosingEllipsoid,
  type SemiAxes,
} from '../shape/ellipsoid.ts';
import { measureMesh } from '../shape/mesh.ts';
import { intensityMoments, positionMoments, semiAxes } from '../shape/moments.ts';
import { orientedBox } from '../shape/oriented-box.ts';
import { measureHull } from '../shape/solid.ts';
import type { SpatialCorrelation } from '../shape/spatial-correlation.ts';
import { defineFeatures, type FeatureFamily } from './family.ts';

const features = defineFeatures('morphology', 'morph', [
  [
    'volume',
    'RNU0',
    'volume',
    'Volume (mesh)',
    'mm3',
    'Volume enclosed by the marching-cubes surface of the region.',
  ],
  [
    'volume_voxel_counting',
    'YEKZ',
    'vol_approx',
    'Volume (voxel counting)',
    'mm3',
    'Number of voxels times the volume of one.',
  ],
  ['surface_area', 'C0JK', 'area_mesh', 'Surface area (mesh)', 'mm2', 'Area of the marching-cubes surface.'],
  [
    'surface_to_volume_ratio',
    '2PR5',
    'av',
    'Surface to volume ratio',
    '1/mm',
    'Surface area divided by volume.',
  ],
  ['compactness_1', 'SKGS', 'comp_1', 'Compactness 1', '', 'Volume over sqrt(pi) times area^(3/2).'],
  ['compactness_2', 'BQWJ', 'comp_2', 'Compactness 2', '', '36 pi volume^2 / area^3.'],
  [
    'spherical_disproportion',
    'KRCK',
    'sph_dispr',
    'Spherical disproportion',
    '',
    'Surface area over that of the sphere of equal volume.',
  ],
  [
    'sphericity',
    'QCFX',
    'sphericity',
    'Sphericity',
    '',
    'Area of the sphere of equal volume over the surface area.',
  ],
  ['asphericity', '25C7', 'asphericity', 'Asphericity', '', 'Spherical disproportion minus 1.'],
  [
    'centre_of_mass_shift',
    'KLMA',
    'com',
    'Centre of mass shift',
    'mm',
    'Distance between the centre of the voxels and the centre weighted by intensity.',
  ],
  [
    'maximum_3d_diameter',
    'L0JK',
    'diam',
    'Maximum 3D diameter',
    'mm',
    'Largest distance between two points of the surface.',
  ],
  [
    'major_axis_length',
    'TDIC',
    'pca_maj_axis',
    'Major axis length',
    'mm',
    "4 sqrt of the largest eigenvalue of the voxel positions' covariance.",
  ],
  [
    'minor_axis_length',
    'P9VJ',
    'pca_min_axis',
    'Minor axis length',
    'mm',
    '4 sqrt of the middle eigenvalue.',
  ],
  [
    'least_axis_length',
    '7J51',
    'pca_least_axis',
    'Least axis length',
    'mm',
    '4 sqrt of the smallest eigenvalue.',
  ],
  ['elongation', 'Q3CK', 'pca_elongation', 'Elongation', '', 'Minor over major axis length.'],
  ['flatness', 'N17B', 'pca_flatness', 'Flatness', '', 'Least over major axis length.'],
  [
    'volume_density_axis_aligned_box',
    'PBX1',
    'vol_dens_aabb',
    'Volume density, axis-aligned bounding box',
    '',
    'Volume over that of the box along the grid.',
  ],
  [
    'area_density_axis_aligned_box',
    'R59B',
    'area_dens_aabb',
    'Area density, axis-aligned bounding box',
    '',
    'Surface area over that of the box along the grid.',
  ],
  [
    'volume_density_oriented_box',
    'ZH1A',
    'vol_dens_ombb',
    'Volume density, oriented minimum bounding box',
    '',
    'Volume over that of the smallest box in any orientation; without IBSI consensus.',
  ],
  [
    'area_density_oriented_box',
    'IQYR',
    'area_dens_ombb',
    'Area density, oriented minimum bounding box',
    '',
    'Surface area over that of the smallest box in any orientation; without IBSI consensus.',
  ],
  [
    'volume_density_enclosing_ellipsoid',
    '6BDE',
    'vol_dens_aee',
    'Volume density, approximate enclosing ellipsoid',
    '',
    'Volume over that of the ellipsoid with the principal axes.',
  ],
  [
    'area_density_enclosing_ellipsoid',
    'RDD2',
    'area_dens_aee',
    'Area density, approximate enclosing ellipsoid',
    '',
    'Surface area over that of the ellipsoid with the principal axes.',
  ],
  [
    'volume_density_minimum_ellipsoid',
    'SWZ1',
    'vol_dens_mvee',
    'Volume density, minimum volume enclosing ellipsoid',
    '',
    'Volume over that of the smallest ellipsoid around the region; without IBSI consensus.',
  ],
  [
    'area_density_minimum_ellipsoid',
    'BRI8',
    'area_dens_mvee',
    'Area density, minimum volume enclosing ellipsoid',
    '',
    'Surface area over that of the smallest ellipsoid around the region; without IBSI consensus.',
  ],
  [
    'volume_density_convex_hull',
    'R3ER',
    'vol_dens_conv_hull',
    'Volume density, convex hull',
    '',
    'Volume over that of the convex hull, also called solidity.',
  ],
  [
    'area_density_convex_hull',
    '7T7F',
    'area_dens_conv_hull',
    'Area density, convex hull',
    '',
    'Surface area over that of the convex hull.',
  ],
  [
    'integrated_intensity',
    '99N0',
    'integ_int',
    'Integrated intensity',
    'intensity mm3',
    'Mean intensity times volume.',
  ],
  [
    'moran_i',
    'N365',
    'moran_i',
    "Moran's I",
    '',
    'Spatial autocorrelation of the intensities, weighted by inverse distance; all pairs of voxels.',
  ],
  [
    'geary_c',
    'NPT7',
    'geary_c',
    "Geary's C",
    '',
    'Spatial dissimilarity of the intensities, weighted by inverse distance; all pairs of voxels.',
  ],
]);

const finite = (value: number) => (Number.isFinite(value) ? value : Number.NaN);
const boxArea = ([a, b, c]: readonly [number, number, number]) => 2 * (a * b + b * c + a * c);
const boxVolume = ([a, b, c]: readonly [number, number, number]) => a * b * c;

/** Why spatial correlation is undefined, or '' where it is not. */
function spatialProblem({ moran }: SpatialCorrelation, voxels: number): string {
  if (!Number.isNaN(moran)) return '';
  return voxels < 2 ? 'fewer than two voxels' : 'all intensities are equal';
}

function addNotes(context: RegionContext, axes: SemiAxes, shift: number, spatial: string): void {
  if (context.region.morphologicalCount < 2)
    context.note('morphology', 'a single voxel has no principal axes');
  else if (axes[2] === 0) {
    context.note(
      'morphology_volume_density_enclosing_ellipsoid',
      'the voxels lie in one plane, the ellipsoid has no volume',
    );
  }
  if (Number.isNaN(shift)) context.note('morphology_centre_of_mass_shift', 'the intensities sum to zero');
  if (spatial !== '') {
    context.note('morphology_moran_i', spatial);
    context.note('morphology_geary_c', spatial);
  }
}

export const morphology: FeatureFamily = {
  id: 'morphology',
  name: 'Morphology',
  source: 'IBSI 1 manual, section 3.1',
  code: 'HCUG',
  aggregation: 'none',
  features,
  compute(context, settings) {
    const { region } = context;
    const { size, spacing, morphological, values } = region;
    const mesh = measureMesh(morphological, size, spacing);
    const hull = measureHull(region.rows, size, spacing);
    const { centre, covariance } = positionMoments(region);
    const axes = semiAxes(covariance, region.morphologicalCount);
    const box = orientedBox(hull);
    const ellipsoid = minimumEnclosingEllipsoid(hull.corners);
    const spatial = settings.morphology.spatialCorrelation
      ? context.spatialCorrelation()()
      : { moran: Number.NaN, geary: Number.NaN };
    const { total, shift } = intensityMoments(region, centre);
    addNotes(
      context,
      axes,
      shift,
      settings.morphology.spatialCorrelation
        ? spatialProblem(spatial, values.length)
        : 'the settings leave it out',
    );
    const { area, volume } = mesh;
    const sphereArea = Math.cbrt(36 * Math.PI * volume * volume);
    return [
      {
        aggregation: '',
        values: Float64Array.of(
          volume,
          region.morphologicalCount * spacing[0] * spacing[1] * spacing[2],
          area,
          area / volume,
          volume / (Math.sqrt(Math.PI) * area ** 1.5),
          (36 * Math.PI * volume * volume) / area ** 3,
          area / sphereArea,
          sphereArea / area,
          area / sphereArea - 1,
          shift,
          hull.diameter,
          2 * axes[0],
          2 * axes[1],
          2 * axes[2],
          finite(axes[1] / axes[0]),
          finite(axes[2] / axes[0]),
          volume / boxVolume(hull.extent),
          area / boxArea(hull.extent),
          volume / boxVolume(box),
          area / boxArea(box),
          finite(volume / ellipsoidVolume(axes)),
          finite(area / ellipsoidArea(axes)),
          volume / ellipsoidVolume(ellipsoid),
          area / ellipsoidArea(ellipsoid),
          volume / hull.volume,
          area / hull.area,
          (total / values.length) * volume,
          spatial.moran,
          spatial.geary,
        ),
      },
    ];
  },
};
