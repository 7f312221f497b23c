import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  adjustPValues,
  auc,
  averagePrecision,
  binarySampleSize,
  blandAltman,
  bootstrap632,
  brier,
  calibration,
  chiSquareTest,
  coefficientOfVariation,
  compareAucs,
  concordance,
  confusion,
  continuousSampleSize,
  correctedComparison,
  createRandom,
  decisionCurve,
  decisionMeasures,
  fisherExact,
  hosmerLemeshow,
  improvement,
  kolmogorovSmirnov,
  kruskalWallis,
  mannWhitney,
  mcNemar,
  percentRange,
  quartileDispersion,
  repeatability,
  spearman,
  spiegelhalterZ,
  survivalSampleSize,
  tTest,
  variance,
  youdenThreshold,
} from '@rachis/statistics';
import { dataRoot, fixturePath } from '../../data.ts';
import type { Comparison } from '../../report.ts';
import { intraclassColumns } from './agreement.ts';
import { goldenCombat } from './combat.ts';
import { type Case, compare, type Numbers } from './fixture.ts';
import { veteran } from './veteran.ts';

type Golden = Readonly<Record<string, (input: Case['input']) => Numbers>>;

function goldenIntraclass(ratings: number[][]): Numbers {
  const columns = intraclassColumns(ratings);
  return { ...columns, F: columns.f };
}

