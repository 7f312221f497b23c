import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { columns, nearestName } from '@rachis/features';
import { type Formula, type Json, publishedFormulaId, restorePipeline } from '@rachis/learning';
import { RachisError } from '@rachis/volume';
import { checkSettings } from '../../check-settings.ts';
import { isModality, loadSettings, parseSettingsFile } from '../../settings-file.ts';
import { featureName } from '../../study/image-features.ts';
import { version } from '../../version.ts';
import { hashOf } from '../canonical.ts';
import { frameOfRow, type InputValue } from '../row.ts';
import { type Signature, type SignatureInput, signatureVersion } from '../schema.ts';
import { type PublishedFile, publishedSchema, type WrittenTerm } from './file.ts';
import { refuseContradictions } from './refuse.ts';

type Mistake = (message: string, remedy: string) => RachisError;

/** The images of the file with their settings, paths relative to the file. */
async function imagesOf(
  path: string,
  { images }: PublishedFile,
  mistake: Mistake,
): Promise<Signature['images']> {
  return Promise.all(
    images.map(async ({ settings: source, ...image }) => {
      const file =
        source === undefined || isModality(source) || isAbsolute(source)
          ? source
          : join(dirname(path), source);
      if (file !== undefined && !isModality(file) && !existsSync(file)) {
        throw mistake(
          `the settings ${source} of ${image.name} are not there.`,
          'Paths are relative to the file. CT, MR and PET stand for built-in settings.',
        );
      }
      const settings = JSON.parse(JSON.stringify(await loadSettings(file))) as Record<string, unknown>;
      return { ...image, settings };
    }),
  );
}

/** Every column must be a feature that an image has with its settings, or be said to come from a table. */
async function refuseUnknownColumns(
  { terms }: PublishedFile,
  images: Signature['images'],
  mistake: Mistake,
): Promise<void> {
  const features = images.flatMap(({ name, settings }) =>
    columns(settings as never).map(({ column }) => featureName(name, column)),
  );
  const known = new Set(features);
  for (const { column, domain } of terms) {
    if (domain !== undefined || known.has(column)) continue;
    const near = nearestName(column, features);
    throw mistake(
      `${column} is no feature of ${images.length === 0 ? 'an image, since there is none' : `${images.map(({ name }) => name).join(' or ')} with the settings`}${near === null ? '' : `; did you mean ${near}?`}`,
      'Features are written IMAGE_feature (rachis features lists them). A column of a table needs a domain, as domain: clinical.',
    );
  }
}

const kindOf = ({ categories }: WrittenTerm) =>
  categories === undefined ? ('numeric' as const) : ('category' as const);

/** Terms in the order of the columns that reach the model: a column of 0 and 1 for each category. */
const modelTerms = (
  term: WrittenTerm,
): { readonly column: string; readonly term: Formula['terms'][number] }[] => {
  const { column, coefficient, centre = 0, scale = 1, categories, steps } = term;
  if (categories !== undefined) {
    return Object.entries(categories).map(([category, adds]) => ({
      column: `${column}=${category}`,
      term: { coefficient: adds, centre: 0, scale: 1 },
    }));
  }
  if (steps !== undefined) {
    return [{ column, term: { from: steps.map(({ from }) => from), adds: steps.map(({ adds }) => adds) } }];
  }
  return [{ column, term: { coefficient: coefficient!, centre, scale } }];
};

function formulaOf(file: PublishedFile): Formula {
  const { link, intercept, terms, survival, probabilities } = file;
  return {
    link: link !== 'points' ? link : probabilities === undefined ? 'none' : 'table',
    intercept,
    terms: terms.flatMap((term) => modelTerms(term).map((one) => one.term)),
    ...(probabilities === undefined
      ? {}
      : {
          table: {
            from: probabilities.map(({ from }) => from),
            probabilities: probabilities.map(({ probability }) => probability),
          },
        }),
    ...(survival === undefined
      ? {}
      : {
          baseline: {
            times: survival.map(({ time }) => time),
            survival: survival.map(({ baseline }) => baseline),
          },
        }),
  };
}

function pipelineOf(file: PublishedFile): Json {
  const { terms, threshold } = file;
  const categories = terms.flatMap(({ column, categories: own }) =>
    own === undefined ? [] : [{ name: column, categories: Object.keys(own), reference: null }],
  );
  return {
    inputs: terms.map((term) => ({ name: term.column, kind: kindOf(term) })),
    steps:
      categories.length === 0 ? [] : [{ step: 'encode', state: { unseen: 'refuse', columns: categories } }],
    model: { estimator: publishedFormulaId, state: formulaOf(file) as unknown as Json },
    columns: terms.flatMap((term) => modelTerms(term).map(({ column }) => column)),
    ...(threshold === undefined ? {} : { threshold }),
  } as Json;
}

