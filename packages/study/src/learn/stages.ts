/** Parts of a run of `learn`, in their order, as a person calls them. */
export const learnStages = [
  'reading',
  'checks',
  'fits',
  'explanation in the folds',
  'intervals',
  'explanation of the final models',
  'bootstrap, learning curve and imputations',
  'figures',
  'writing',
] as const;
export type LearnStage = (typeof learnStages)[number];

/** Seconds of each part; of what threads do side by side, the seconds of all of them. */
export type StageSeconds = Readonly<Partial<Record<LearnStage, number>>>;

/** Keeps the time of parts of a run. */
export interface StageClock {
  /** Ends the part under way, and begins another. */
  enter(stage: LearnStage): void;
  /** Adds what was measured elsewhere. */
  add(stage: LearnStage, seconds: number): void;
  /** Ends the part under way; what each took. */
  end(): StageSeconds;
}

/** A clock that tells `onStage` each part as it begins. */
export function stageClock(onStage?: (stage: LearnStage) => void, now = () => performance.now()): StageClock {
  const seconds: Partial<Record<LearnStage, number>> = {};
  let stage: LearnStage | undefined;
  let since = now();
  const add = (to: LearnStage, more: number) => {
    seconds[to] = (seconds[to] ?? 0) + more;
  };
  const close = () => {
    const at = now();
    if (stage !== undefined) add(stage, (at - since) / 1000);
    since = at;
  };
  return {
    add,
    enter(next) {
      close();
      stage = next;
      onStage?.(next);
    },
    end() {
      close();
      stage = undefined;
      return { ...seconds };
    },
  };
}