const ofR: Golden = {
  icc_shrout_fleiss: ({ ratings }) => goldenIntraclass(ratings),
  icc_20x3: ({ ratings }) => goldenIntraclass(ratings),
  ccc_bland_altman_pefr: ({ x, y }: { x: number[]; y: number[] }) => {
    const ccc = concordance(x, y);
    const { bias, deviation, lowerLimit, upperLimit } = blandAltman(x, y);
    return {
      ccc: ccc.value,
      ccc_lower: ccc.lower,
      ccc_upper: ccc.upper,
      scale_shift: ccc.scaleShift,
      location_shift: ccc.locationShift,
      Cb: ccc.accuracy,
      mean_diff: bias.value,
      sd_diff: deviation,
      loa_lower: lowerLimit.value,
      loa_upper: upperLimit.value,
      se_mean: deviation / Math.sqrt(x.length),
      repeatability_coefficient: repeatability(x.map((value, i) => [value, y[i]!])).repeatabilityCoefficient
        .value,
    };
  },
  delong_paired: ({ y, s1, s2 }: { y: number[]; s1: number[]; s2: number[] }) => {
    const { first, second, covariance, z, p } = compareAucs(y, s1, s2);
    const youden = youdenThreshold(y, s1);
    return {
      auc1: first.value,
      var1: first.variance,
      ci1: [first.lower, first.value, first.upper],
      auc2: second.value,
      var2: second.variance,
      ci2: [second.lower, second.value, second.upper],
      cov: covariance,
      z,
      p,
      youden: { ...youden },
    };
  },
  calibration_dca: ({ y, p }: { y: number[]; p: number[] }) => {
    const of = calibration(y, p);
    const { score, logLoss } = brier(y, p);
    const area = auc(y, p).value;
    const thresholds = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5];
    const curve = decisionCurve(y, p, thresholds);
    const { statistic, degrees, p: chance } = hosmerLemeshow(y, p);
    return {
      brier: score.value,
      logloss: logLoss,
      citl: of.inTheLarge.value,
      intercept: of.intercept.value,
      slope: of.slope.value,
      val_prob: {
        Dxy: 2 * area - 1,
        'C (ROC)': area,
        Brier: score.value,
        // rms stops its fit earlier than we do, but well within one part in a million.
        Intercept: of.intercept.value,
        Slope: of.slope.value,
      },
      ici_loess: of.integratedIndex,
      E50: of.medianError,
      hosmer_lemeshow: { chi2: statistic, df: degrees, p: chance },
      thresholds,
      net_benefit: curve.map(({ model }) => model.value),
      net_benefit_all: curve.map(({ all }) => all),
      spiegelhalter_z: spiegelhalterZ(y, p),
    };
  },
  nri_idi: (input: { y: number[]; p_old: number[]; p_new: number[]; cuts: number[] }) => {
    const random = createRandom('golden');
    const of = improvement(input.y, input.p_old, input.p_new, { cuts: input.cuts, random, resamples: 50 });
    return {
      idi: of.integrated.total.value,
      nri_continuous: of.continuous.total.value,
      nri_events: of.categorical!.events.value,
      nri_nonevents: of.categorical!.nonEvents.value,
      nri: of.categorical!.total.value,
    };
  },
  confusion: ({ y, p, p2, threshold }: { y: number[]; p: number[]; p2?: number[]; threshold: number }) => {
    const counts = confusion(y, p, threshold);
    const of = decisionMeasures(counts);
    const exact = decisionMeasures(counts, { interval: 'clopper-pearson' });
    const pair = ({ lower, upper }: { lower: number; upper: number }) => [lower, upper];
    const right = (scores: number[], i: number) => (scores[i]! >= threshold ? 1 : 0) === y[i];
    const count = (first: boolean) =>
      p2 === undefined ? NaN : y.filter((_, i) => right(p, i) === first && right(p2, i) !== first).length;
    const changes = p2 === undefined ? undefined : mcNemar(count(true), count(false));
    return {
      tp: counts.truePositives,
      fp: counts.falsePositives,
      fn: counts.falseNegatives,
      tn: counts.trueNegatives,
      sens: of.sensitivity.value,
      sens_wilson: pair(of.sensitivity),
      sens_cp: pair(exact.sensitivity),
      spec: of.specificity.value,
      spec_wilson: pair(of.specificity),
      spec_cp: pair(exact.specificity),
      ppv: of.positivePredictiveValue.value,
      npv: of.negativePredictiveValue.value,
      f1: of.f1.value,
      bacc: of.balancedAccuracy.value,
      mcc: of.matthews.value,
      lr_pos: of.positiveLikelihoodRatio.value,
      dor: of.diagnosticOddsRatio.value,
      mcnemar_vs_p2:
        changes === undefined
          ? null
          : {
              b: changes.changes[0],
              c: changes.changes[1],
              chi2_cc: changes.statistic,
              p_exact: changes.exactP,
            },
    };
  },
  tests: (input: { y: number[]; s1: number[]; s2: number[]; g: number[]; p: number[] }) => {
    const { y, s1, s2, g, p } = input;
    const of = (scores: number[], kind: number) => scores.filter((_, i) => y[i] === kind);
    const mw = mannWhitney(of(s1, 0), of(s1, 1), { exact: false });
    const plain = mannWhitney(of(s1, 0), of(s1, 1), { exact: false, correct: false });
    const welch = tTest(of(s1, 0), of(s1, 1));
    const labels = [...new Set(g)].sort((a, b) => a - b);
    const kw = kruskalWallis(labels.map((label) => s1.filter((_, i) => g[i] === label)));
    const rho = spearman(s1, s2, { exact: false });
    const ks = kolmogorovSmirnov(of(s1, 0), of(s1, 1), { exact: false });
    const table = labels.map((label) =>
      [0, 1].map((k) => y.filter((v, i) => v === k && g[i] === label).length),
    );
    const chi = chiSquareTest(table);
    return {
      W: mw.statistic,
      p_mw_cc: mw.p,
      p_mw: plain.p,
      welch_t: welch.statistic,
      welch_df: welch.degrees,
      p_welch: welch.p,
      kw: kw.statistic,
      p_kw: kw.p,
      rho: rho.value,
      p_rho: rho.p,
      ks_D: ks.statistic,
      p_ks: ks.p,
      p_fisher: fisherExact(table).p,
      chi2: chi.statistic,
      p_chi2: chi.p,
      BH: adjustPValues(p, 'benjamini-hochberg'),
      BY: adjustPValues(p, 'benjamini-yekutieli'),
      holm: adjustPValues(p, 'holm'),
      bonferroni: adjustPValues(p, 'bonferroni'),
    };
  },
  pmsampsize: ({ binary, survival, continuous }) => {
    const b = binarySampleSize({
      parameters: binary.parameters,
      prevalence: binary.prevalence,
      r2: binary.csrsquared,
    });
    const s = survivalSampleSize({
      parameters: survival.parameters,
      r2: survival.csrsquared,
      rate: survival.rate,
      time: survival.timepoint,
      meanFollowUp: survival.meanfup,
    });
    const c = continuousSampleSize({
      parameters: continuous.parameters,
      r2: continuous.rsquared,
      outcome: { mean: continuous.intercept, deviation: continuous.sd },
    });
    const columns = (criteria: readonly number[]) => ({ n1: criteria[0], n2: criteria[1], n3: criteria[2] });
    return {
      binary: {
        ...columns(b.criteria),
        max_r2: b.largestR2,
        shrinkage2: binary.csrsquared / (binary.csrsquared + 0.05 * b.largestR2),
        final: b.subjects,
      },
      survival: { ...columns(s.criteria), max_r2: s.largestR2, final: s.subjects },
      continuous: { ...columns(c.criteria), final: c.subjects },
    };
  },
  combat: (input) => goldenCombat(input),
  survival_veteran: () => veteran(),
};

