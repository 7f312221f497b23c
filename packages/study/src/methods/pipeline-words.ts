import { pipelineWith } from '@rachis/learning';
import type { LearnResult } from '../learn/result.ts';
import { listed } from './image-words.ts';
import { cite, type ReferenceKey } from './references.ts';

type Settings = Readonly<Record<string, unknown>>;
interface Written {
  readonly steps?: readonly { readonly step: string; readonly settings?: Settings }[];
  readonly model: { readonly estimator: string; readonly settings?: Settings };
}
export type Plan = LearnResult['plan']['pipelines'][number];

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

const clusterings: Readonly<Record<string, string>> = {
  ward: "Ward's linkage",
  'self-organising-map': 'a self-organising map',
};

/** What a step did, as far as its settings say; `undefined` of a step that has no words of its own. */
const stepWords: Readonly<Record<string, (settings: Settings) => string>> = {
  'keep-columns': ({ domains, columns }) =>
    texts(domains).length > 0
      ? `columns of the kind ${listed(texts(domains))}`
      : `${texts(columns).length} columns named beforehand`,
  impute: ({ strategy = 'median' }) =>
    `missing values filled by the ${String(strategy).replace('-', ' ')} of the training rows`,
  'impute-chained': ({ draw = 0 }) =>
    `missing values filled by chained equations of the training rows, without the outcome${draw === 0 ? '' : ', drawn'}`,
  encode: () => 'categories as indicator columns',
  scale: ({ method = 'z-score' }) => `${String(method)} scaling`,
  combat: () =>
    `ComBat harmonisation by site, fitted on training rows alone${cite('combat', 'combat-imaging')}`,
  'variance-filter': ({ nearZero }) =>
    nearZero ? 'near-constant columns removed' : 'constant columns removed',
  'correlation-filter': ({ correlation = 'spearman', threshold = 0.9 }) =>
    `of columns with a ${correlation === 'pearson' ? 'Pearson' : 'Spearman'} correlation beyond ${threshold} one removed`,
  'correlation-clusters': () => 'one representative of each cluster of correlated columns kept',
  clusters: ({ clusters = 'some', method = 'k-means' }) =>
    `rows in ${clusters} clusters by ${clusterings[String(method)] ?? method} as indicator columns`,
  'univariate-filter': ({ keep = 'fdr', count = 10, level = 0.05 }) =>
    keep === 'top'
      ? `the ${count} columns with the strongest univariate association kept`
      : `columns with a univariate ${keep === 'p' ? 'p-value' : `false discovery rate${cite('benjamini')}`} up to ${level} kept`,
  'stability-list': ({ names }) => `${texts(names).length} features kept that were found stable beforehand`,
  mrmr: ({ count = 10 }) =>
    `${count} columns chosen by minimum redundancy and maximum relevance${cite('mrmr')}`,
  'elastic-net-selection': ({ mixing = 1 }) =>
    mixing === 1
      ? `selection by the lasso${cite('lasso')}`
      : `selection by an elastic net${cite('elastic-net')}`,
  'stability-selection': ({ subsamples = 100, threshold = 0.75 }) =>
    `stability selection over ${subsamples} subsamples (share of at least ${threshold})${cite('stability-selection')}`,
  'stepwise-selection': ({ resamples = 100, share = 0.9, criterion = 'aic' }) =>
    resamples === 0
      ? `stepwise selection by ${String(criterion).toUpperCase()}`
      : `stepwise selection by ${String(criterion).toUpperCase()} in ${resamples} bootstrap resamples (columns in at least ${Math.round(100 * Number(share))}% kept)`,
  'recursive-elimination': ({ keep = 10 }) =>
    `recursive elimination down to ${keep} columns${cite('recursive-elimination')}`,
  boruta: () => `Boruta${cite('boruta')}`,
  'principal-components': () => 'principal components',
  oversample: () => 'random oversampling of training rows',
  undersample: () => 'random undersampling of training rows',
  smote: () => `SMOTE of training rows${cite('smote')}`,
  'borderline-smote': () => `borderline-SMOTE of training rows${cite('borderline-smote')}`,
  adasyn: () => `ADASYN of training rows${cite('adasyn')}`,
  'class-weights': () => 'weights inverse to the size of classes',
};

function penaltyWords({ alpha = 1, lambda = 'min' }: Settings): string {
  if (lambda === 0) return 'without penalty';
  const kind =
    alpha === 1 ? 'lasso penalty' : alpha === 0 ? 'ridge penalty' : `elastic-net penalty (mixing ${alpha})`;
  const chosen =
    typeof lambda === 'number'
      ? `of ${lambda}`
      : `chosen by inner folds${lambda === '1se' ? ' within one standard error of the least deviance' : ''}`;
  return `with ${kind.startsWith('elastic') ? 'an' : 'a'} ${kind} ${chosen}`;
}

