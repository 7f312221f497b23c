import { measureName } from '@rachis/learning';
import type { RunEvidence } from '../instruments/evidence.ts';
import type { LearnResult } from '../learn/result.ts';
import { timesBefore } from '../signature/register.ts';
import { counted, imageWords, listed } from './image-words.ts';
import { chosenOf, pipelineWords } from './pipeline-words.ts';
import { cite, numbered } from './references.ts';

/** A part of the methods, with a heading. */
export interface MethodsPart {
  readonly title: string;
  readonly text: string;
}

/** The methods of a run in words, and what they refer to, in the order of mention. */
export interface Methods {
  readonly parts: readonly MethodsPart[];
  readonly references: readonly string[];
}

/** What the study says that stands in neither evidence nor result. */
export interface MethodsRun {
  readonly evidence: RunEvidence;
  readonly result: LearnResult;
  readonly competing: readonly string[];
  readonly group: string | null;
  /** Pairs of a feature and a gene that were tested. */
  readonly associations: number;
}

const sentences = (...all: readonly (string | false)[]): string =>
  all.filter((one) => one !== false && one !== '').join(' ');

function cohortText({ evidence, result, competing, group }: MethodsRun): string {
  const { outcome, rows, subjects, leftOut, tables, institutions } = evidence;
  const unit = group === null ? 'subject' : 'row';
  const kinds = {
    classes: `a class (${outcome.classes.join(', ')})`,
    ordinal: `an ordered class (${outcome.classes.join(' < ')})`,
    continuous: 'a number',
    survival: 'the time to an event',
  };
  const events =
    outcome.events === null
      ? false
      : outcome.kind === 'survival'
        ? `${counted(outcome.events, 'event')} of interest were observed.`
        : `The rarest class had ${counted(outcome.events, unit)}.`;
  return sentences(
    `${counted(rows, unit)}${group === null ? '' : ` of ${counted(subjects, 'group')} by ${group}`} were analysed${leftOut === 0 ? '' : `; ${leftOut} ${leftOut === 1 ? 'was' : 'were'} left out, for the reasons that the report lists`}.`,
    institutions.length > 0 && `Images came from ${counted(institutions.length, 'institution')}.`,
    tables.length > 0 && `Tables: ${listed(tables.map(({ file, domain }) => `${file} (${domain})`))}.`,
    `The outcome was ${result.outcome}, ${kinds[outcome.kind]}.`,
    events,
    competing.length > 0 && `Competing events: ${listed(competing)}.`,
  );
}

function spineWords({ name, subjects, measurements, scheme }: RunEvidence['spines'][number]): string {
  const labels =
    scheme === null ? '' : ` (${scheme.includes('=') ? `labels ${scheme}` : `scheme ${scheme}`})`;
  return `${counted(measurements, 'measurement')} of ${name === 'spine' ? 'the spine' : name} of ${counted(subjects, 'subject')} were taken from label maps${labels}: landmarks of each vertebra from planes fitted to its endplates, and what follows from them, each as its entry in the catalogue of measurements defines it.`;
}

function stabilityText({ evidence: { stability } }: MethodsRun): string {
  if (stability === null) return '';
  const { design, threshold, conditions } = stability;
  const how =
    design === null
      ? ''
      : ` They come from a study of the design ${design}${conditions === null ? '' : ` under ${counted(conditions, 'condition')}`}${threshold === null ? '' : `, with an intraclass correlation of at least ${threshold}`}${cite('koo')}.`;
  return `Only features that a list beforehand calls stable (${stability.file}) could be selected.${how}`;
}

const thresholdWords: Readonly<Record<string, string>> = {
  youden: `Youden's index${cite('youden')}`,
  sensitivity: 'a wanted sensitivity',
  cost: 'the least expected cost',
  fixed: 'a probability fixed beforehand',
};

const foldWords = ({ folds, repeats }: { readonly folds: number; readonly repeats: number }): string =>
  `${counted(folds, 'fold')}${repeats > 1 ? `, repeated ${repeats} times` : ''}`;

const externalText = (before: number): string =>
  before === 0
    ? 'The final models were judged once on a table of other subjects.'
    : `The final models were judged on a table of other subjects, on which other models of the study had been judged ${timesBefore(before)}.`;

function validationText({ evidence, result }: MethodsRun): string {
  const { plan } = result;
  const outer = {
    folds: plan.outer.kind === 'folds' ? `cross-validation of ${foldWords(plan.outer)}` : '',
    'held-out': `a single split (${evidence.outer.words})`,
    'by-site': 'leaving one site out at a time',
    temporal: 'time: earlier subjects trained, later ones tested',
    bootstrap: evidence.outer.words,
  }[plan.outer.kind];
  const classes = result.classes.length === 2;
  return sentences(
    `Models were validated by ${outer}.`,
    `Every step from imputation to calibration was fitted on training rows alone, with ${counted(plan.inner.folds, 'inner fold')}${plan.inner.repeats > 1 ? `, ${plan.inner.repeats} times,` : ''} where something was chosen${cite('varma')}; no ${evidence.rows === evidence.subjects ? 'subject' : 'group'} was in training and test of one split.`,
    classes &&
      `The threshold of decisions was set on training rows by ${thresholdWords[plan.threshold.rule]}.`,
    evidence.external && externalText(evidence.externalBefore),
    `Random choices came from the seed ${evidence.seed}.`,
  );
}