/** Parts of the golden cases that are no business of this package, or are not what it offers. */
const others: Readonly<Record<string, RegExp>> = {
  // Cox models, their proportionality and what they predict belong to `learning`.
  survival_veteran:
    /^(efron|breslow|zph_global|surv180|brier\.|.*counts\.tied\.(y|xy)|td_auc\.(lower|upper))/,
  // Likelihood indices and those of lowess: rms::val.prob's own.
  calibration_dca: /^val_prob\.(R2|D|U|Q|Emax|E90|Eavg)$/,
};

const ofPython: Golden = {
  cv_qcd_range: ({ x }) => ({
    cv_percent: coefficientOfVariation(x).value,
    qcd: quartileDispersion(x).value,
    percent_range: percentRange(x).value,
  }),
  pr_auc: ({ y, score }: { y: number[]; score: number[] }) => {
    const { value, prevalence } = averagePrecision(y, score);
    return { ap: value, auc: auc(y, score).value, prevalence };
  },
  bootstrap_632plus: (input) => {
    const of = bootstrap632(input.apparent_error, input.oob_error, input.no_information_error);
    return { err632: of.error632, R: of.overfitting, w: of.weight, err632plus: of.error632Plus };
  },
  nadeau_bengio: ({ differences, k }: { differences: number[]; k: number }) => {
    const { difference, t, degrees, p } = correctedComparison(differences, 1 / (k - 1));
    return {
      mean: difference.value,
      var: variance(differences),
      t,
      df: degrees,
      p,
      ci95: [difference.lower, difference.upper],
    };
  },
};

/** Cases whose input is a table of the data folder; they are left out where it is missing. */
const needsTables: ReadonlySet<string> = new Set(['survival_veteran']);

/** The golden values that this package answers for; models belong to `learning`. */
export function compareGolden(): Comparison[] {
  return [['golden_r', ofR] as const, ['golden_py', ofPython] as const].flatMap(([name, computations]) => {
    const text = readFileSync(fixturePath(`${name.replace('_', '-')}.json`), 'utf8');
    const { cases } = JSON.parse(text) as { cases: Case[] };
    return cases.flatMap(({ id, input, expected }) =>
      computations[id] === undefined || (needsTables.has(id) && !existsSync(join(dataRoot, 'data', 'tables')))
        ? []
        : compare(
            name,
            id,
            computations[id]({
              ...input,
              ...(id === 'confusion' ? { p2: cases.find((one) => one.id === 'nri_idi')!.input.p_old } : {}),
            }),
            expected,
          ).filter(({ tag }) => !others[id]?.test(tag.slice(id.length + 1))),
    );
  });
}
