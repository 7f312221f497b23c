import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { landmarksFromText } from '@rachis/spine';
import { readParquet } from '@rachis/statistics';
import { isRachisError, type RachisError } from '@rachis/volume';
import { ByteWriter, ParquetWriter, parquetWrite } from 'hyparquet-writer';
import { afterAll, describe, expect, test } from 'vitest';
import { factsOfPath } from '../src/cohort/file-name.ts';
import { loadRunSettings, settingsFor } from '../src/cohort/run-settings.ts';
import { loadParameters } from '../src/pyradiomics-file.ts';
import { loadSettings } from '../src/settings-file.ts';
import { readSignature } from '../src/signature/read.ts';
import { readRows } from '../src/tables/read-cells.ts';

const folder = mkdtempSync(join(tmpdir(), 'rachis-harm-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const write = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
async function errorOf(promise: Promise<unknown>): Promise<RachisError> {
  const error = await promise.then(
    () => null,
    (cause: unknown) => cause,
  );
  if (!isRachisError(error)) throw error ?? new Error('nothing was thrown');
  return error;
}
const deep = (open: string, close: string): string => open.repeat(200_000) + close.repeat(200_000);
const bomb = [
  'a: &a [x, x, x, x, x, x, x, x, x, x]',
  ...[...'bcdefghij'].map(
    (name, i) => `${name}: &${name} [${Array.from({ length: 10 }, () => `*${'abcdefghij'[i]}`).join(', ')}]`,
  ),
].join('\n');

describe('settings that mean harm are refused with a sentence', () => {
  test.each([
    ['refer to themselves.yaml', 'a: &a [*a]', /refers to itself/],
    ['refer to themselves in a map.yaml', 'a: &a {b: *a}', /refers to itself/],
    ['refer to themselves a hundred thousand times.yaml', `a: [${'&a [*a],'.repeat(1e5)}1]`, /references/],
    ['are an alias bomb.yaml', bomb, /alias|more than/i],
    ['are 200,000 deep.json', deep('[', ']'), /nested deeper/],
    ['are 200,000 objects deep.json', deep('{"a":', '}').replace('{"a":}', '{"a":1}'), /nested deeper/],
    ['are 200,000 deep.yaml', deep('[', ']'), /nested deeper/],
    [
      'are 500 deep by indenting.yaml',
      Array.from({ length: 500 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
      /nested deeper/,
    ],
  ])('%s', async (name, content, message) => {
    const path = write(name, content);
    const error = await errorOf(loadSettings(path));
    expect([error.code, error.message]).toEqual(['SETTINGS_INVALID', expect.stringMatching(message)]);
    if (name.endsWith('.yaml')) expect((await errorOf(loadParameters(path))).message).toMatch(message);
  });
  test('a fault of YAML is told with its place, and many at no greater cost', async () => {
    const bare = write('one fault.yaml', 'a: 1\nb: [1, 2\nc: ]');
    expect((await errorOf(loadSettings(bare))).message).toMatch(/at line 3, column 1/);
    const before = process.resourceUsage().maxRSS;
    const commas = write('commas.yaml', `a: [${','.repeat(50_000)}]`);
    expect((await errorOf(loadSettings(commas))).message).toMatch(/, in flow sequence at line 1, column 6/);
    // Kilobytes; the messages of the library, each with the text around its fault, take 200 MiB.
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(120 * 1024);
  });
  test('tags and directives that are not known are refused, not left out', async () => {
    const tag = write('tag.yaml', 'families: !python/tuple [glcm]');
    expect((await errorOf(loadSettings(tag))).message).toMatch(
      /Unresolved tag: !python\/tuple at line 1, column 11/,
    );
    const name = write('list as a name.yaml', 'families: [glcm]\n? [a, b]\n: 1');
    expect((await errorOf(loadSettings(name))).message).toMatch(
      /A list or a map cannot be a name at line 2, column 3/,
    );
    const directive = write('directive.yaml', '%d\n---\nfamilies: [glcm]');
    expect((await errorOf(loadParameters(directive))).message).toMatch(/Unknown directive %d/);
  });
  test('a name that is a map is shown as it is written', async () => {
    const path = write('names.yaml', 'featureClass:\n  glcm: [{Contrast: 1}]');
    expect((await errorOf(loadParameters(path))).message).toMatch(
      /featureClass\.glcm\.0 is \{"Contrast":1\}/,
    );
    const points = JSON.stringify({
      landmarks: [{ level: { a: 1 }, name: 'centroid', position: [1, 2, 3] }],
    });
    expect(() => landmarksFromText(points, 'points.json')).toThrow(/\{"a":1\}/);
  });
  test('signatures and landmarks too', async () => {
    expect((await errorOf(readSignature(write('signature.json', deep('[', ']'))))).code).toBe(
      'SIGNATURE_INVALID',
    );
    expect(() => landmarksFromText(deep('{"a":', '}').replace('{"a":}', '{"a":1}'), 'points.json')).toThrow(
      /points\.json.*nested deeper/,
    );
  });
});

describe('names that every object has are names like others', () => {
  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])('%s', async (name) => {
    expect(JSON.stringify(factsOfPath(`P1_${name}.nii.gz`))).not.toMatch(/function|native/);
    const run = await loadRunSettings(['CT=CT']);
    expect((await errorOf(Promise.resolve().then(() => settingsFor(run, name)))).code).toBe(
      'SETTINGS_INVALID',
    );
  });
});

describe('a Parquet file whose footer lies about its rows is refused', () => {
  interface Footer {
    num_rows: bigint;
    row_groups: { num_rows: bigint; columns: { meta_data: { num_values: bigint } }[] }[];
  }
  function parquet(lie: (footer: Footer) => void): Uint8Array {
    const writer = new ByteWriter();
    const file = new ParquetWriter({
      writer,
      schema: [
        { name: 'root', num_children: 2 },
        { name: 'id', repetition_type: 'OPTIONAL', type: 'BYTE_ARRAY', converted_type: 'UTF8' },
        { name: 'x', repetition_type: 'OPTIONAL', type: 'DOUBLE' },
      ],
    });
    file.write({
      columnData: [
        { name: 'id', data: ['a', 'b', null] },
        { name: 'x', data: [1, 2, null] },
      ],
      rowGroupSize: 1000,
    });
    lie(file as unknown as Footer);
    file.finish();
    return new Uint8Array(writer.buffer, 0, writer.index).slice();
  }
  const everywhere = (rows: bigint) => (footer: Footer) => {
    footer.num_rows = rows;
    for (const group of footer.row_groups) {
      group.num_rows = rows;
      for (const { meta_data } of group.columns) meta_data.num_values = rows;
    }
  };
  const rowsOf = async (path: string): Promise<string[][]> => {
    const rows: string[][] = [];
    for await (const row of readRows(path, 'table', 'Correct it.')) rows.push(row);
    return rows;
  };
  test('one that does not is read', async () => {
    const bytes = parquet(() => {});
    expect(await rowsOf(write('true.parquet', bytes))).toEqual([
      ['id', 'x'],
      ['a', '1'],
      ['b', '2'],
      ['', ''],
    ]);
    expect((await readParquet(bytes)).rows).toBe(3);
  });
  test('a list of more entries than it has bytes takes no memory', async () => {
    // Field 1, a list (9) of structures (12), of doubles (7), of truth values (1): 2^28 of them, and nothing behind.
    for (const type of [12, 7, 1]) {
      const list = [0x19, 0xf0 | type, 0x80, 0x80, 0x80, 0x80, 0x01, 0];
      const bytes = Uint8Array.from([
        ...Buffer.from('PAR1'),
        ...list,
        list.length,
        0,
        0,
        0,
        ...Buffer.from('PAR1'),
      ]);
      const before = process.resourceUsage().maxRSS;
      await expect(readParquet(bytes)).rejects.toThrow(/its footer is damaged/);
      expect(process.resourceUsage().maxRSS - before).toBeLessThan(100 * 1024);
    }
  });
  test.each<[string, (footer: Footer) => void]>([
    [
      '10^15 rows',
      (footer) => {
        footer.num_rows = 10n ** 15n;
      },
    ],
    [
      '10^15 rows in a group',
      (footer) => {
        footer.num_rows = 10n ** 15n;
        footer.row_groups[0]!.num_rows = 10n ** 15n;
      },
    ],
    ['10^15 rows everywhere', everywhere(10n ** 15n)],
    ['50 rows everywhere', everywhere(50n)],
    [
      'fewer than none',
      (footer) => {
        footer.num_rows = -5n;
      },
    ],
  ])('%s', async (_, lie) => {
    const bytes = parquet(lie);
    const error = await errorOf(rowsOf(write('lie.parquet', bytes)));
    expect([error.code, error.message]).toEqual([
      'FILE_UNREADABLE',
      expect.stringMatching(/lie\.parquet.*footer says/),
    ]);
    await expect(readParquet(bytes)).rejects.toThrow(/footer says/);
  });
});

describe('a Parquet page whose runs say more values than it has is refused at once', () => {
  function parquet(column: { data: unknown[]; type: string; encoding?: string }, codec: string): Uint8Array {
    const writer = new ByteWriter();
    parquetWrite({
      writer,
      codec: codec as 'UNCOMPRESSED',
      columnData: [{ name: 'x', ...column } as never],
    });
    return new Uint8Array(writer.buffer, 0, writer.index).slice();
  }
  const texts = Array.from({ length: 400 }, (_, i) => (i % 7 === 6 ? null : `t${i % 3}`));
  const kinds: [string, { data: unknown[]; type: string; encoding?: string }][] = [
    ['a dictionary', { data: texts, type: 'STRING' }],
    ['doubles', { data: texts.map((text, i) => (text === null ? null : i / 3)), type: 'DOUBLE' }],
    ['truth values', { data: texts.map((text, i) => (text === null ? null : i % 2 > 0)), type: 'BOOLEAN' }],
    ['differences', { data: texts.map((_, i) => i * i), type: 'INT32', encoding: 'DELTA_BINARY_PACKED' }],
    ['prefixes', { data: texts.map((_, i) => `text ${i}`), type: 'STRING', encoding: 'DELTA_BYTE_ARRAY' }],
    [
      'lengths',
      { data: texts.map((_, i) => `text ${i}`), type: 'STRING', encoding: 'DELTA_LENGTH_BYTE_ARRAY' },
    ],
  ];
  test.each(kinds)(
    '%s, with any of its first bytes changed',
    async (_, column) => {
      for (const codec of ['UNCOMPRESSED', 'SNAPPY']) {
        const whole = parquet(column, codec);
        const { rows } = await readParquet(whole);
        expect(rows).toBe(400);
        // 2^31 values in a run of one value, or of packed ones; and what compact numbers end with.
        for (const change of [[0xfe, 0xff, 0xff, 0xff, 0x0f], [0xff, 0xff, 0xff, 0xff, 0x0f], [0xff], [0x80]])
          for (let at = 4; at < Math.min(160, whole.length - 8); at++) {
            const bytes = whole.slice();
            bytes.set(change.slice(0, whole.length - at), at);
            const began = performance.now();
            const error = await readParquet(bytes).catch((cause: unknown) => cause as Error);
            if (error instanceof Error) expect(error.name).toMatch(/^(Statistics|Rachis)Error$/);
            expect(performance.now() - began).toBeLessThan(5000);
          }
      }
    },
    120_000,
  );
});
