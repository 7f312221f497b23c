import type { RachisError } from '@rachis/volume';
import type { PublishedFile, WrittenTerm } from './file.ts';

type Mistake = (message: string, remedy: string) => RachisError;

const ascending = (values: readonly number[]) =>
  values.every((value, at) => at === 0 || value > values[at - 1]!);

function refuseTerm(
  { column, coefficient, centre, scale, categories, steps }: WrittenTerm,
  mistake: Mistake,
): void {
  const shapes = [coefficient, categories, steps].filter((shape) => shape !== undefined).length;
  if (shapes === 0) {
    throw mistake(`${column} has no coefficient.`, 'Write coefficient, or categories, or steps.');
  }
  if (shapes > 1) {
    throw mistake(
      `${column} has more than one of coefficient, categories and steps.`,
      'Take the one that the paper has.',
    );
  }
  if (coefficient === undefined && (centre !== undefined || scale !== undefined)) {
    throw mistake(
      `${column} has a centre or a scale without a coefficient.`,
      'They are of coefficients alone.',
    );
  }
  if (steps !== undefined && !ascending(steps.map(({ from }) => from))) {
    throw mistake(`the steps of ${column} are not in ascending order.`, 'Begin with the lowest.');
  }
}

/** What the schema cannot see: parts that do not go together. */
export function refuseContradictions(file: PublishedFile, mistake: Mistake): void {
  const { terms, outcome, link, survival, probabilities, threshold, cutoff, images } = file;
  const names = terms.map(({ column }) => column);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined)
    throw mistake(`${twice} has two terms.`, 'A column has one: add what they say up.');
  const imageNames = images.map(({ name }) => name);
  const double = imageNames.find((name, at) => imageNames.indexOf(name) !== at);
  if (double !== undefined) throw mistake(`two images are called ${double}.`, 'Rename one of them.');
  for (const term of terms) refuseTerm(term, mistake);
  const wanted = { logit: 'classes', cox: 'survival', identity: undefined, points: undefined }[link];
  if (wanted !== undefined && outcome.kind !== wanted) {
    throw mistake(
      `link ${link} is of outcomes of kind ${wanted}, not ${outcome.kind}.`,
      'Change one of them.',
    );
  }
  if ((outcome.kind === 'classes') !== (outcome.classes !== undefined)) {
    throw mistake(
      outcome.kind === 'classes' ? 'the outcome has no classes.' : 'an outcome of this kind has no classes.',
      'Write classes: [other, event] where the kind is classes, and only there.',
    );
  }
  if (survival !== undefined && link !== 'cox') {
    throw mistake('survival is of link cox alone.', 'Leave it out.');
  }
  if (survival !== undefined && !ascending(survival.map(({ time }) => time))) {
    throw mistake('the times of survival are not in ascending order.', 'Begin with the earliest.');
  }
  if (probabilities !== undefined && (link !== 'points' || outcome.kind !== 'classes')) {
    throw mistake('probabilities by points are of link points and two classes.', 'Leave them out.');
  }
  if (probabilities !== undefined && !ascending(probabilities.map(({ from }) => from))) {
    throw mistake('the probabilities are not in ascending order of points.', 'Begin with the fewest.');
  }
  if (threshold !== undefined && link !== 'logit' && probabilities === undefined) {
    throw mistake(
      'there are no probabilities for the threshold.',
      'A threshold of the score is called cutoff.',
    );
  }
  if (threshold !== undefined && cutoff !== undefined) {
    throw mistake('there are both a threshold and a cutoff.', 'Take the one that the paper has.');
  }
}
