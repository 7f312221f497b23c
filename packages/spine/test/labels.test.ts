import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  checkLevels,
  discBelow,
  labelSchemes,
  type Level,
  readLabels,
  schemeFromText,
  structureOfName,
} from '../src/index.ts';
import { sharedPath } from './data.ts';

const labelsOf = (...labels: number[]) => labels.map((label) => ({ label }));
const namesOf = (labels: ReturnType<typeof readLabels>) =>
  [...labels.structures.values()].map(({ name }) => name);

const mapsPath = sharedPath('reference', 'spine', 'label_maps.json');

describe('label schemes', () => {
  test.skipIf(mapsPath === null)('hold the numbers of their sources', () => {
    const { schemes } = JSON.parse(readFileSync(mapsPath!, 'utf8')) as {
      schemes: Record<string, { labels: Record<string, string>; subregions?: Record<string, string> }>;
    };
    const { subregions } = schemes.spineps_tptbox!;
    expect(labelSchemes.map(({ id }) => id).sort()).toEqual(
      [...Object.keys(schemes), 'spineps_subregions'].sort(),
    );
    const parts = labelSchemes.find(({ id }) => id === 'spineps_subregions')!;
    expect([...parts.labels.keys(), ...parts.bystanders.keys()].sort((a, b) => a - b)).toEqual(
      Object.keys(subregions!).map(Number),
    );
    for (const { id, labels } of labelSchemes) {
      if (id === 'spineps_subregions') continue;
      const theirs = Object.entries(schemes[id]!.labels);
      for (const [label, name] of theirs)
        expect(labels.get(Number(label))?.name, `${id} ${label}`).toBe(structureOfName(name).name);
      if (id !== 'spineps_tptbox') expect(labels.size, id).toBe(theirs.length);
    }
  });

  test('a file that only one meaning fits is recognised', () => {
    expect(namesOf(readLabels(labelsOf(5, 6, 7, 105, 106, 205), 'mr.nii.gz'))).toEqual([
      'C5',
      'C6',
      'C7',
      'C5-C6',
      'C6-C7',
      'endplate C5',
    ]);
    expect(readLabels(labelsOf(41, 42, 92, 93), 'x').scheme).toBe('totalspineseg');
    // Lumbar labels of VerSe with sacrum: TotalSegmentator v2 has no 20 to 24, v1 no meaning for 28.
    expect(namesOf(readLabels(labelsOf(1, 19, 28, 20), 'x'))).toEqual(['C1', 'T12', 'T13', 'L1']);
  });

  test('a file of a whole body is recognised, and its organs do not make a spine ambiguous', () => {
    // Organs, bones and muscles of TotalSegmentator v2: 117 labels, of which it alone gives all a meaning.
    const body = readLabels(labelsOf(1, 5, 20, 27, 28, 75, 79, 86, 92, 117), 'x');
    expect(body.scheme).toBe('totalsegmentator_total_v2');
    expect([...body.structures.values()].map(({ kind }) => kind)).toEqual([
      ...['other', 'other', 'other', 'vertebra', 'vertebra', 'femur', 'cord', 'muscle', 'other', 'other'],
    ]);
    // 1 to 7 are cervical vertebrae, though each is an organ elsewhere.
    expect(readLabels(labelsOf(1, 2, 3, 28), 'x', 'verse').scheme).toBe('verse');
    for (const { labels, bystanders } of labelSchemes)
      for (const label of bystanders.keys()) expect(labels.has(label)).toBe(false);
  });

  test('a file that several meanings fit is an error that lists them', () => {
    const read = () => readLabels(labelsOf(27, 28, 29, 30), 'seg.nii.gz');
    expect(read).toThrow(/--scheme totalsegmentator_total_v2: L5, L4, L3, L2/);
    expect(read).toThrow(/--scheme totalsegmentator_total_v1: T8, T7, T6, T5/);
    expect(readLabels(labelsOf(27, 28), 'x', 'totalsegmentator_total_v2').scheme).toBe(
      'totalsegmentator_total_v2',
    );
  });

  test('unknown schemes and labels are errors', () => {
    expect(() => readLabels(labelsOf(20), 'x', 'verse2')).toThrow('no label scheme "verse2"');
    expect(() => readLabels(labelsOf(20, 99), 'x', 'verse')).toThrow('does not know: 99');
    expect(() => readLabels(labelsOf(7777), 'x')).toThrow('belong to no known scheme');
    expect(() => readLabels([], 'x')).toThrow('has no labels');
  });

  test('names in the file come first', () => {
    const named = [
      { label: 3, name: 'vertebrae_L4' },
      { label: 9, name: 'L4-L5' },
    ];
    expect(readLabels(named, 'x')).toMatchObject({ scheme: 'names' });
    expect(namesOf(readLabels(named, 'x'))).toEqual(['L4', 'L4-L5']);
  });

  test('a scheme of the user', () => {
    expect(schemeFromText('1=L5, 2=L4').get(2)?.name).toBe('L4');
    expect(() => schemeFromText('1=L9')).toThrow('"1=L9"');
    expect(() => schemeFromText('L5')).toThrow('does not say');
  });

  test('discs are named by their neighbours, also with a supernumerary vertebra', () => {
    expect(discBelow('L5').name).toBe('L5-S1');
    expect(discBelow('L5', new Set<Level>(['L6'])).name).toBe('L5-L6');
    expect(discBelow('T12', new Set<Level>(['T13'])).name).toBe('T12-T13');
  });
});

describe('levels of a file', () => {
  const at = (...names: Level[]) => names.map((level, i) => ({ level, centre: [0, 0, -30 * i] as const }));

  test('in order and whole', () => {
    expect(checkLevels(at('T11', 'T12', 'L1', 'L2')).notes).toEqual([]);
  });

  test('missing, supernumerary, duplicated, swapped, upside down', () => {
    expect(checkLevels(at('L1', 'L3')).missing).toEqual(['L2']);
    expect(checkLevels(at('T11', 'L1')).notes[0]).toContain('one vertebra less');
    expect(checkLevels(at('L4', 'L5', 'L6', 'S1')).transitional).toEqual(['L6']);
    expect(checkLevels(at('L4', 'L5', 'L5')).duplicated).toEqual(['L5']);
    expect(checkLevels(at('L1', 'L3', 'L2', 'L4')).swapped).toEqual([['L2', 'L3']]);
    expect(checkLevels(at('L4', 'L3', 'L2', 'L1'))).toMatchObject({ inverted: true });
  });
});