/** The examples of the paper must come out: a slip in one coefficient is seen here. */
function holdToExamples(
  { examples, terms }: PublishedFile,
  predict: (values: readonly InputValue[]) => { score: number; probability: number | undefined },
  mistake: Mistake,
): void {
  examples.forEach(({ values, score, probability, within }, at) => {
    const unknown = Object.keys(values).find((name) => !terms.some(({ column }) => column === name));
    const absent = terms.find(({ column }) => !Object.hasOwn(values, column));
    if (unknown !== undefined || absent !== undefined) {
      throw mistake(
        `example ${at + 1} ${absent === undefined ? `has ${unknown}, which no term has` : `lacks ${absent.column}`}.`,
        'Give each column of the terms one value.',
      );
    }
    const said = predict(terms.map(({ column }) => values[column]!));
    for (const [word, wanted, found] of [
      ['score', score, said.score],
      ['probability', probability, said.probability],
    ] as const) {
      if (wanted === undefined || (found !== undefined && Math.abs(found - wanted) <= within)) continue;
      throw mistake(
        `example ${at + 1} has the ${word} ${wanted}, and the formula gives ${found === undefined ? 'none' : Number(found.toPrecision(8))}.`,
        'Check the coefficients, the intercept, centres and scales; "within" is how far the paper rounds.',
      );
    }
  });
}

const unknownTraining =
  'it was written down from a paper, which has its formula and not its training patients';

/**
 * A locked signature from a file in which a person wrote a paper's formula down. What the paper does not print (ranges
 * of the training patients, refits) is not in it. `SETTINGS_INVALID` names what is wrong: keys, unknown or double columns,
 * terms without a coefficient, examples that do not come out.
 */
export async function writePublished(path: string): Promise<Signature> {
  const file = checkSettings(publishedSchema, await parseSettingsFile(path), `The signature file ${path}`);
  const mistake: Mistake = (message, remedy) =>
    new RachisError('SETTINGS_INVALID', `The signature file ${path}: ${message}`, { file: path, remedy });
  refuseContradictions(file, mistake);
  const images = await imagesOf(path, file, mistake);
  await refuseUnknownColumns(file, images, mistake);
  const { terms, outcome, training } = file;
  const inputs = terms.map(
    (term): SignatureInput => ({
      name: term.column,
      kind: kindOf(term),
      domain: term.domain ?? 'radiomic',
      used: true,
      ...(term.categories === undefined ? {} : { categories: Object.keys(term.categories) }),
    }),
  );
  const pipeline = pipelineOf(file);
  const restored = restorePipeline(pipeline);
  const predict = (values: readonly InputValue[]) => restored.predict(frameOfRow({ inputs }, values));
  holdToExamples(
    file,
    (values) => {
      const { scores, probabilities } = predict(values);
      return { score: scores[0]!, probability: probabilities?.data[1] };
    },
    mistake,
  );
  const example = terms.map(
    ({ column, categories, centre = 0 }): InputValue =>
      file.examples[0]?.values[column] ?? (categories === undefined ? centre : Object.keys(categories)[0]!),
  );
  const said = predict(example);
  const codes = outcome.kind === 'survival' && outcome.event !== undefined;
  const content: Omit<Signature, 'hash'> = {
    format: 'rachis-signature',
    version: signatureVersion,
    rachis: version,
    name: file.name,
    study: file.paper,
    intendedUse: file.intendedUse,
    outcome: {
      column: outcome.column,
      kind: outcome.kind,
      classes: outcome.classes ?? [],
      ...(codes ? { event: String(outcome.event), competing: (outcome.competing ?? []).map(String) } : {}),
    },
    images,
    inputs,
    pipeline,
    centre: terms.flatMap((term) =>
      modelTerms(term).map(({ column }) => ({ name: column, mean: term.centre ?? 0 })),
    ),
    training: {
      ...training,
      ...(file.survival === undefined ? {} : { horizons: file.survival.map(({ time }) => time) }),
    },
    published: {
      paper: file.paper,
      ...(file.doi === undefined ? {} : { doi: file.doi }),
      ...(file.cutoff === undefined ? {} : { cutoff: file.cutoff }),
    },
    performance: [],
    uncertainty: { kind: 'none', reason: `${unknownTraining}.` },
    cloud: unknownTraining,
    example: {
      inputs: example,
      score: said.scores[0]!,
      ...(said.probabilities === undefined ? {} : { probabilities: [...said.probabilities.data] }),
    },
  };
  // As it will be read: without what JSON leaves out.
  const plain = JSON.parse(JSON.stringify(content)) as Omit<Signature, 'hash'>;
  return { ...plain, hash: hashOf(plain) };
}
