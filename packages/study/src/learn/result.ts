import type {
  FinalModel,
  Frame,
  Outcome,
  PipelineComparison,
  PipelineSummary,
  Validation,
  ValidationPlan,
} from '@rachis/learning';
import type { Design } from '../design-findings/design.ts';
import type { DesignFinding } from '../design-findings/finding.ts';
import type { explanationFacts } from './explain.ts';
import type { FurtherFacts } from './further.ts';
import type { Appendix } from './page.ts';
import type { RunTaskOptions } from './run-tasks.ts';
import type { LearnSettings } from './settings.ts';
import type { LearnStage } from './stages.ts';
import type { StudyFacts } from './study-section.ts';

/** What `result.json` says of a pipeline. */
export type PipelineResult = Pick<PipelineSummary, 'name' | 'measures' | 'problems' | 'selection'>;

/** What stands in `result.json`. */
export interface LearnResult extends FurtherFacts {
  readonly rachis: string;
  readonly outcome: string;
  readonly kind: Outcome['kind'];
  readonly classes: readonly string[];
  readonly event: string | null;
  readonly rows: number;
  readonly subjects: number;
  readonly predictors: number;
  readonly warnings: readonly string[];
  /** Leaks and misleading designs that the table shows, severe ones first. */
  readonly findings: readonly DesignFinding[];
  readonly main: string;
  readonly pipelines: readonly PipelineResult[];
  readonly selected: PipelineResult | null;
  readonly comparisons: readonly PipelineComparison[];
  readonly permutations: Validation['permutations'];
  readonly explanations: readonly ReturnType<typeof explanationFacts>[];
  readonly external: readonly PipelineResult[];
  readonly finals: readonly Omit<FinalModel, 'state'>[];
  readonly plan: ValidationPlan;
  readonly settings: LearnSettings;
  readonly inputs: readonly { readonly path: string; readonly sha256: string }[];
}

/** What a caller adds once the results are known: files beside them, and a part of the page. */
export interface Addition {
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[];
  readonly appendix: Appendix;
}

/** What was said of a row while it was left out, the mean over repeats: higher is more of the event, or a larger value. */
export interface Said {
  readonly label: string;
  readonly value: number;
}

export interface LearnOptions extends RunTaskOptions {
  readonly settingsFile?: string;
  /** Told each part of the run as it begins. */
  readonly onStage?: (stage: LearnStage) => void;
  /** A pipeline without which there is no result, such as the one to be locked. */
  readonly needed?: string;
  readonly study?: StudyFacts;
  /** How often the external outcomes were looked at before, where the caller counts. */
  readonly looksBefore?: { readonly count: number; readonly register: string };
  /** Lists of predictors that the user gave elsewhere than in the settings. */
  readonly chosen?: Design['chosen'];
  /** Asked with the results and the names of the files that are going to be written. */
  readonly add?: (
    result: LearnResult,
    files: readonly string[],
    frame: Frame,
    said: (pipeline: string) => readonly Said[],
  ) => Promise<Addition>;
}
