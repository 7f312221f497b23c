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
      grade('continuous', ''),
      grade('segmental', ''),
      grade('mixed', ''),
      grade('localized/circumscribed', ''),
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
