/** Grade of a vertebral deformity by loss of height: 0 none, 1 mild, 2 moderate, 3 severe. */
export type GenantGrade = 0 | 1 | 2 | 3;

/**
 * Genant's grade from the loss of height, %: below 20 none, 20 to 25 mild, 25 to 40 moderate, above 40 severe (25 is
 * taken as moderate, 40 as moderate). Genant et al., J Bone Miner Res 1993;8:1137; percentages as reproduced by Wang,
 * doi:10.21037/qims.2019.02.04. A deformity is not yet a fracture: that is for the reader to say.
 */
export function genantGrade(lossPercent: number): GenantGrade {
  if (lossPercent < 20) return 0;
  if (lossPercent < 25) return 1;
  return lossPercent <= 40 ? 2 : 3;
}

/** Spinal fracture index: sum of the grades over the number of vertebrae that could be read; null for none. */
export function spinalFractureIndex(grades: readonly GenantGrade[]): number | null {
  return grades.length === 0 ? null : grades.reduce<number>((sum, grade) => sum + grade, 0) / grades.length;
}
