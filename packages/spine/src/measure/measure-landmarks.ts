import { applyLandmarks } from '../landmark-files/apply-landmarks.ts';
import type { NamedLandmark } from '../landmark-files/landmark-set.ts';
import { checkLevels } from '../labels/check-levels.ts';
import type { PatientPosture } from '../measurement.ts';
import { measureDiscs } from './disc-measures.ts';
import { measurePedicles } from './frame-measures.ts';
import { measureSegments } from './segment-measures.ts';
import type { SpineMeasurements } from './measure-spine.ts';
import { alignmentOf, kneesOf, spineAxes } from './spine-alignment.ts';
import { measureVertebrae } from './vertebra-measures.ts';

/**
 * What landmarks alone allow, without a mask: heights, wedges, discs, slips, pedicle lines and alignment, in mm and degrees.
 * A vertebra needs two corners of one endplate at least. `age` in years is for scores and targets that depend on it.
 */
export function measureLandmarks(
  landmarks: readonly NamedLandmark[],
  posture: PatientPosture,
  age?: number,
): SpineMeasurements {
  const { vertebrae, heads, notes } = applyLandmarks([], new Map(), landmarks);
  const placed = vertebrae.flatMap(([level, { found }]) =>
    found === null ? [] : [{ level, centre: found.box.centre }],
  );
  const report = checkLevels(placed);
  const axes = spineAxes(vertebrae, posture);
  // Of landmarks that lie in another order than their names say, nothing is measured.
  const reason = 'the levels do not run downwards: names of landmarks are swapped, or not in LPS';
  const usable = vertebrae.map(([level, one]) =>
    report.inverted || report.swapped.flat().includes(level)
      ? ([level, { found: null, reason }] as const)
      : ([level, one] as const),
  );
  return {
    measurements: [
      ...measureVertebrae(usable),
      ...measureDiscs(usable),
      ...measureSegments(usable),
      ...alignmentOf(usable, axes, posture, heads, { knees: kneesOf(landmarks), age }),
      ...measurePedicles(
        usable.filter(([, { found }]) => found?.pedicles),
        spineAxes(vertebrae, posture, 'spine'),
      ),
    ],
    levels: { ...report, notes: [...report.notes, ...notes] },
    vertebrae: usable,
    axes,
    heads,
    timings: [],
  };
}
