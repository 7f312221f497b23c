import { type Measurement, measured, unmeasured } from '../measurement.ts';
import { alignmentPoints, MissingLandmark } from './alignment-points.ts';
import type { SagittalLandmarks } from './sagittal-landmarks.ts';
import { sagittalCatalogue } from './sagittal-catalogue.ts';

/**
 * Every measurement of sagittal alignment that the landmarks allow, degrees or mm as the catalogue says. One whose
 * landmarks are missing has no value and says which is missing.
 */
export function measureAlignment(landmarks: SagittalLandmarks): Measurement[] {
  const points = alignmentPoints(landmarks);
  return sagittalCatalogue.map((entry) => {
    try {
      return measured(entry, '', entry.formula(points));
    } catch (error) {
      if (error instanceof MissingLandmark) return unmeasured(entry, '', error.message);
      throw error;
    }
  });
}
