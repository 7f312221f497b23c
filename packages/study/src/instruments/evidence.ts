import type { ExtractionSettings } from '@rachis/features';
import type { DesignFinding } from '../design-findings/finding.ts';

/** What headers say of an acquisition value: of how many images, and the values that there are. */
export interface AcquisitionValue {
  readonly known: number;
  readonly values: readonly string[];
}

/** An image that features were taken of. */
export interface ImageEvidence {
  readonly name: string;
  /** CT, MR, PET or another word of the manifest; null where it names none. */
  readonly modality: string | null;
  readonly subjects: number;
  readonly features: number;
  /** The file with settings, hashes and headers, below the study's folder. */
  readonly provenance: string;
  readonly cases: number;
  readonly acquisition: Readonly<Record<string, AcquisitionValue>>;
  readonly settings: ExtractionSettings;
}

/** Measurements of the spine that were taken. */
export interface SpineEvidence {
  readonly name: string;
  readonly subjects: number;
  readonly measurements: number;
  /** What the labels mean, where the study says it for all. */
  readonly scheme: string | null;
}

/** A pipeline that was validated. */
export interface PipelineEvidence {
  readonly name: string;
  /** Ids of its steps in order, those of a score within it included. */
  readonly steps: readonly string[];
  readonly estimator: string;
  /** Whether the penalty of its linear model can leave columns out. */
  readonly sparse: boolean;
  /** What the columns that it may use are about. */
  readonly domains: readonly string[];
  /** Ids of measures that have a value and an interval. */
  readonly measures: readonly string[];
  /** Columns of its final model. */
  readonly columns: number;
  readonly searched: boolean;
  readonly calibration: string;
}

/** The list of stable features of a study, and what the study of stability beside it says of how it was made. */
export interface StabilityEvidence {
  readonly file: string;
  readonly design: string | null;
  readonly threshold: number | null;
  readonly conditions: number | null;
}

/** What a finished run knows, as far as instruments ask. */
export interface RunEvidence {
  readonly version: string;
  readonly studyFile: string;
  readonly images: readonly ImageEvidence[];
  readonly spines: readonly SpineEvidence[];
  /** Institutions that the manifest names. */
  readonly institutions: readonly string[];
  readonly tables: readonly { readonly file: string; readonly domain: string }[];
  /** What the predictors are about. */
  readonly domains: readonly string[];
  readonly subjects: number;
  readonly leftOut: number;
  readonly rows: number;
  readonly predictors: number;
  /** What Riley's criteria ask for, and under which assumption. */
  readonly needed?: { readonly subjects: number; readonly assumption: string };
  /** Cells of predictors without a value. */
  readonly missingCells: number;
  readonly outcome: {
    readonly column: string;
    readonly kind: 'classes' | 'ordinal' | 'continuous' | 'survival';
    readonly classes: readonly string[];
    /** Subjects of the rarest class, or with the event; null of a continuous outcome. */
    readonly events: number | null;
  };
  readonly main: string;
  readonly level: number;
  readonly pipelines: readonly PipelineEvidence[];
  /** The pipeline that becomes the signature. */
  readonly locked: string;
  readonly outer: {
    readonly kind: 'folds' | 'held-out' | 'by-site' | 'temporal' | 'bootstrap';
    readonly words: string;
  };
  readonly seed: string;
  readonly threshold: string;
  readonly comparisons: number;
  readonly permutations: number;
  readonly explained: number;
  readonly shap: number;
  /** Whether the final models were judged on another table. */
  readonly external: boolean;
  /** How often other models of the study had been judged on it before. */
  readonly externalBefore: number;
  /** Leaks and misleading designs that the table shows. */
  readonly findings: readonly DesignFinding[];
  /** Names of the files of the report. */
  readonly files: readonly string[];
  readonly site: string | null;
  readonly date: string | null;
  readonly harmonise: boolean;
  readonly stability: StabilityEvidence | null;
}

/** Something that a run knows: whether it holds, in a sentence, and where that stands. */
export interface Fact {
  readonly holds: boolean;
  readonly sentence: string;
  readonly where: string;
}

/** What a run knows of one thing; `undefined`: nothing. */
export type FactOf = (run: RunEvidence) => Fact | undefined;