/** What was done beside the validation, where it was. */
function furtherSentences({
  sampleSize,
  subgroups,
  optimism,
  learningCurves,
  imputations,
  settings,
}: Partial<LearnResult>): string[] {
  const development = sampleSize?.development;
  const columns = subgroups?.[0]?.columns.map(({ name }) => name) ?? [];
  const said = [
    development !== undefined &&
      !('reason' in development) &&
      `For ${counted(development.parameters, 'candidate parameter')} and an ${development.assumption}, criteria of sample size ask for ${counted(development.needed, 'subject')}${cite('riley')}; there were ${development.subjects}.`,
    columns.length > 0 &&
      `Performance was also assessed in subgroups of ${listed(columns)}, with tests of interaction (Wald, jackknife by subject) and p-values after Holm${cite('holm')}.`,
    imputations !== undefined &&
      imputations.pipelines.length > 0 &&
      `The validation was repeated with ${imputations.count} imputations by chained equations${cite('mice')}, learned from the training rows of each split without the outcome; measures were pooled by Rubin's rules${cite('rubin')}.`,
    optimism !== undefined &&
      `Beside it the whole plan was refitted on ${settings?.optimism ?? 0} bootstrap resamples of subjects, and apparent measures were corrected for optimism${cite('bootstrap')}.`,
    learningCurves !== undefined &&
      'Learning curves judged models of fewer training subjects on the same left-out rows.',
  ];
  return said.filter((one): one is string => typeof one === 'string');
}

function measuresText({ evidence, result, associations }: MethodsRun): string {
  const { settings, comparisons } = result;
  const survival = evidence.outcome.kind === 'survival';
  const has = (file: string) => evidence.files.some((name) => name.startsWith(file));
  return sentences(
    `The main measure was ${measureName(result.main)}${survival ? cite('harrell') : ''}, the mean over repeats of all left-out rows together.`,
    settings.outer?.kind === 'bootstrap'
      ? `${Math.round(100 * evidence.level)}% intervals are those of the resamples, moved by the optimism${cite('bootstrap')}.`
      : `${Math.round(100 * evidence.level)}% intervals are of the model at new patients: the jackknife variance over ${evidence.rows === evidence.subjects ? 'subjects' : 'groups'}${cite('jackknife')} in one repeat, enlarged for the training rows that folds share${cite('nadeau')}; models were not refitted for them.`,
    comparisons.some(({ p }) => Number.isFinite(p)) &&
      `Pipelines were compared on the same splits by the corrected resampled t test${cite('nadeau')}, with p-values after Holm${cite('holm')}.`,
    has('calibration') && 'Calibration was assessed by slope, intercept and a smoothed curve.',
    has('decision-curve') && `Net benefit was assessed by decision curves${cite('decision-curve')}.`,
    has('kaplan-meier') &&
      `Those above and below the median predicted risk were drawn as Kaplan-Meier curves${cite('kaplan-meier')}.`,
    has('cumulative-incidence') &&
      `Of those above and below the median predicted risk, cumulative incidence was estimated${cite('aalen-johansen')} and compared by Gray's test${cite('gray')}.`,
    settings.permutations > 0 &&
      `The whole plan was repeated on ${settings.permutations} permutations of the outcome.`,
    ...furtherSentences(result),
    associations > 0 &&
      `As an exploration that fed no model, ${counted(associations, 'pair')} of a feature and a gene were tested (Mann-Whitney, Kruskal-Wallis, Spearman), with the false discovery rate of Benjamini and Hochberg over all of them${cite('benjamini')}.`,
    evidence.shap > 0 && `Contributions of columns to predictions are SHAP values${cite('shap')}.`,
  );
}

/**
 * The methods of a run in words. Each sentence comes from what the run did (its settings, counts and files): what was not
 * done is not told. Not told are what the run cannot know, as how patients were recruited or who drew the regions.
 */
export function writeMethods(run: MethodsRun): Methods {
  const { evidence, result } = run;
  const parts: MethodsPart[] = [
    { title: 'Subjects and outcome', text: cohortText(run) },
    ...(evidence.images.length === 0
      ? []
      : [{ title: 'Image processing and features', text: evidence.images.map(imageWords).join(' ') }]),
    ...(evidence.spines.length === 0
      ? []
      : [{ title: 'Measurements of the spine', text: evidence.spines.map(spineWords).join(' ') }]),
    ...(evidence.stability === null ? [] : [{ title: 'Stability', text: stabilityText(run) }]),
    {
      title: 'Models',
      text: result.plan.pipelines.map((plan) => pipelineWords(plan, chosenOf(result, plan.name))).join(' '),
    },
    { title: 'Validation', text: validationText(run) },
    { title: 'Measures', text: measuresText(run) },
    {
      title: 'Software',
      text: `Everything was computed with Rachis ${evidence.version}; the pipeline "${evidence.locked}" was locked as the signature.`,
    },
  ];
  const { paragraphs, list } = numbered(parts.map(({ text }) => text));
  return {
    parts: parts.map(({ title }, at) => ({ title, text: paragraphs[at]! })),
    references: list,
  };
}
