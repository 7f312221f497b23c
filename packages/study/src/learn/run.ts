import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import {
  type FoldTask,
  type Frame,
  type PipelineSummary,
  reviewFrame,
  type Validation,
  type ValidationPlan,
  validate,
  validationSchema,
} from '@rachis/learning';
import { RachisError } from '@rachis/volume';
import { writeTogether } from '@rachis/formats';
import { checkSettings } from '../check-settings.ts';
import { parseSettingsFile } from '../settings-file.ts';
import { groupingsOf } from '../subgroups/groupings.ts';
import { encodeTable } from '../tables/encode-table.ts';
import { version } from '../version.ts';
import { defaultPipelines } from './default-pipelines.ts';
import type { DesignFinding } from '../design-findings/finding.ts';
import { headlineOf } from '../design-findings/section.ts';
import { explainPipelines, explanationFacts, explanationPlan } from './explain.ts';
import { coefficientTable, effectTable, importanceTable, shapTable } from './explain-tables.ts';
import { judgeExternal, outcomeAsTrained, refuseSharedSubjects, settingsOutside } from './external.ts';
import { learnFindings } from './findings.ts';
import { frameFor } from './frame.ts';
import { decisionsOf, furtherParts } from './further.ts';
import { competingNote } from './competing-note.ts';
import { type MainMeasure, mainMeasure } from './main-measure.ts';
import { fitBeside } from './beside.ts';
import { learnPage } from './page.ts';
import { refuseReclassification } from './reclassification.ts';
import { imputedValidations } from './imputations.ts';
import type { LearnOptions, LearnResult } from './result.ts';
import { readSubjects } from './read-subjects.ts';
import { truthOf } from './truth.ts';
import { undecidedNote } from './undecided-note.ts';
import { usablePipelines } from './usable-pipelines.ts';
import { quickSettings } from './quick.ts';
import { type LearnResults, runTasks } from './run-tasks.ts';
import { saidOf } from './said.ts';
import { stageClock, type StageSeconds } from './stages.ts';
import { type LearnSettings, learnSchema } from './settings.ts';
import { tableOneOf } from './table-one.ts';
import { comparisonTable, foldTable, measureTable, predictionTable, selectionTable } from './tables.ts';

/** What learning from a table found. */
export interface LearnOutcome {
  readonly rows: number;
  readonly subjects: number;
  readonly warnings: readonly string[];
  /** Leaks and misleading designs that the table shows, severe ones first. */
  readonly findings: readonly DesignFinding[];
  /** What must be said beside the main measure; undefined where no finding is a problem. */
  readonly headline: string | undefined;
  readonly pipelines: readonly PipelineSummary[];
  readonly selected?: PipelineSummary;
  readonly main: MainMeasure;
  readonly written: readonly string[];
  /** Where the time went. */
  readonly seconds: StageSeconds;
}

/** Settings of learning: those of a file, with what was said beside it on top. */
export async function loadLearnSettings(path: string | undefined, given: object): Promise<LearnSettings> {
  const read = path === undefined ? {} : ((await parseSettingsFile(path)) as object | null);
  return checkSettings(
    learnSchema,
    { ...read, ...given },
    path === undefined ? 'The settings' : `The settings file ${path}`,
  );
}

const planFor = (frame: Frame, settings: LearnSettings): ValidationPlan =>
  validationSchema.parse({
    pipelines: settings.pipelines ?? defaultPipelines(frame.outcome!),
    outer: settings.outer ?? { kind: 'folds', folds: 5, repeats: 5 },
    inner: settings.inner,
    ...(settings.criterion === undefined ? {} : { criterion: settings.criterion }),
    threshold: settings.threshold,
    seed: settings.seed,
  });

function refuseEqualNames({ pipelines }: ValidationPlan): void {
  const names = pipelines.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice === undefined) return;
  throw new RachisError('SETTINGS_INVALID', `Two pipelines are called "${twice}".`, {
    remedy: 'Rename one of them.',
  });
}

const hashOf = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

const fileName = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '') || 'pipeline';

/** The file of a final model. */
export const modelFileName = (name: string): string => `model-${fileName(name)}.json`;

const countSubjects = ({ groups }: Frame) => new Set(groups).size;

/**
 * Learns from one table: nested validation of pipelines, final models, tables, figures and a page, written into
 * `folder` together. The same table, settings and seed give the same bytes with any number of threads.
 * Errors: those of reading, of settings, `DATA_UNSUITABLE` and `LEAK` of what cannot be learned from; nothing is written
 * then.
 */
