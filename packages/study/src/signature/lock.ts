import { type Frame, type FrameColumn, type Json, restorePipeline } from '@rachis/learning';
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
  readonly images: Signature['images'];
  readonly pipeline: Json;
  readonly performance: Signature['performance'];
  /** SHA-256 of the training table. */
  readonly table: string;
}

interface StoredPipeline {
  readonly columns: readonly string[];
  readonly steps: readonly { readonly step: string; readonly state: unknown }[];
}

/** Columns that the model of a stored pipeline looks at, those behind a score included. */
function reached({ columns, steps }: StoredPipeline): Set<string> {
  const found = new Set(columns);
  for (const { step, state } of steps) {
    if (step !== 'score') continue;
    for (const name of reached((state as { pipeline: StoredPipeline }).pipeline)) found.add(name);
  }
  return found;
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
  const used = reached(parts.pipeline as unknown as StoredPipeline);
  // Sources of made columns (a category's, a component's) are not found by name: then all inputs may matter.
  const inputNames = new Set(frame.columns.map(({ name }) => name));
  const traced = [...used].some((name) => inputNames.has(name));
  const inputs = frame.columns.map((column) =>
    inputOf(column, !traced || used.has(column.name) || column.kind === 'category'),
  );
  const prepared = pipeline.prepare(frame);
  const centre = prepared.columns.map(({ name, values }) => ({
    name,
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
  }));
  const example = frame.columns.map((column) => inputValueOf(column, 0));
  const said = pipeline.predict(frameOfRow({ inputs }, example));
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
    outcome: { column: parts.outcome, kind: outcome.kind, classes },
    images: parts.images,
    inputs,
    pipeline: parts.pipeline,
    centre,
    training: {
      subjects: new Set(frame.groups).size,
      ...(events === undefined ? {} : { events }),
      table: parts.table,
    },
    performance: parts.performance,
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
