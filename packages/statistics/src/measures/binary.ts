/** Outcomes as 0 and 1 with scores, checked: equal lengths, no missing values. */
export function checkBinary(outcome: ArrayLike<number | boolean>, scores: ArrayLike<number>): Uint8Array {
  if (outcome.length !== scores.length) {
    throw new RangeError(`Each of ${outcome.length} outcomes needs a score, not ${scores.length}.`);
  }
  const events = new Uint8Array(outcome.length);
  for (let i = 0; i < events.length; i++) {
    const value = Number(outcome[i]);
    if (value !== 0 && value !== 1)
      throw new RangeError(`Outcome ${outcome[i]} in place ${i} is not 0 or 1.`);
    if (Number.isNaN(scores[i])) throw new RangeError(`The score in place ${i} is missing.`);
    events[i] = value;
  }
  return events;
}

/** Throws unless every value is a probability. */
export function checkProbabilities(probabilities: ArrayLike<number>): void {
  for (let i = 0; i < probabilities.length; i++) {
    if (!(probabilities[i]! >= 0 && probabilities[i]! <= 1)) {
      throw new RangeError(`${probabilities[i]} in place ${i} is not a probability.`);
    }
  }
}

/** Why a measure of two classes has no value where one is empty; undefined where both have subjects. */
export function classProblem(events: Uint8Array): string | undefined {
  const count = events.reduce((sum, event) => sum + event, 0);
  if (count === 0) return 'No subject has the event.';
  return count === events.length ? 'Every subject has the event.' : undefined;
}
