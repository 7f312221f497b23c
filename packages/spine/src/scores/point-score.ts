import { RachisError } from '@rachis/volume';
import { isLevel, type Level } from '../levels.ts';
import type { Standing } from '../measurement.ts';

/** One answer to a component of a score. */
export interface ScoreOption {
  readonly id: string;
  readonly points: number;
  readonly text: string;
}

/** A component of a score, and who can say it: the image, the reader of the image, or the record. */
export interface ScoreComponent {
  readonly id: string;
  readonly from: 'image' | 'reader' | 'record';
  readonly options: readonly ScoreOption[];
  /** What a level of the spine answers, where the component asks for the place. */
  readonly ofLevel?: (level: Level) => string;
}

/** A score that sums points. */
export interface PointScore {
  readonly id: string;
  readonly name: string;
  readonly reference: string;
  readonly standing: Standing;
  readonly range: readonly [least: number, most: number];
  readonly components: readonly ScoreComponent[];
  readonly categories: readonly {
    readonly name: string;
    readonly least: number;
    readonly most: number;
  }[];
}

/** A score of one subject: null where components are missing, with the range that is still possible. */
export interface ScoreResult {
  readonly id: string;
  readonly total: number | null;
  readonly possible: readonly [least: number, most: number];
  /** Category of the total; also where components are missing, if every possible total has it. */
  readonly category: string | null;
  readonly points: Readonly<Record<string, number>>;
  readonly missing: readonly string[];
  readonly standing: Standing;
}

/** Category of a total, or null where the score has none. */
export function categoryOf(score: PointScore, total: number): string | null {
  return score.categories.find(({ least, most }) => total >= least && total <= most)?.name ?? null;
}

function optionOf(score: PointScore, component: ScoreComponent, answer: string): ScoreOption {
  const level = answer.toUpperCase();
  const meant = component.ofLevel !== undefined && isLevel(level) ? component.ofLevel(level) : answer;
  const found = component.options.find(({ id }) => id.toLowerCase() === meant.toLowerCase());
  if (found !== undefined) return found;
  throw new RachisError('ARGUMENT_INVALID', `${score.name}: "${answer}" is no answer to ${component.id}.`, {
    remedy: `It can be ${component.options.map(({ id, text }) => `${id} (${text})`).join(', ')}.`,
  });
}

/**
 * The sum of a score's points from answers by component. Empty and absent answers are missing: no total then.
 * `ARGUMENT_INVALID` for a component or an answer that the score does not have.
 */
export function sumScore(score: PointScore, answers: Readonly<Record<string, string>>): ScoreResult {
  const unknown = Object.keys(answers).find((id) => !score.components.some((one) => one.id === id));
  if (unknown !== undefined)
    throw new RachisError('ARGUMENT_INVALID', `${score.name} has no component ${unknown}.`, {
      remedy: `Its components are ${score.components.map(({ id }) => id).join(', ')}.`,
    });
  const points: Record<string, number> = {};
  const missing: string[] = [];
  let [least, most] = [0, 0];
  for (const component of score.components) {
    const answer = answers[component.id] ?? '';
    const all = component.options.map((option) => option.points);
    if (answer === '') {
      missing.push(component.id);
      least += Math.min(...all);
      most += Math.max(...all);
      continue;
    }
    const given = optionOf(score, component, answer).points;
    points[component.id] = given;
    least += given;
    most += given;
  }
  const [low, high] = [categoryOf(score, least), categoryOf(score, most)];
  return {
    id: score.id,
    total: missing.length === 0 ? least : null,
    possible: [least, most],
    category: low === high ? low : null,
    points,
    missing,
    standing: score.standing,
  };
}
