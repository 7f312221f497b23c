/** Whether a definition or number was found in a source that can be cited, or is knowledge still to be confirmed. */
export type Standing = 'confirmed' | 'unconfirmed';

/** Posture of the patient: what is measured lying is not what norms of standing radiographs speak of. */
export type Posture = 'standing' | 'supine' | 'any';

/** How the patient was in the scanner. */
export type PatientPosture = 'supine' | 'standing';

/** What a named measurement is: the one place that columns, tables, reports and documentation take it from. */
export interface MeasurementEntry {
  readonly id: string;
  readonly name: string;
  /** `deg`, `mm`, `mm2`, `mm3`, `cm2/m2`, `HU`, `%`, or '' for plain numbers. */
  readonly unit: string;
  /** Which way is positive; '' where there is no sign. */
  readonly sign: string;
  readonly definition: string;
  /** Paper or standard. */
  readonly source: string;
  /** Of which posture norms and targets speak. */
  readonly posture: Posture;
  readonly standing: Standing;
}

/** One value, or the reason why there is none. */
export interface Measurement {
  readonly id: string;
  /** Level (`L3`), pair of levels (`L4-L5`), or '' for the whole subject. */
  readonly level: string;
  readonly value: number | null;
  readonly unit: string;
  /** 95% interval of the value, from voxel size and fits; where it is known. */
  readonly lower?: number;
  readonly upper?: number;
  /** Why there is no value, in words; '' where there is one. */
  readonly reason: string;
  /** Posture that the definition and its norms are of, whatever that of this patient. */
  readonly posture: Posture;
}

/** What of an entry a measurement carries. */
type Carried = Pick<MeasurementEntry, 'id' | 'unit' | 'posture'>;

/** A measurement with a value, or without one where the value is not finite. */
export function measured(
  { id, unit, posture }: Carried,
  level: string,
  value: number,
  otherwise = 'the landmarks lie so that it is not defined',
): Measurement {
  return Number.isFinite(value)
    ? { id, level, value, unit, reason: '', posture }
    : { id, level, value: null, unit, reason: otherwise, posture };
}

/** A measurement that could not be made, with the reason. */
export function unmeasured({ id, unit, posture }: Carried, level: string, reason: string): Measurement {
  return { id, level, value: null, unit, reason, posture };
}
