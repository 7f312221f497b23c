import { type Frame, outerSchema } from '@rachis/learning';
import { defaultPipelines } from './default-pipelines.ts';
import type { LearnSettings } from './settings.ts';

/**
 * Settings of a first look, and what they leave out in a sentence: the first of the default pipelines where the settings
 * have none, one repeat of the folds, no explanation, no permutations.
 */
export function quickSettings(
  settings: LearnSettings,
  frame: Frame,
): { readonly settings: LearnSettings; readonly note: string } {
  const pipelines = settings.pipelines ?? defaultPipelines(frame.outcome!).slice(0, 1);
  const outer = outerSchema.parse(settings.outer ?? { kind: 'folds', folds: 5, repeats: 1 });
  const once = 'repeats' in outer ? { ...outer, repeats: 1 } : outer;
  const permutations = settings.permutations > 0 ? [`the ${settings.permutations} permutations`] : [];
  const left = [
    ...(settings.pipelines === undefined ? [`all models but ${pipelines[0]!.name}`] : []),
    ...('repeats' in outer ? ['all repeats of the folds but one'] : []),
    ...(settings.explain === false ? [] : ['what the models use']),
    ...permutations,
    ...(settings.learningCurve === undefined ? [] : ['the learning curve']),
    ...(settings.optimism === 0 ? [] : ['the bootstrap for optimism']),
  ];
  const last = left.pop();
  const words = [...(left.length > 0 ? [left.join(', ')] : []), ...(last === undefined ? [] : [last])];
  const { learningCurve: _, ...others } = settings;
  return {
    settings: { ...others, pipelines, outer: once, explain: false, permutations: 0, optimism: 0 },
    note: `A first look (quick)${words.length > 0 ? `: it leaves out ${words.join(' and ')}` : ''}. Run it without "quick" before you report anything.`,
  };
}
