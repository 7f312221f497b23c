import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame } from '@rachis/learning';
import { createRandom } from '@rachis/statistics';
import { afterAll, describe, expect, it } from 'vitest';
import { loadStudy, studyFindings } from '../src/index.ts';
import {
  candidateParameters,
  developmentSize,
  type DevelopmentSize,
} from '../src/sample-size/development.ts';
import { sampleSizeSection } from '../src/sample-size/section.ts';
import { sampleSizeSchema } from '../src/sample-size/settings.ts';
import { sampleSizeLines } from '../src/sample-size/words.ts';

const random = createRandom('sample size');
const column = (rows: number, name: string) => ({
  name,
  kind: 'numeric' as const,
  values: Float64Array.from({ length: rows }, () => random.normal()),
});
/** Of 1000 subjects 174 have the event, as in the published example; 24 columns. */
const binary: Frame = {
  rows: 1000,
  columns: Array.from({ length: 24 }, (_, at) => column(1000, `x${at}`)),
  groups: Int32Array.from({ length: 1000 }, (_, row) => row),
  outcome: {
    kind: 'classes',
    classes: ['no', 'yes'],
    codes: Int32Array.from({ length: 1000 }, (_, row) => (row < 174 ? 1 : 0)),
  },
};
const size = (frame: Frame, settings: object = {}) =>
  developmentSize(frame, sampleSizeSchema.parse(settings)) as DevelopmentSize;

describe('sample size of a table', () => {
  it('is that of the published example, with the criterion that decides', () => {
    const found = size(binary, { r2: 0.288 });
    expect(found).toMatchObject({ subjects: 1000, events: 174, parameters: 24, needed: 662, enough: true });
    expect(found.criteria.map(({ subjects }) => subjects)).toEqual([623, 662, 221]);
    expect(found.criteria[found.decides]!.criterion).toMatch(/adjusted R2/);
    expect(found.neededEvents).toBe(116);
  });
  it('says how many candidate parameters the subjects are enough for', () => {
    const found = size(binary);
    expect(found.enough).toBe(false);
    const allowed = { ...binary, columns: binary.columns.slice(0, found.parametersAllowed) };
    expect(size(allowed).enough).toBe(true);
    const more = { ...binary, columns: binary.columns.slice(0, found.parametersAllowed + 1) };
    expect(size(more).enough).toBe(false);
    expect(sampleSizeLines(found).join(' ')).toMatch(
      new RegExp(`enough for ${found.parametersAllowed} candidate parameters`),
    );
  });
  it('takes an AUC for an R2, and counts categories less one', () => {
    expect(size(binary, { auc: 0.89 }).r2).toBeCloseTo(0.29, 2);
    const grades = {
      name: 'grade',
      kind: 'category' as const,
      categories: ['a', 'b', 'c', 'd'],
      values: new Float64Array(1000),
    };
    expect(candidateParameters({ ...binary, columns: [...binary.columns, grades] })).toBe(27);
    expect(size(binary, { parameters: 5 }).parameters).toBe(5);
  });
  it('of times is that of the published example', () => {
    // 0.065 events a person-year and 2.07 years of follow-up, as events of 10,000 persons.
    const rows = 10_000;
    const events = Math.round(0.065 * 2.07 * rows);
    const survival: Frame = {
      rows,
      columns: Array.from({ length: 30 }, (_, at) => ({
        name: `x${at}`,
        kind: 'numeric' as const,
        values: new Float64Array(rows),
      })),
      groups: Int32Array.from({ length: rows }, (_, row) => row),
      outcome: {
        kind: 'survival',
        times: Float64Array.from({ length: rows }, () => 2.07),
        events: Uint8Array.from({ length: rows }, (_, row) => (row < events ? 1 : 0)),
      },
    };
    expect(size(survival, { r2: 0.051 }).needed).toBe(5143);
  });
  it('says why there is none: of several classes, and of an R2 that cannot be', () => {
    const several = {
      ...binary,
      outcome: { ...binary.outcome!, classes: ['a', 'b', 'c'] } as Frame['outcome'],
    };
    expect(sampleSizeLines(size(several as Frame))[0]).toMatch(/of more classes none/);
    expect(sampleSizeLines(size(binary, { r2: 0.9 }))[0]).toMatch(/no R2 .* reaches 0.603/);
  });
  it('stands in the report, and escapes names', () => {
    const html = sampleSizeSection(
      {
        development: size(binary, { r2: 0.288 }),
        validation: [{ pipeline: '<A>', reason: 'Every subject gets the same risk.' }],
      },
      12,
    );
    expect(html).toContain('662');
    expect(html).toContain('decides');
    expect(html).toContain('&lt;A&gt;: Every subject');
  });
});

describe('study check', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rachis-size-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  it('says how many subjects the models ask for', async () => {
    writeFileSync(
      join(folder, 't.csv'),
      [
        'subject,died,a,b,c',
        ...Array.from(
          { length: 60 },
          (_, row) =>
            `s${row},${row % 3 === 0 ? 1 : 0},${random.normal()},${random.normal()},${random.normal()}`,
        ),
      ].join('\n'),
    );
    writeFileSync(
      join(folder, 'study.yaml'),
      'name: Size\ntables: [{file: t.csv}]\noutcome: {column: died}\nsampleSize: {auc: 0.75}\n',
    );
    const { study } = await loadStudy(join(folder, 'study.yaml'));
    const { sampleSize } = await studyFindings(study);
    expect(sampleSize![0]).toMatch(/60 subjects with 20 events; 3 candidate parameters.*AUC of 0.75/);
    expect(sampleSize!.at(-1)).toMatch(/External validation asks for \d+ subjects/);
  });
});
