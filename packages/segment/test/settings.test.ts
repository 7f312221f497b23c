import { describe, expect, it } from 'vitest';
import { listPerturbations } from '../src/perturbation-list.ts';
import { perturbationJsonSchema, resolvePerturbationSettings } from '../src/perturbation-settings.ts';

const list = (input: unknown, slicewise = false) =>
  listPerturbations(resolvePerturbationSettings(input), slicewise);

describe('lists of perturbations', () => {
  it('are every combination of the values of a chain', () => {
    const found = list({
      chains: ['RTNVC'],
      original: false,
      rotation: { degrees: [-5, 0, 5] },
      translation: { fractions: [0.25, 0.75] },
      noise: { repetitions: 2 },
      volume: { amounts: [-0.1, 0.1] },
      contour: { repetitions: 3 },
    });
    expect(found).toHaveLength(3 * 2 ** 3 * 2 * 2 * 3);
    expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
    expect(new Set(found.map(({ seed }) => seed)).size).toBe(found.length);
    expect(found[0]).toMatchObject({
      id: 'N1_R-5_T0.25,0.25,0.25_V-0.1_C1',
      rotation: { degrees: -5, axis: 'slice', centre: 'region' },
      translation: [0.25, 0.25, 0.25],
      noise: { level: 'estimate' },
      volume: { by: 'fraction', amount: -0.1 },
    });
  });

  it('do not move across slices where these are processed one by one', () => {
    const found = list({ chains: ['T'], translation: { fractions: [0, 0.5] }, original: false }, true);
    expect(found.map(({ translation }) => translation)).toEqual([
      [0, 0, 0],
      [0, 0.5, 0],
      [0.5, 0, 0],
      [0.5, 0.5, 0],
    ]);
  });

  it('do not depend on the order of letters, list what chains share once, and may leave the original out', () => {
    const ids = (chains: string[]) => list({ chains }).map(({ id }) => id);
    expect(ids(['VR'])).toEqual(ids(['RV']));
    expect(ids(['R', 'R'])).toEqual(ids(['R']));
    expect(ids(['R', 'V']).filter((id) => id === 'original')).toHaveLength(1);
    expect(list({ chains: ['V'], original: false }).some(({ id }) => id === 'original')).toBe(false);
  });

  it('have seeds by name: other chains in the list change nothing', () => {
    const seedOf = (chains: string[]) => list({ chains, seed: 7 }).find(({ id }) => id === 'R6')!.seed;
    expect(seedOf(['R'])).toBe(seedOf(['C', 'N', 'R']));
    expect(seedOf(['R'])).not.toBe(list({ chains: ['R'], seed: 8 }).find(({ id }) => id === 'R6')!.seed);
  });

  it('are plain data', () => {
    const found = list({ chains: ['RTNVC'] });
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });
});

describe('perturbation settings', () => {
  it('list every problem with its path', () => {
    const wrong = {
      chains: ['RX', 'VV'],
      rotation: { degrees: [] },
      translation: { fractions: [1] },
      volume: { amounts: [-1] },
      contour: { repetition: 2 },
      nois: {},
    };
    expect(() => resolvePerturbationSettings(wrong, 'settings.yaml')).toThrow(
      expect.objectContaining({ code: 'SETTINGS_INVALID' }),
    );
    const message = (() => {
      try {
        resolvePerturbationSettings(wrong, 'settings.yaml');
        return '';
      } catch (error) {
        return (error as Error).message;
      }
    })();
    for (const part of [
      'settings.yaml cannot be used',
      'chains.0 is "RX": expected letters of R, T, N, V, C',
      'chains.1 is "VV": a letter occurs twice',
      'rotation.degrees',
      'translation.fractions.0 is 1',
      'a region cannot shrink by all of its volume',
      'contour.repetition: unknown key',
      'nois: unknown key',
    ]) {
      expect(message).toContain(part);
    }
  });

  it('have a JSON Schema with every default', () => {
    const schema = perturbationJsonSchema() as { properties: Record<string, unknown> };
    expect(Object.keys(schema.properties)).toEqual(Object.keys(resolvePerturbationSettings()));
  });
});
