import type { FrameColumn } from '@rachis/learning';
import { type Association, associationOf } from './association.ts';
import type { Design } from './design.ts';
import type { DesignFinding } from './finding.ts';
import { type OutcomeScore, outcomeScores } from './outcome-scores.ts';
import { segmentsOf } from './segments.ts';
import { CompareSpace, firstOfEqual } from './space.ts';
import {
  type NearestRows,
  nearestRows,
  neighboursNeeded,
  logRatios,
  neighbourDimension,
  otherDistances,
  type PackedRows,
  quantile,
  type RowBetween,
} from '@rachis/statistics';

/** Rows of the table in the space in which they are compared, each with its nearest of other subjects. */
export interface Neighbourhood {
  readonly space: CompareSpace;
  /** Rows of the frame that are compared: of equal ones the first. */
  readonly rows: readonly number[];
  readonly placed: PackedRows;
  readonly nearest: NearestRows;
  readonly ratios: Float64Array;
  readonly dimension: number;
  /** Lower quartile of the distances of rows to their nearest, copies left out: what is far below it is nearer than noise allows. */
  readonly usual: number;
}

/** So many rows on lines between others, at least, are not chance. */
const fewestBetween = 3;

/** A design with what several checks need, computed once and when it is first asked for. */
export class DesignContext {
  readonly design: Design;
  #scores: readonly OutcomeScore[] | undefined;
  #first: Int32Array | undefined;
  #associations: readonly Association[] | undefined;
  #between: readonly RowBetween[] | undefined;
  #share: number | undefined;
  #neighbourhood: Neighbourhood | null | undefined;

  constructor(design: Design) {
    this.design = design;
  }

  get scores(): readonly OutcomeScore[] {
    this.#scores ??= outcomeScores(this.design.frame.outcome!);
    return this.#scores;
  }

  /** Each row's first row that is equal to it in every numeric predictor. */
  get first(): Int32Array {
    this.#first ??= firstOfEqual(this.design.frame.columns, this.design.frame.rows);
    return this.#first;
  }

  /** How a column alone goes with the outcome. */
  associate(column: Pick<FrameColumn, 'kind' | 'values'>): Association {
    const { groups, rows } = this.design.frame;
    this.#share ??= new Set(groups).size / rows;
    return associationOf(column, this.scores, this.#share);
  }

  /** How each predictor alone goes with the outcome. */
  get associations(): readonly Association[] {
    this.#associations ??= this.design.frame.columns.map((column) => this.associate(column));
    return this.#associations;
  }

  /** Rows on the straight line between two others, where there are several: one may be chance. */
  get between(): readonly RowBetween[] {
    if (this.#between === undefined) {
      const found = segmentsOf(this.design.frame, this.first);
      this.#between = found.length < fewestBetween ? [] : found;
    }
    return this.#between;
  }

  /** undefined where columns or rows are too few to tell rows apart. */
  get neighbourhood(): Neighbourhood | undefined {
    if (this.#neighbourhood === undefined) this.#neighbourhood = neighbourhoodOf(this) ?? null;
    return this.#neighbourhood ?? undefined;
  }
}

/** One thing that tables are looked through for. */
export type DesignCheck = (context: DesignContext) => readonly DesignFinding[];

/** Rows beyond which distances are of a part of them, drawn by chance. */
const mostRows = 5000;

function neighbourhoodOf({ design, first }: DesignContext): Neighbourhood | undefined {
  const { frame } = design;
  const rows = Array.from(first.keys()).filter((row) => first[row] === row);
  const used =
    rows.length > mostRows ? rows.filter((_, at) => at % Math.ceil(rows.length / mostRows) === 0) : rows;
  if (used.length < 12) return undefined;
  const space = new CompareSpace(frame.columns, used, design.external?.frame.rows);
  if (!space.tells) return undefined;
  const placed = space.place(frame, used);
  const { groups } = frame;
  const apart = (i: number, j: number) => groups[used[i]!] === groups[used[j]!];
  const nearest = nearestRows(placed, neighboursNeeded, apart);
  const ratios = logRatios(nearest, 'others');
  const dimension = neighbourDimension(ratios);
  if (!(dimension > 0)) return undefined;
  const distances = otherDistances(nearest).filter((distance) => !Number.isNaN(distance));
  const usual = distances.length === 0 ? NaN : quantile(distances, 0.25);
  return { space, rows: used, placed, nearest, ratios, dimension, usual };
}
