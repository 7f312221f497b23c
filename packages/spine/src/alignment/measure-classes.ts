import { type Measurement, measured, type PatientPosture, unmeasured } from '../measurement.ts';
import { classCatalogue as catalogue } from './class-catalogue.ts';
import { gapScore } from './gap.ts';
import { lordosisApex, roussoulyType } from './roussouly.ts';
import type { SagittalLandmarks } from './sagittal-landmarks.ts';
import { type SchwabModifier, schwabModifiers } from './schwab.ts';
import { ageAdjustedTargets, incidenceTargets, lordosisTarget } from './targets.ts';

const gradeOf: Readonly<Record<SchwabModifier, number>> = { '0': 0, '+': 1, '++': 2 };

type Key = keyof typeof catalogue;

/**
 * Scores, classes and targets from the measurements of alignment of one standing patient: GAP, SRS-Schwab modifiers as 0, 1,
 * 2, Roussouly's type, targets. Without what they need (`age` in years), and of a patient who lies, they are empty with the reason.
 */
export function measureClasses(
  alignment: readonly Measurement[],
  landmarks: SagittalLandmarks,
  posture: PatientPosture,
  age: number | undefined,
): Measurement[] {
  if (posture !== 'standing')
    return Object.values(catalogue).map((entry) =>
      unmeasured(entry, '', 'it is of standing patients; this one lies'),
    );
  const known = new Map(alignment.map(({ id, value }) => [id, value]));
  const rows: Measurement[] = [];
  /** A row from measurements by id, and the age where it is needed. */
  const add = (
    key: Key,
    needs: readonly string[],
    formula: (...values: number[]) => number,
    needsAge = false,
    otherwise?: string,
  ) => {
    const missing = needs.filter((id) => (known.get(id) ?? null) === null);
    if (missing.length > 0)
      rows.push(unmeasured(catalogue[key], '', `${missing.join(', ')} could not be measured`));
    else if (needsAge && age === undefined) rows.push(unmeasured(catalogue[key], '', 'the age is not known'));
    else rows.push(measured(catalogue[key], '', formula(...needs.map((id) => known.get(id)!)), otherwise));
  };
  const gapNeeds = ['PI', 'SS', 'LL_L1S1', 'LL_L4S1', 'global_tilt'];
  const gap = (pi: number, ss: number, llL1S1: number, llL4S1: number, globalTilt: number) =>
    gapScore({ pi, ss, llL1S1, llL4S1, globalTilt, age: age ?? 0 });
  add('RPV', ['PI', 'SS'], (pi, ss) => gap(pi!, ss!, 1, 1, 0).RPV);
  add('RLL', ['PI', 'LL_L1S1'], (pi, ll) => gap(pi!, 0, ll!, 1, 0).RLL);
  add('RSA', ['PI', 'global_tilt'], (pi, tilt) => gap(pi!, 0, 1, 1, tilt!).RSA);
  add('gap', gapNeeds, (...all) => gap(...(all as [number, number, number, number, number])).total, true);
  const none = { piMinusLl: null, sva: null, pt: null };
  const grade = (modifier: SchwabModifier | null) => (modifier === null ? Number.NaN : gradeOf[modifier]);
  add('schwabMismatch', ['PI_minus_LL'], (value) =>
    grade(schwabModifiers({ ...none, piMinusLl: value! }).PI_LL),
  );
  add('schwabAxis', ['SVA'], (value) => grade(schwabModifiers({ ...none, sva: value! }).SVA));
  add('schwabTilt', ['PT'], (value) => grade(schwabModifiers({ ...none, pt: value! }).PT));
  const apex = lordosisApex(landmarks);
  const type = (ss: number, pi: number, pt: number) => roussoulyType(ss, apex, pi, pt);
  const [ss, pi, pt] = ['SS', 'PI', 'PT'].map((id) => known.get(id) ?? Number.NaN) as [
    number,
    number,
    number,
  ];
  add(
    'roussouly',
    ['SS', 'PI', 'PT'],
    (...all) => Number(type(...(all as [number, number, number])).type),
    false,
    type(ss, pi, pt).reason || 'unclassified',
  );
  add('tiltByIncidence', ['PI'], (value) => incidenceTargets(value!).pt);
  add('lordosisByIncidence', ['PI'], (value) => incidenceTargets(value!).ll);
  add('lordosis', ['PI', 'TK_T4T12'], (value, tk) => lordosisTarget(value!, tk!, age!), true);
  for (const key of ['PT', 'PI_LL', 'SVA_mm', 'TPA'] as const)
    add(key, [], () => ageAdjustedTargets(age!)[key], true);
  return rows;
}
