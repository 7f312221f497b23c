import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extractPyradiomics, resolveParameters } from '@rachis/features';
import { loadParameters } from '@rachis/study';
import { isRachisError, type Mask, type Matrix3, type Vector3, type Volume } from '@rachis/volume';
import { afterAll, describe, expect, it } from 'vitest';

interface Fixture {
  readonly size: Vector3;
  readonly image: readonly number[];
  readonly regions: Readonly<Record<string, readonly number[]>>;
  readonly cases: readonly {
    readonly region: string;
    readonly parameters: unknown;
    readonly values?: Readonly<Record<string, number | null>>;
    readonly refused?: string;
  }[];
  readonly files: readonly { readonly text: string; readonly taken: boolean }[];
}

const fixture = JSON.parse(
  readFileSync(join(import.meta.dirname, '../conformance/fixtures/pyradiomics-tiny-regions.json'), 'utf8'),
) as Fixture;

const grid = {
  size: fixture.size,
  spacing: [1, 1, 1] as Vector3,
  origin: [0, 0, 0] as Vector3,
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] as Matrix3,
};
const image: Volume = { ...grid, data: Int16Array.from(fixture.image), unit: 'arbitrary' };
const masks = new Map(
  Object.entries(fixture.regions).map(([name, voxels]): [string, Mask] => [
    name,
    { ...grid, data: Uint8Array.from(voxels) },
  ]),
);

/** Where PyRadiomics gives the root of a rounding error of two voxels far apart, we give 0 (docs/pyradiomics.md). */
const roundedToZero = /shape_(Elongation|MinorAxisLength|Flatness|LeastAxisLength)$/;

describe('PyRadiomics beside ours on regions at the edge of what can be measured', () => {
  it.each(fixture.cases.map((one) => [`${one.region}, ${JSON.stringify(one.parameters)}`, one] as const))(
    '%s',
    (_, { region, parameters, values, refused }) => {
      let ours: ReadonlyMap<string, number | string> | null = null;
      try {
        const { columns } = extractPyradiomics(image, masks.get(region)!, resolveParameters(parameters));
        ours = new Map(columns.filter(([name]) => !name.startsWith('diagnostics_')));
      } catch (error) {
        if (!isRachisError(error)) throw error;
      }
      expect(ours === null ? 'refused' : 'measured').toBe(refused === undefined ? 'measured' : 'refused');
      if (ours === null || values === undefined) return;
      expect([...ours.keys()]).toEqual(Object.keys(values));
      const off = Object.entries(values).filter(([name, expected]) => {
        const value = ours!.get(name) as number;
        if (expected === null || Number.isNaN(value)) return (expected === null) !== Number.isNaN(value);
        if (value === 0 && roundedToZero.test(name)) return !(Math.abs(expected) < 1e-6);
        return !(Math.abs(value - expected) <= Math.max(1e-6 * Math.abs(expected), 1e-9));
      });
      expect(off.map(([name, expected]) => `${name}: ${ours!.get(name)} for ${expected}`)).toEqual([]);
    },
  );
});

describe('parameter files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rachis-parameters-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(fixture.files.map(({ text, taken }) => [text, taken] as const))(
    'are taken or refused as PyRadiomics does: %j',
    async (text, taken) => {
      const path = join(folder, 'parameters.yaml');
      writeFileSync(path, text);
      const ours = await loadParameters(path).then(
        () => true,
        (error: unknown) => {
          if (!isRachisError(error)) throw error;
          expect(error.message).toContain(path);
          return false;
        },
      );
      expect(ours).toBe(taken);
    },
  );
});
