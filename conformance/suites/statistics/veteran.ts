import { readFileSync } from 'node:fs';
import {
  brierAt,
  harrellConcordance,
  integratedBrier,
  kaplanMeier,
  logRank,
  survivalAt,
  survivalQuantile,
  timeDependentAuc,
  unoConcordance,
} from '@rachis/statistics';
import { dataPath, fixturePath } from '../../data.ts';
import type { Case, Numbers } from './fixture.ts';

/** The veterans' lung cancer trial, with the linear predictor of the golden file's own Cox model. */
export function veteran(): Numbers {
  const [head, ...rows] = readFileSync(dataPath('tables/veteran.csv'), 'utf8').trim().split(/\r?\n/);
  const names = head!.split(',').map((name) => name.replaceAll('"', ''));
  const table = rows.map((row) => row.split(',').map((cell) => cell.replaceAll('"', '')));
  const column = (name: string) => table.map((row) => row[names.indexOf(name)]!);
  const numbers = (name: string) => column(name).map(Number);
  const data = { times: numbers('time'), events: numbers('status') };
  const text = readFileSync(fixturePath('golden-r.json'), 'utf8');
  const { cases } = JSON.parse(text) as { cases: Case[] };
  const expected = cases.find(({ id }) => id === 'survival_veteran')!.expected;
  const { coef } = expected.efron as unknown as { coef: number[] };
  const cell = column('celltype');
  const [karno, age, trt] = [numbers('karno'), numbers('age'), numbers('trt')];
  const cells = ['smallcell', 'adeno', 'large'];
  const risk = data.times.map(
    (_, i) =>
      coef[0]! * karno[i]! +
      coef[1]! * age[i]! +
      coef[2]! * trt[i]! +
      cells.reduce((sum, name, k) => sum + (cell[i] === name ? coef[3 + k]! : 0), 0),
  );
  const harrell = harrellConcordance(data, risk);
  const uno = unoConcordance(data, risk);
  const curve = kaplanMeier(data);
  const test = logRank(data, trt);
  const times = [90, 180, 365];
  const at = (t: number) => curve.times.filter((time) => time <= t).length - 1;
  const nulls = times.map((t) => {
    const chance = 1 - survivalAt(curve, t).value;
    return brierAt(data, new Float64Array(risk.length).fill(chance), t);
  });
  return {
    harrell: {
      c: harrell.value,
      se: harrell.standardError,
      counts: { concordant: harrell.concordant, discordant: harrell.discordant, 'tied.x': harrell.tiedRisk },
    },
    uno: { c: uno.value, se: uno.standardError },
    uno_tau180: { c: unoConcordance(data, risk, { limit: 180 }).value },
    km: {
      times,
      surv: times.map((t) => survivalAt(curve, t).value),
      se: times.map((t) => curve.standardError[at(t)]!),
      median: survivalQuantile(curve).value,
    },
    logrank: { chisq: test.statistic, p: test.p },
    td_auc: {
      times,
      AUC: times.map((t) => timeDependentAuc(data, risk, t).value),
      se: times.map((t) => timeDependentAuc(data, risk, t).standardError),
    },
    brier_null: {
      times,
      Brier: nulls.map(({ value }) => value),
      se: nulls.map(({ standardError }) => standardError),
      IBS: times.map((_, k) => (k === 0 ? 0 : integratedBrier(nulls.slice(0, k + 1), 'step'))),
    },
  };
}