export async function learn(
  path: string,
  folder: string,
  given: LearnSettings,
  options: LearnOptions = {},
): Promise<LearnOutcome> {
  const clock = stageClock(options.onStage);
  clock.enter('reading');
  const table = await readSubjects(path, given);
  const { frame, notes, rows, dates } = frameFor(table, given, path);
  const quick = given.quick === true ? quickSettings(given, frame) : undefined;
  const settings = quick?.settings ?? given;
  clock.enter('checks');
  const warnings = [
    ...(quick === undefined ? [] : [quick.note]),
    ...(options.study?.notes ?? []),
    ...notes,
    ...competingNote(frame),
    ...reviewFrame(frame).map(({ message }) => message),
  ];
  const asked = planFor(frame, settings);
  refuseEqualNames(asked);
  refuseReclassification(
    frame,
    asked.pipelines.map(({ name }) => name),
    settings.reclassification,
  );
  const groupings = groupingsOf(table, rows, settings.subgroups, path);
  const beside = (file: string) =>
    isAbsolute(file) || options.settingsFile === undefined ? file : join(dirname(options.settingsFile), file);
  const external = settings.external === undefined ? undefined : beside(settings.external);
  const other =
    external === undefined
      ? settings
      : settingsOutside(
          settings,
          (await readSubjects(external, { ...settings, domains: {} })).columns.map(({ name }) => name),
        );
  const outside = external === undefined ? undefined : await readSubjects(external, other);
  refuseSharedSubjects(table.subjects, outside?.subjects);
  const outcome = frame.outcome!;
  // Before hours of fitting: what is wrong with the external table is known now.
  const read =
    outside === undefined || external === undefined ? undefined : frameFor(outside, other, external);
  const others = read && {
    ...read.frame,
    outcome: outcomeAsTrained(outcome, read.frame.outcome!, settings.outcome, external!),
  };
  const explaining = explanationPlan(frame, asked, settings);
  const data = {
    frame,
    plan: asked,
    ...(dates === undefined ? {} : { dates }),
    ...(explaining === undefined ? {} : { explaining }),
  };
  let done: LearnResults = { folds: [], finals: [], explaining: 0 };
  const run = async (tasks: readonly FoldTask[]) => {
    clock.enter('fits');
    done = await runTasks(data, tasks, options);
    clock.add('explanation in the folds', done.explaining);
    clock.enter('intervals');
    return done.folds;
  };
  const { level, permutations } = settings;
  const judging = { ...(dates === undefined ? {} : { dates }), level, permutations };
  const first: Validation = await validate(frame, asked, { ...judging, run });
  const usable = usablePipelines(asked, first.pipelines, done.finals, done.folds, {
    file: path,
    needed: options.needed,
  });
  const plan = usable?.plan ?? asked;
  const finals = usable?.finals ?? done.finals.flatMap(({ model }) => (model === null ? [] : [model]));
  const validation =
    usable === null
      ? first
      : await validate(frame, plan, { ...judging, run: async (tasks) => tasks.map(usable.resultOf) });
  warnings.push(...(usable?.notes ?? []));
  const { pipelines, selected, splits, comparisons } = validation;
  const shown = [...pipelines, ...(selected === undefined ? [] : [selected])];
  for (const { name, problems, results } of pipelines) {
    if (problems.length === 0) continue;
    warnings.push(
      `${name} could not be fitted in ${problems.length} of ${results.length} splits. ${problems[0]}`,
    );
  }
  warnings.push(...pipelines.flatMap(undecidedNote));
  clock.enter('checks');
  const { findings, look } = await learnFindings(
    { file: path, table, framed: { frame, rows } },
    read && { file: external!, table: outside!, framed: read },
    folder,
    settings,
    plan.pipelines.map(({ name }) => name),
    options,
  );
  clock.enter('intervals');
  const judged = others === undefined ? [] : judgeExternal(finals, others, settings);
  const classes = 'classes' in outcome ? outcome.classes : [];
  const label = (row: number) => table.subjects?.[rows[row]!] ?? `row ${rows[row]! + 1}`;
  const main = mainMeasure(outcome);
  clock.enter('figures');
  const { learnFigures } = await import('./figures.ts');
  const { nomogramFigures } = await import('./nomogram-figure.ts');
  const decisions = decisionsOf(frame, pipelines, splits, settings);
  const figures = [
    ...learnFigures(frame, pipelines, splits, main, decisions),
    ...nomogramFigures(frame, finals),
  ];
  clock.enter('explanation of the final models');
  const explained =
    explaining === undefined ? [] : explainPipelines(frame, pipelines, finals, explaining, settings);
  clock.enter('figures');
  const { explanationFigures } = await import('./explain-figures.ts');
  const explanations = explained.map((one, at) => ({
    ...one,
    figures: explanationFigures(one, classes, at + 1),
  }));
  clock.enter('bootstrap, learning curve and imputations');
  const besides = await fitBeside(
    frame,
    plan,
    splits,
    pipelines.flatMap(({ results }) => results),
    settings,
    {
      ...options,
      ...(dates === undefined ? {} : { dates }),
    },
  );
  const imputed = await imputedValidations(frame, plan, splits, settings, {
    ...options,
    ...(dates === undefined ? {} : { dates }),
  });
  clock.enter('figures');
  const further = await furtherParts(
    {
      frame,
      pipelines,
      splits,
      external: others,
      judged,
      decisions,
      groupings,
      main,
      besides,
      imputed,
      criterion: plan.criterion,
    },
    settings,
  );
  const encoder = new TextEncoder();
  const json = (value: unknown) => encoder.encode(`${JSON.stringify(value, null, 2)}\n`);
  const summaryOf = ({ name, measures, problems, selection }: PipelineSummary) => ({
    name,
    measures,
    problems,
    selection: selection.slice(0, 100),
  });
  const inputs = [
    path,
    ...(external === undefined ? [] : [external]),
    ...(options.settingsFile === undefined ? [] : [options.settingsFile]),
  ];
  const description = tableOneOf(table, frame, settings);
  const facts = {
    rachis: version,
    outcome: settings.outcome,
    kind: outcome.kind,
    classes,
    event: classes.length === 2 ? classes[1]! : null,
    rows: frame.rows,
    subjects: countSubjects(frame),
    predictors: frame.columns.length,
    warnings,
    findings,
  };
  const csv = async (name: string, content: Parameters<typeof encodeTable>[1]) => ({
    name,
    bytes: await encodeTable(name, content),
  });
  const result: LearnResult = {
    ...facts,
    main: main.id,
    pipelines: pipelines.map(summaryOf),
    selected: selected === undefined ? null : summaryOf(selected),
    comparisons,
    permutations: validation.permutations,
    explanations: explained.map(explanationFacts),
    external: judged.map(summaryOf),
    ...further.facts,
    finals: finals.map(({ name, chosen, columns, candidates }) => ({
      name,
      chosen,
      columns,
      candidates,
    })),
    plan,
    settings,
    inputs: inputs.map((file) => ({ path: file, sha256: hashOf(file) })),
  };
  clock.enter('writing');
  const files = [
    {
      name: 'result.json',
      bytes: json(result),
    },
    await csv('measures.csv', measureTable(shown)),
    ...(judged.length > 0 ? [await csv('external.csv', measureTable(judged))] : []),
    await csv('predictions.csv', predictionTable(pipelines, splits, label, truthOf(outcome), classes)),
    await csv('folds.csv', foldTable(pipelines, splits)),
    await csv('selection.csv', selectionTable(pipelines)),
    await csv('comparisons.csv', comparisonTable(validation)),
    ...(await Promise.all(further.tables.map(({ name, table: own }) => csv(name, own)))),
    ...(description === undefined ? [] : [await csv('table-one.csv', description)]),
    ...(explained.length === 0
      ? []
      : [
          await csv('importance.csv', importanceTable(explained)),
          await csv('coefficients.csv', coefficientTable(explained, classes)),
          await csv('shap.csv', shapTable(explained, classes)),
          await csv('effects.csv', effectTable(explained)),
        ]),
    ...finals.map(({ name, state }) => ({
      name: modelFileName(name),
      bytes: json({ rachis: version, name, outcome: settings.outcome, classes, pipeline: state }),
    })),
    ...[...figures, ...further.figures, ...explanations.flatMap((one) => one.figures)].map(
      ({ name, svg }) => ({
        name,
        bytes: encoder.encode(svg),
      }),
    ),
  ];
  const added = await options.add?.(
    result,
    files.map(({ name }) => name),
    frame,
    (pipeline) => saidOf(frame, pipelines.find(({ name }) => name === pipeline)!, splits, label),
  );
  files.push(...(added?.files ?? []), {
    name: 'index.html',
    bytes: encoder.encode(
      learnPage({
        ...facts,
        main,
        shown,
        judged,
        comparisons,
        figures,
        further: further.html,
        explanations,
        plan,
        level,
        ...(options.study === undefined ? {} : { study: options.study }),
        ...(added === undefined ? {} : { appendix: added.appendix }),
      }),
    ),
  });
  await mkdir(folder, { recursive: true }).catch((cause) => {
    throw new RachisError('FILE_NOT_WRITABLE', `The folder ${folder} cannot be made.`, {
      file: folder,
      cause,
    });
  });
  await writeTogether(files.map(({ name, bytes }) => ({ path: join(folder, name), parts: [bytes] })));
  await look?.finish(result.external);
  return {
    rows: frame.rows,
    subjects: countSubjects(frame),
    warnings,
    findings,
    headline: headlineOf(findings),
    pipelines,
    ...(selected === undefined ? {} : { selected }),
    main,
    written: files.map(({ name }) => join(folder, name)),
    seconds: clock.end(),
  };
}
