import {
  columnSources,
  eventTimes,
  type FittedPipeline,
  type Frame,
  type FrameColumn,
  type Json,
  restorePipeline,
} from '@rachis/learning';
import { hashOf } from './canonical.ts';
import { frameOfRow, type InputValue } from './row.ts';
import { type Signature, type SignatureInput, signatureVersion } from './schema.ts';

/** What a signature is made of, beside what follows from the training rows. */
export interface SignatureParts {
  readonly rachis: string;
  readonly name: string;
  readonly study: string;
  readonly intendedUse: string;
  readonly outcome: string;
  /** Of survival: codes of the event and of competing ones. */
  readonly codes?: { readonly event: string; readonly competing: readonly string[] };
  /** Column of sites, where the study has one. */
  readonly site?: string;
  readonly images: Signature['images'];
  readonly pipeline: Json;
  readonly performance: Signature['performance'];
  /** SHA-256 of the training table. */
  readonly table: string;
}

/** Columns of the table that a pipeline looks at, and of those behind a score the ones that its own model looks at. */
function usedInputs(pipeline: FittedPipeline): Set<string> {
  const used = new Set(columnSources(pipeline).flatMap(({ inputs }) => [...inputs]));
  for (const step of pipeline.steps) {
    if (step.step !== 'score') continue;
    const { columns, pipeline: scored } = step.state() as unknown as { columns: string[]; pipeline: Json };
    const own = usedInputs(restorePipeline(scored));
    for (const name of columns) if (!own.has(name)) used.delete(name);
  }
  return used;
}

function quantile(sorted: Float64Array, p: number): number {
  const at = p * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low]! + (at - low) * (sorted[high]! - sorted[low]!);
}

function inputOf({ name, kind, domain, categories, values }: FrameColumn, used: boolean): SignatureInput {
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  const shared = {
    name,
    kind,
    ...(domain === undefined ? {} : { domain }),
    used,
    missing: values.length - known.length,
  };
  if (kind === 'category') return { ...shared, categories: [...categories!] };
  if (known.length === 0) return shared;
  return {
    ...shared,
    range: {
      minimum: known[0]!,
      low: quantile(known, 0.01),
      median: quantile(known, 0.5),
      high: quantile(known, 0.99),
      maximum: known.at(-1)!,
    },
  };
}

const inputValueOf = ({ kind, categories, values }: FrameColumn, row: number): InputValue => {
  const value = values[row]!;
  if (Number.isNaN(value)) return null;
  return kind === 'category' ? categories![value]! : value;
};

/** A signature from a fitted pipeline and the rows it was fitted on; its hash locks it. */
export function lockSignature(parts: SignatureParts, frame: Frame): Signature {
  const pipeline = restorePipeline(parts.pipeline);
  const used = usedInputs(pipeline);
  const inputs = frame.columns.map((column) => inputOf(column, used.has(column.name)));
  const prepared = pipeline.prepare(frame);
  const centre = prepared.columns.map(({ name, values }) => ({
    name,
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
  }));
  const example = frame.columns.map((column) => inputValueOf(column, 0));
  const bySite = columnSources(pipeline).some((source) => source.bySite);
  const site =
    bySite && parts.site !== undefined && frame.sites !== undefined
      ? { column: parts.site, names: [...frame.siteNames!] }
      : undefined;
  const ofExample = site === undefined ? undefined : site.names[frame.sites![0]!];
  const said = pipeline.predict(frameOfRow({ inputs }, example, ofExample));
  const outcome = frame.outcome!;
  const classes = 'classes' in outcome ? [...outcome.classes] : [];
  const events =
    outcome.kind === 'survival'
      ? outcome.events.filter((event) => event === 1).length
      : 'codes' in outcome && classes.length === 2
        ? outcome.codes.filter((code) => code === 1).length
        : undefined;
  const content: Omit<Signature, 'hash'> = {
    format: 'rachis-signature',
    version: signatureVersion,
    rachis: parts.rachis,
    name: parts.name,
    study: parts.study,
    intendedUse: parts.intendedUse,
    outcome: {
      column: parts.outcome,
      kind: outcome.kind,
      classes,
      ...(parts.codes === undefined || outcome.kind !== 'survival'
        ? {}
        : { event: parts.codes.event, competing: [...parts.codes.competing] }),
    },
    images: parts.images,
    ...(site === undefined ? {} : { site }),
    inputs,
    pipeline: parts.pipeline,
    centre,
    training: {
      subjects: new Set(frame.groups).size,
      ...(events === undefined ? {} : { events }),
      ...(outcome.kind === 'survival' ? { horizons: [...eventTimes(outcome)] } : {}),
      table: parts.table,
    },
    performance: parts.performance,
    example: {
      inputs: example,
      ...(ofExample === undefined ? {} : { site: ofExample }),
      score: said.scores[0]!,
      ...(said.probabilities === undefined ? {} : { probabilities: [...said.probabilities.data] }),
    },
  };
  // As it will be read: without what JSON leaves out.
  const plain = JSON.parse(JSON.stringify(content)) as Omit<Signature, 'hash'>;
  return { ...plain, hash: hashOf(plain) };
}