const penaltyKeys = ({ alpha = 1, lambda = 'min' }: Settings): ReferenceKey[] =>
  lambda === 0
    ? []
    : [...(alpha === 0 ? [] : [alpha === 1 ? ('lasso' as const) : ('elastic-net' as const)]), 'glmnet'];

const cited = (keys: readonly ReferenceKey[]): string => (keys.length === 0 ? '' : cite(...keys));

const trees = ({ trees: count = 500 }: Settings) => `of ${count} trees`;

/** A model in words. */
export function modelWords({ estimator, settings = {} }: Written['model']): string {
  const plain = estimator.replaceAll('-', ' ');
  switch (estimator) {
    case 'logistic-regression':
    case 'linear-regression':
      return `${plain} ${penaltyWords(settings)}${cited(penaltyKeys(settings))}`;
    case 'cox-regression':
      return `Cox regression${cite('cox')} ${penaltyWords(settings)}${cite('glmnet-cox')}`;
    case 'ordinal-regression':
      return `proportional-odds regression with a ridge penalty of ${settings.lambda ?? 0.01}${cite('ordinal')}`;
    case 'fine-gray':
      return `Fine and Gray's regression of the subdistribution hazard with a ridge penalty of ${settings.lambda ?? 0.01}${cite('fine-gray')}`;
    case 'random-forest':
      return `a random forest ${trees(settings)}${cite('forest')}`;
    case 'extra-trees':
      return `extremely randomised trees${cite('extra-trees')}`;
    case 'random-survival-forest':
      return `a random survival forest ${trees(settings)}${cite('survival-forest')}`;
    case 'gradient-boosting':
      return `gradient boosting of ${settings.rounds ?? 100} trees${cite('boosting')}`;
    case 'boosted-cox':
      return `gradient boosting of the Cox likelihood${cite('boosting')}`;
    case 'adaboost':
      return `AdaBoost of ${settings.rounds ?? 50} trees${cite('adaboost')}`;
    case 'support-vector-machine':
      return `a support vector machine${cite('support-vectors')}`;
    default:
      return plain;
  }
}

/** Steps in their order and the model, in words. */
function writtenWords({ steps = [], model }: Written): string {
  const parts = steps.map(({ step, settings = {} }) => {
    if (step === 'score') {
      const from = texts(settings.domains);
      const within = settings.pipeline as Written | undefined;
      const of = from.length === 0 ? 'the columns in scope' : `${listed(from)} columns`;
      return within === undefined
        ? `a score of ${of}`
        : `a score of ${of} (${writtenWords(within)}), of training rows by fits without them`;
    }
    return stepWords[step]?.(settings) ?? step.replaceAll('-', ' ');
  });
  return [...parts, modelWords(model)].join('; ');
}

/** A value of a setting as a reader sees it. */
const valueWords = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : typeof value === 'number'
      ? String(Number(value.toPrecision(4)))
      : JSON.stringify(value);

/** What a search tried of a setting: its values, or its range. */
function triedWords(over: unknown): string {
  if (Array.isArray(over)) return listed(over.map(valueWords));
  const { low, high } = over as { readonly low: number; readonly high: number };
  return `${valueWords(low)} to ${valueWords(high)}`;
}

/**
 * One pipeline of a plan as a sentence: steps and model with the settings that its final model has, those that a search
 * `chose` on all rows among them, and what the search tried.
 */
export function pipelineWords(plan: Plan, chose: Readonly<Record<string, unknown>> = {}): string {
  const { search } = plan;
  const over = Object.entries(search?.over ?? {}).map(([path, tried]) => {
    const [chosen] = Object.entries(chose).flatMap(([name, value]) => (name === path ? [value] : []));
    return `${path}${chosen === undefined ? '' : ` ${valueWords(chosen)}`} (of ${triedWords(tried)})`;
  });
  const searched =
    search === undefined
      ? ''
      : ` The settings ${listed(over)} were chosen by ${search.kind} search in inner folds; those given are of the final model, and each outer split chose its own.`;
  return `"${plan.name}": ${writtenWords(pipelineWith(plan, chose))}.${searched}`;
}

/** The settings that a search chose for the final model of a pipeline; none where nothing was searched. */
export const chosenOf = (
  { finals }: Pick<LearnResult, 'finals'>,
  name: string,
): Readonly<Record<string, unknown>> => finals.find((one) => one.name === name)?.chosen ?? {};
