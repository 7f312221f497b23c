import type { FactOf, RunEvidence } from './evidence.ts';

/** What a run says of an item. */
export type Finding =
  | {
      readonly kind: 'answered';
      readonly answer: readonly string[];
      readonly evidence: string;
      readonly where: string;
    }
  | { readonly kind: 'ask'; readonly hint: string }
  | { readonly kind: 'not-applicable'; readonly reason: string };

export type Rule = (run: RunEvidence) => Finding;

/** Rules by the number of the item; items without a rule are asked. */
export type Rules = Readonly<Record<string, Rule>>;

/** The run cannot know: the user answers. */
export const ask =
  (hint = ''): Rule =>
  () => ({ kind: 'ask', hint });

/** One answer where the fact holds, another where the run knows that it does not; else asked. */
export const either =
  (fact: FactOf, holds: readonly string[], not: readonly string[] | 'ask', hint = ''): Rule =>
  (run) => {
    const known = fact(run);
    if (known === undefined) return { kind: 'ask', hint };
    if (!known.holds && not === 'ask') return { kind: 'ask', hint: `${known.sentence} ${hint}`.trim() };
    return {
      kind: 'answered',
      answer: known.holds ? holds : (not as readonly string[]),
      evidence: known.sentence,
      where: known.where,
    };
  };

/** Yes or no, as the run knows. */
export const yesOrNo = (fact: FactOf, hint = ''): Rule => either(fact, ['yes'], ['no'], hint);

/** Yes where the run shows it; where it does not, the user may have done it elsewhere. */
export const yesOrAsk = (fact: FactOf, hint = ''): Rule => either(fact, ['yes'], 'ask', hint);

/** Of what must be told: yes as soon as the run can tell, whichever way it is. */
export const told = (fact: FactOf, hint = ''): Rule => either(fact, ['yes'], ['yes'], hint);

/** Every fact must be told for a yes; their sentences are joined. */
export const allTold =
  (...facts: readonly FactOf[]): Rule =>
  (run) => {
    const known = facts.map((fact) => fact(run));
    if (known.some((one) => one === undefined)) return { kind: 'ask', hint: '' };
    return {
      kind: 'answered',
      answer: ['yes'],
      evidence: known.map((one) => one!.sentence).join(' '),
      where: [...new Set(known.map((one) => one!.where))].join('; '),
    };
  };

/** A rule that is asked while something is open, with what it is. */
export const askWhile =
  (open: (run: RunEvidence) => string, rule: Rule): Rule =>
  (run) => {
    const hint = open(run);
    return hint === '' ? rule(run) : { kind: 'ask', hint };
  };

/** A rule that applies only where something is so. */
export const where =
  (applies: (run: RunEvidence) => boolean, reason: string, rule: Rule): Rule =>
  (run) =>
    applies(run) ? rule(run) : { kind: 'not-applicable', reason };
