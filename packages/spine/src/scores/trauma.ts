import type { PointScore } from './point-score.ts';

/** Thoracolumbar Injury Classification and Severity score. Vaccaro et al., Spine 2005;30:2325; points as in PMC2779435 and radiologyassistant.nl. */
export const tlics: PointScore = {
  id: 'tlics',
  name: 'Thoracolumbar Injury Classification and Severity score',
  reference: 'Vaccaro et al. Spine 2005;30:2325; Lee et al. J Orthop Sci 2005;10:671',
  standing: 'confirmed',
  range: [1, 10],
  components: [
    {
      id: 'morphology',
      from: 'reader',
      options: [
        { id: 'compression', points: 1, text: 'compression' },
        { id: 'burst', points: 2, text: 'burst' },
        { id: 'translation', points: 3, text: 'translation or rotation' },
        { id: 'distraction', points: 4, text: 'distraction' },
      ],
    },
    {
      id: 'posterior_ligaments',
      from: 'reader',
      options: [
        { id: 'intact', points: 0, text: 'intact' },
        { id: 'suspected', points: 2, text: 'injury suspected, not sure' },
        { id: 'injured', points: 3, text: 'injured' },
      ],
    },
    {
      id: 'neurology',
      from: 'record',
      options: [
        { id: 'intact', points: 0, text: 'intact' },
        { id: 'root', points: 2, text: 'nerve root' },
        { id: 'cord_complete', points: 2, text: 'cord or conus, complete' },
        { id: 'cord_incomplete', points: 3, text: 'cord or conus, incomplete' },
        { id: 'cauda_equina', points: 3, text: 'cauda equina' },
      ],
    },
  ],
  categories: [
    { name: 'without operation', least: 1, most: 3 },
    { name: 'either', least: 4, most: 4 },
    { name: 'operation', least: 5, most: 10 },
  ],
};

/** Load sharing classification. McCormack et al., Spine 1994;19:1741; limits as printed at ask.epomedicine.com. */
export const loadSharing: PointScore = {
  id: 'load_sharing',
  name: 'Load sharing classification',
  reference: 'McCormack et al. Spine 1994;19:1741',
  standing: 'confirmed',
  range: [3, 9],
  components: [
    {
      id: 'comminution',
      from: 'reader',
      options: [
        { id: 'below_30', points: 1, text: 'less than 30% of the body in the sagittal plane' },
        { id: '30_to_60', points: 2, text: '30 to 60%' },
        { id: 'above_60', points: 3, text: 'more than 60%' },
      ],
    },
    {
      id: 'apposition',
      from: 'reader',
      options: [
        { id: 'minimal', points: 1, text: 'fragments displaced by up to 1 mm' },
        { id: 'spread', points: 2, text: 'by 2 mm' },
        { id: 'wide', points: 3, text: 'by more than 2 mm' },
      ],
    },
    {
      id: 'kyphosis_correction',
      from: 'reader',
      options: [
        { id: 'little', points: 1, text: '3 degrees or less' },
        { id: 'more', points: 2, text: '4 to 9 degrees' },
        { id: 'most', points: 3, text: '10 degrees or more' },
      ],
    },
  ],
  categories: [
    { name: 'short posterior fixation', least: 3, most: 6 },
    { name: 'anterior column support', least: 7, most: 9 },
  ],
};

/**
 * Thoracolumbar AO Spine Injury Score. Kepler et al., Global Spine J 2016;6:329 (PMC4868575): points of A1 to C, N0 to N3 and M1
 * follow from its abstract; those of N4 and Nx are still to be confirmed.
 */
export const aoSpineInjury: PointScore = {
  id: 'tl_aosis',
  name: 'Thoracolumbar AO Spine Injury Score',
  reference: 'Kepler et al. Global Spine J 2016;6:329',
  standing: 'unconfirmed',
  range: [0, 13],
  components: [
    {
      id: 'morphology',
      from: 'reader',
      options: [
        { id: 'A0', points: 0, text: 'minor, as of transverse processes' },
        { id: 'A1', points: 1, text: 'wedge, one endplate' },
        { id: 'A2', points: 2, text: 'split, pincer' },
        { id: 'A3', points: 3, text: 'incomplete burst, one endplate' },
        { id: 'A4', points: 5, text: 'complete burst, both endplates' },
        { id: 'B1', points: 5, text: 'tension band through bone' },
        { id: 'B2', points: 6, text: 'posterior tension band with ligaments' },
        { id: 'B3', points: 7, text: 'anterior tension band' },
        { id: 'C', points: 8, text: 'displacement, dislocation' },
      ],
    },
    {
      id: 'neurology',
      from: 'record',
      options: [
        { id: 'N0', points: 0, text: 'intact' },
        { id: 'N1', points: 1, text: 'transient deficit' },
        { id: 'N2', points: 2, text: 'radicular' },
        { id: 'N3', points: 4, text: 'incomplete cord injury, cauda equina' },
        { id: 'N4', points: 4, text: 'complete cord injury' },
        { id: 'Nx', points: 3, text: 'cannot be examined' },
      ],
    },
    {
      id: 'modifier',
      from: 'reader',
      options: [
        { id: 'none', points: 0, text: 'none, or M2 (condition of the patient)' },
        { id: 'M1', points: 1, text: 'tension band indeterminate' },
      ],
    },
  ],
  categories: [],
};
