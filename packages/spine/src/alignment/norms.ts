/** A value of healthy people: mean and standard deviation, with where it is from. */
export interface Norm {
  /** Id of the measurement. */
  readonly id: string;
  readonly mean: number;
  readonly deviation: number;
  readonly source: string;
}

const source = 'PMC6334400';

const norm = (id: string, mean: number, deviation: number): Norm => ({ id, mean, deviation, source });

/** Norms of standing healthy adults, in the units and signs of the catalogue; they do not hold for patients who lie. */
export const sagittalNorms: readonly Norm[] = [
  norm('SS', 41, 8),
  norm('PT', 13, 6),
  norm('PI', 51.9, 10),
  norm('LL_L1S1', 60.9, 12),
  norm('PI_minus_LL', -8, 9),
  norm('TK_T2T12', 40.6, 10),
  norm('SVA', -0.5, 25),
  norm('T1SPi', -1.35, 2.7),
];
