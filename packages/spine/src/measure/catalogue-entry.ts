import type { MeasurementEntry } from '../measurement.ts';

/** An entry of a catalogue: what most of them share need not be said. */
export const catalogueEntry = (
  id: string,
  name: string,
  unit: string,
  definition: string,
  more: Partial<MeasurementEntry> = {},
): MeasurementEntry => ({
  id,
  name,
  unit,
  definition,
  sign: '',
  source: 'Rachis',
  posture: 'any',
  standing: 'confirmed',
  ...more,
});
