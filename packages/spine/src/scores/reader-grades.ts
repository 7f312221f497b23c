import { RachisError } from '@rachis/volume';
import type { Standing } from '../measurement.ts';

/** A grade that a reader gives from an image: an ordered list of grades with what each looks like. */
export interface ReaderGrade {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly reference: string;
  readonly standing: Standing;
  readonly grades: readonly { readonly id: string; readonly text: string }[];
}

const grade = (id: string, text: string) => ({ id, text });

/** Grades of readers; Rachis keeps them as columns and does not guess them from pixels. */
export const readerGrades: readonly ReaderGrade[] = [
  {
    id: 'bilsky_escc',
    name: 'Epidural spinal cord compression (Bilsky)',
    image: 'axial T2 at the worst level',
    reference: 'Bilsky et al. J Neurosurg Spine 2010;13:324',
    standing: 'confirmed',
    grades: [
      grade('0', 'bone only'),
      grade('1a', 'epidural, thecal sac not deformed'),
      grade('1b', 'thecal sac deformed, cord not touched'),
      grade('1c', 'cord touched, not compressed'),
      grade('2', 'cord compressed, fluid visible'),
      grade('3', 'cord compressed, no fluid visible'),
    ],
  },
  {
    id: 'pfirrmann',
    name: 'Disc degeneration (Pfirrmann)',
    image: 'mid-sagittal T2',
    reference: 'Pfirrmann et al. Spine 2001;26:1873',
    standing: 'confirmed',
    grades: [
      grade('I', 'homogeneous, bright as fluid, nucleus and annulus distinct, normal height'),
      grade('II', 'inhomogeneous, bright as fluid, nucleus and annulus distinct, normal height'),
      grade('III', 'inhomogeneous, grey, indistinct, height normal or slightly reduced'),
      grade('IV', 'inhomogeneous, grey to black, distinction lost, height normal to moderately reduced'),
      grade('V', 'inhomogeneous, black, distinction lost, collapsed'),
    ],
  },
  {
    id: 'goutallier',
    name: 'Fatty infiltration of muscle (Goutallier)',
    image: 'axial CT or T1',
    reference: 'Goutallier et al. 1994; paraspinal use PMC8446197',
    standing: 'unconfirmed',
    grades: [
      grade('0', 'no fat'),
      grade('1', 'some streaks'),
      grade('2', 'less fat than muscle'),
      grade('3', 'as much fat as muscle'),
      grade('4', 'more fat than muscle'),
    ],
  },
  {
    id: 'opll_type',
    name: 'Ossification of the posterior longitudinal ligament, type',
    image: 'sagittal CT',
    reference: 'Japanese Ministry of Health and Welfare committee',
    standing: 'unconfirmed',
    grades: [
      grade('continuous', 'over several vertebrae and the discs between them'),
      grade('segmental', 'behind single bodies'),
      grade('mixed', 'continuous and segmental'),
      grade('localized/circumscribed', 'at the disc alone'),
    ],
  },
  {
    id: 'modic',
    name: 'Endplate changes (Modic)',
    image: 'sagittal T1 and T2',
    reference: 'Modic et al. Radiology 1988;166:193',
    standing: 'confirmed',
    grades: [
      grade('0', 'none'),
      grade('1', 'low on T1, high on T2'),
      grade('2', 'high on T1, as marrow or high on T2'),
      grade('3', 'low on T1 and T2'),
    ],
  },
  {
    id: 'schizas',
    name: 'Lumbar canal stenosis (Schizas)',
    image: 'axial T2 at the disc',
    reference: 'Schizas et al. Spine 2010;35:1919',
    standing: 'confirmed',
    grades: [
      grade('A1', 'rootlets dorsal, in less than half of the dural sac'),
      grade('A2', 'rootlets dorsal, in contact with the dura, as a horseshoe'),
      grade('A3', 'rootlets dorsal, in more than half of the sac'),
      grade('A4', 'rootlets central, in most of the sac'),
      grade('B', 'rootlets in the whole sac, fluid still seen between them'),
      grade('C', 'no rootlets to be told, no fluid, epidural fat behind'),
      grade('D', 'no rootlets to be told, no fluid, no epidural fat behind'),
    ],
  },
  {
    id: 'lee_central',
    name: 'Lumbar central canal stenosis (Lee)',
    image: 'axial T2',
    reference: 'Lee et al. 2011; Seo and Lee, Korean J Radiol 2023;24:224',
    standing: 'confirmed',
    grades: [
      grade('0', 'fluid in front of the cauda equina not obliterated'),
      grade('1', 'mildly obliterated, all rootlets separate'),
      grade('2', 'moderately obliterated, some rootlets together'),
      grade('3', 'severely obliterated, rootlets as one bundle'),
    ],
  },
  {
    id: 'lee_foraminal',
    name: 'Lumbar foraminal stenosis (Lee)',
    image: 'sagittal T1 or T2',
    reference: 'Lee et al. AJR 2010;194:1095; PMC8184791',
    standing: 'confirmed',
    grades: [
      grade('0', 'fat all around the root'),
      grade('1', 'fat gone in one direction, above and below or in front and behind'),
      grade('2', 'fat gone all around, root of its shape'),
      grade('3', 'fat gone, root changed in shape'),
    ],
  },
  {
    id: 'lurie_central',
    name: 'Central canal stenosis by thirds (Lurie)',
    image: 'axial T2',
    reference: 'Lurie et al. Spine 2008;33:1605; radiopaedia.org lumbar spinal stenosis (grading)',
    standing: 'confirmed',
    grades: [
      grade('none', 'none'),
      grade('mild', 'up to a third of the normal area lost'),
      grade('moderate', 'between a third and two thirds lost'),
      grade('severe', 'more than two thirds lost'),
    ],
  },
  {
    id: 'ao_spine_thoracolumbar',
    name: 'Injury morphology (AO Spine, thoracolumbar)',
    image: 'CT',
    reference: 'Vaccaro et al. Spine 2013;38:2028; doi:10.1186/s43055-022-00715-1 table 2',
    standing: 'confirmed',
    grades: [
      grade('A0', 'minor, as of transverse processes'),
      grade('A1', 'wedge compression'),
      grade('A2', 'pincer'),
      grade('A3', 'incomplete burst, one endplate'),
      grade('A4', 'complete burst, both endplates'),
      grade('B1', 'tension band through bone'),
      grade('B2', 'posterior tension band with ligaments'),
      grade('B3', 'anterior tension band'),
      grade('C', 'displacement, dislocation'),
    ],
  },
  {
    id: 'risser',
    name: 'Skeletal maturity (Risser, United States)',
    image: 'frontal radiograph of the pelvis',
    reference: 'Risser 1958; quarters as at neurosurgerynotes (skeletal maturity)',
    standing: 'confirmed',
    grades: [
      grade('0', 'no ossification of the iliac apophysis'),
      grade('1', 'over less than 25% of the crest'),
      grade('2', '25 to 50%'),
      grade('3', '50 to 75%'),
      grade('4', 'more than 75%'),
      grade('5', 'fused'),
    ],
  },
  {
    id: 'nash_moe',
    name: 'Rotation of the apical vertebra (Nash and Moe)',
    image: 'frontal radiograph',
    reference: 'Nash and Moe. J Bone Joint Surg Am 1969;51:223',
    standing: 'unconfirmed',
    grades: [
      grade('0', 'both pedicles alike'),
      grade('1', 'convex pedicle moves in from the edge'),
      grade('2', 'convex pedicle two thirds to the midline'),
      grade('3', 'convex pedicle in the midline'),
      grade('4', 'convex pedicle beyond the midline'),
    ],
  },
];

/** Rank of a reader's grade, from 0 for the mildest; `ARGUMENT_INVALID` where the scale has no such grade. */
export function gradeRank(scale: ReaderGrade, given: string): number {
  const rank = scale.grades.findIndex(({ id }) => id === given);
  if (rank >= 0) return rank;
  throw new RachisError('ARGUMENT_INVALID', `${scale.name} has no grade "${given}".`, {
    remedy: `Its grades are ${scale.grades.map(({ id }) => id).join(', ')}.`,
  });
}
