import type { Vector3 } from '@rachis/volume';
import type { Perturbation } from './perturbation.ts';
import type { PerturbationSettings } from './perturbation-settings.ts';

/** One value of one letter, and how the perturbation's id shows it. */
interface Choice {
  readonly text: string;
  readonly part: Partial<Perturbation>;
}

/** Letters in the order in which they act. */
const order = ['N', 'R', 'T', 'V', 'C'] as const;
type Letter = (typeof order)[number];

function shifts(fractions: readonly number[], slicewise: boolean): Vector3[] {
  const across = slicewise ? [0] : fractions;
  return fractions.flatMap((x) => fractions.flatMap((y) => across.map((z): Vector3 => [x, y, z])));
}

function choices(letter: Letter, settings: PerturbationSettings, slicewise: boolean): Choice[] {
  const { noise, rotation, translation, volume, contour } = settings;
  const repeated = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
  switch (letter) {
    case 'N':
      return repeated(noise.repetitions).map((i) => ({
        text: `N${i}`,
        part: { noise: { level: noise.level } },
      }));
    case 'R':
      return rotation.degrees.map((degrees) => ({
        text: `R${degrees}`,
        part: { rotation: { degrees, axis: rotation.axis, centre: rotation.centre } },
      }));
    case 'T':
      return shifts(translation.fractions, slicewise).map((shift) => ({
        text: `T${shift.join(',')}`,
        part: { translation: shift },
      }));
    case 'V':
      return volume.amounts.map((amount) => ({
        text: `V${amount}${volume.by === 'distance' ? 'mm' : ''}`,
        part: { volume: { by: volume.by, amount } },
      }));
    case 'C':
      return repeated(contour.repetitions).map((i) => ({
        text: `C${i}`,
        part: {
          contour: { volume: contour.volume, compactness: contour.compactness, margin: contour.margin },
        },
      }));
  }
}

const nothing = { noise: null, rotation: null, translation: null, volume: null, contour: null };

/**
 * Every perturbation that the settings ask for: for each chain, every combination of the values of its letters
 * (chains as named in Zwanenburg et al. 2019: `RT`, `RNT`, `RTNVC` ...). What two chains share is listed once. Each has
 * a seed of its own, from the settings' seed and its id. With `slicewise`, nothing moves across slices.
 */
export function listPerturbations(settings: PerturbationSettings, slicewise = false): Perturbation[] {
  const seedOf = (id: string) => JSON.stringify([settings.seed, id]);
  const found = new Map<string, Perturbation>();
  if (settings.original) found.set('original', { id: 'original', seed: seedOf('original'), ...nothing });
  for (const chain of settings.chains) {
    let combined: Choice[] = [{ text: '', part: {} }];
    for (const letter of order) {
      if (!chain.includes(letter)) continue;
      const own = choices(letter, settings, slicewise);
      combined = combined.flatMap((before) =>
        own.map(({ text, part }) => ({
          text: before.text === '' ? text : `${before.text}_${text}`,
          part: { ...before.part, ...part },
        })),
      );
    }
    for (const { text, part } of combined) {
      if (!found.has(text)) found.set(text, { id: text, seed: seedOf(text), ...nothing, ...part });
    }
  }
  return [...found.values()];
}
