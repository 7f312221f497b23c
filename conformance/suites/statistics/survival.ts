import {
  brierAt,
  censoringDistribution,
  cumulativeIncidence,
  grayTest,
  harrellConcordance,
  incidenceAt,
  integratedBrier,
  kaplanMeier,
  logRank,
  nelsonAalen,
  type SurvivalInterval,
  survivalAt,
  survivalQuantile,
  timeDependentAuc,
  unoConcordance,
} from '@rachis/statistics';
import type { Computations } from './fixture.ts';

interface SurvivalInput {
  readonly time: number[];
  readonly status: number[];
  readonly cause: number[];
  readonly group: string[];
  readonly risk: number[];
  readonly ask: number[];
  readonly limit: number;
}

export const survival: Computations = {
  survival: ({ time, status, cause, group, risk, ask, limit }: SurvivalInput) => {
    const data = { times: time, events: status };
    const competing = { times: time, events: cause };
    const curve = kaplanMeier(data);
    const bounds = (interval: SurvivalInterval) => {
      const of = kaplanMeier(data, { interval });
      const median = survivalQuantile(of);
      return {
        lower: ask.map((t) => survivalAt(of, t).lower),
        upper: ask.map((t) => survivalAt(of, t).upper),
        median_lower: median.lower,
        median_upper: median.upper,
      };
    };
    const hazard = nelsonAalen(data);
    const incidence = cumulativeIncidence(competing);
    const last = (times: ArrayLike<number>, t: number) =>
      Array.from(times).filter((value) => value <= t).length - 1;
    const test = logRank(data, group);
    const harrell = harrellConcordance(data, risk);
    const uno = unoConcordance(data, risk, { limit });
    const gray = (which: number) => {
      const { statistic, p } = grayTest(competing, group, { cause: which });
      return { statistic, p };
    };
    return {
      survival: {
        survival: ask.map((t) => survivalAt(curve, t).value),
        error: ask.map((t) => curve.standardError[last(curve.times, t)]!),
        median: survivalQuantile(curve).value,
        log_log: bounds('log-log'),
        log: bounds('log'),
        plain: bounds('plain'),
        hazard: ask.map((t) => hazard.hazard[last(hazard.times, t)]!),
        hazard_error: ask.map((t) => hazard.standardError[last(hazard.times, t)]!),
        log_rank: { statistic: test.statistic, p: test.p, observed: test.observed, expected: test.expected },
        incidence: ask.map((t) => incidenceAt(incidence, t).value),
        incidence_error: ask.map((t) => incidence.standardError[last(incidence.times, t)]!),
        harrell: { value: harrell.value, error: harrell.standardError },
        uno: { value: uno.value, error: uno.standardError },
      },
      lifelines: {
        survival: ask.map((t) => survivalAt(curve, t).value),
        log_rank: { statistic: test.statistic, p: test.p },
      },
      cmprsk: { gray1: gray(1), gray2: gray(2) },
    };
  },
  score: ({ time, status, ask, p }: Omit<DynamicInput, 'survival'> & { p: number[][] }) => {
    const data = { times: time, events: status };
    const column = (k: number) => p.map((row) => row[k]!);
    const areas = ask.map((t, k) => timeDependentAuc(data, column(k), t));
    const scores = ask.map((t, k) => brierAt(data, column(k), t));
    return {
      riskRegression: {
        auc: areas.map(({ value }) => value),
        auc_error: areas.map(({ standardError }) => standardError),
        brier: scores.map(({ value }) => value),
        brier_error: scores.map(({ standardError }) => standardError),
      },
    };
  },
  dynamic: (input: DynamicInput) => {
    const data = { times: input.time, events: input.status };
    const censoring = censoringDistribution({ times: input.train_time, events: input.train_status });
    const brier = input.ask.map((t, k) =>
      brierAt(
        data,
        input.survival.map((row) => 1 - row[k]!),
        t,
        { censoring },
      ),
    );
    return {
      sksurv: {
        auc: input.ask.map((t) => timeDependentAuc(data, input.risk, t, { censoring }).value),
        brier: brier.map(({ value }) => value),
        integrated: integratedBrier(brier),
        uno: unoConcordance(data, input.risk, { censoring, limit: input.limit }).value,
      },
    };
  },
};

interface DynamicInput {
  readonly train_time: number[];
  readonly train_status: number[];
  readonly time: number[];
  readonly status: number[];
  readonly risk: number[];
  readonly ask: number[];
  readonly limit: number;
  readonly survival: number[][];
}
