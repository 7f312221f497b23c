import { describe, expect, it } from 'vitest';
import { criterionOf } from '../src/search/criterion.ts';
import { measuresOf } from '../src/validation/measures.ts';

const survival = (times: readonly number[], events: readonly number[]) => ({
  kind: 'survival' as const,
  times: Float64Array.from(times),
  events: Uint8Array.from(events),
});

describe('the concordance of competing events', () => {
  const times = [1, 2, 3, 4, 5];
  const scores = Float64Array.of(1, 5, 4, 3, 2);

  it('is that of event 1, the others being censored', () => {
    const competing = survival(times, [2, 1, 1, 0, 2]);
    const censored = survival(times, [0, 1, 1, 0, 0]);
    // Event 1 at times 2 and 3: five pairs, all in order.
    expect(criterionOf('concordance', competing, { scores })).toBe(1);
    expect(criterionOf('concordance', censored, { scores })).toBe(1);
  });

  it('is the same in the search and among the measures', () => {
    const competing = survival(times, [1, 2, 1, 0, 1]);
    const searched = criterionOf('concordance', competing, { scores });
    const judged = measuresOf({ outcome: competing, scores }, Float64Array.of(2, 3));
    expect(searched).toBe(judged.concordance);
    // Six pairs: of event 1 at time 1 with four that outlive it, none in order; of that at time 3 with two, both.
    expect(searched).toBeCloseTo(2 / 6, 12);
  });
});
