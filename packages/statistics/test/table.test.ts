import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  columnOf,
  createTable,
  describeColumn,
  isMissing,
  parseDelimited,
  readExcel,
  readParquet,
  readTable,
  StatisticsError,
  selectRows,
  type Table,
  tableOne,
} from '../src/index.ts';

const data = process.env.RACHIS_DATA ?? join(import.meta.dirname, '../../../../shared');

/** The error that a call throws. */
function errorOf(call: () => unknown): StatisticsError {
  try {
    call();
  } catch (error) {
    if (error instanceof StatisticsError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const numbers = (table: Table, name: string) => {
  const column = columnOf(table, name);
  if (column.kind !== 'numeric') throw new Error(`${name} is ${column.kind}`);
  return Array.from(column.values);
};

describe('delimited text', () => {
  it('keeps delimiters, quotes and line breaks inside quotes (RFC 4180)', () => {
    const { header, rows } = parseDelimited('a,b\r\n"1,5","say ""hi""\nthere"\r\n,""\r\n');
    expect(header).toEqual(['a', 'b']);
    expect(rows).toEqual([['1,5', 'say "hi"\nthere']]);
  });
  it('leaves out rows without a value, and counts lines as the file does', () => {
    const { rows, lines } = parseDelimited('a,b\n1,2\n,\n\n"x\ny",4\n5,6\n , \n');
    expect(rows).toEqual([
      ['1', '2'],
      ['x\ny', '4'],
      ['5', '6'],
    ]);
    expect(lines).toEqual([2, 5, 7]);
    expect(errorOf(() => readTable('a,b\n1,2\n,\n3,x\n4,5\n')).details.row).toBe(4);
  });
  it.each([
    [',', 'a,b\n1,2'],
    [';', 'a;b\n1,5;2'],
    ['\t', 'a\tb\n1\t2'],
    [',', '\ufeff"a;x",b\n1,2'],
  ])('finds the delimiter %j', (delimiter, text) => {
    expect(parseDelimited(text)).toMatchObject({ delimiter, header: [expect.any(String), 'b'] });
  });
  it('keeps an empty last cell and reads a file without a last line break', () => {
    expect(parseDelimited('a,b\n1,').rows).toEqual([['1', '']]);
    expect(parseDelimited('a,b\n1,2').rows).toEqual([['1', '2']]);
  });
  it.each([
    ['a,b\n1,2,3', 'line 2 has 3 cells'],
    ['a,b\n1,2\n1', 'line 3 has 1 cells'],
    ['a,b\n"1,2', 'quote opened in line 2'],
    ['a,b\n"1"x,2', 'after a closing quote'],
    ['', 'nothing in it'],
  ])('refuses %j', (text, sentence) => {
    const error = errorOf(() => parseDelimited(text, { file: 'x.csv' }));
    expect(error.code).toBe('FILE_CORRUPT');
    expect(error.message).toContain('x.csv');
    expect(error.message).toContain(sentence);
  });
});

describe('reading a table', () => {
  it('types columns and says why', () => {
    const table = readTable('id,age,sex,code\ns1,60,f,001\ns2,NA,m,002\n', {
      subject: 'id',
      columns: { age: { domain: 'clinical' } },
    });
    expect(table.subjects).toEqual(['s1', 's2']);
    expect(columnOf(table, 'age')).toMatchObject({
      kind: 'numeric',
      domain: 'clinical',
      why: 'all 1 values are numbers',
    });
    expect(isMissing(columnOf(table, 'age'), 1)).toBe(true);
    expect(columnOf(table, 'sex')).toMatchObject({ kind: 'category', categories: ['f', 'm'] });
    expect(columnOf(table, 'code')).toMatchObject({ kind: 'category', categories: ['001', '002'] });
  });
  it('reads decimal commas where the delimiter allows them', () => {
    expect(numbers(readTable('a;b\n1,5;2\n-0,25;3'), 'a')).toEqual([1.5, -0.25]);
    expect(numbers(readTable('a\tb\n1.5\t2'), 'a')).toEqual([1.5]);
  });
  it('reads decimals with comma and point in one file by column, and says so, naming both', () => {
    const table = readTable('a;b\n1,5;2.5');
    expect([numbers(table, 'a'), numbers(table, 'b')]).toEqual([[1.5], [2.5]]);
    expect(table.notes?.join()).toContain('column a, row 2: "1,5"');
    expect(table.notes?.join()).toContain('column b, row 2: "2.5"');
    // Beside both, 1.100 has two meanings.
    expect(errorOf(() => readTable('a;b;c\n1,5;2.5;1.100')).message).toContain(
      'column c, row 2: "1.100" could mean',
    );
    expect(numbers(readTable("a;b\n1,5;1'100.5"), 'b')).toEqual([1100.5]);
    expect(errorOf(() => readTable('a;b\n1,5;2.5', { decimalComma: true })).message).toContain(
      'decimal point',
    );
  });
  it('names column, row and value of a text among numbers', () => {
    const error = errorOf(() => readTable('a,b\n1,2\n1,two\n1,3', { file: 'cohort.csv' }));
    expect(error).toMatchObject({ code: 'TABLE_INVALID', details: { column: 'b', row: 3 } });
    expect(error.message).toContain('cohort.csv: column b, row 3: "two" is not a number');
    expect(numbers(readTable('b\n2\ntwo\n3', { missing: ['two'] }), 'b')).toEqual([2, NaN, 3]);
  });
  it('refuses infinite numbers, unknown categories and empty subjects', () => {
    expect(errorOf(() => readTable('a\n1e999')).message).toContain('infinite');
    expect(
      errorOf(() => readTable('a\nx', { columns: { a: { kind: 'ordinal', categories: ['I', 'II'] } } }))
        .message,
    ).toContain('"x" is not among the categories');
    expect(errorOf(() => readTable('s,a\n,1', { subject: 's' })).message).toContain('row 2 is empty');
    expect(errorOf(() => readTable('a\n1', { subject: 's' })).code).toBe('COLUMN_NOT_FOUND');
    expect(errorOf(() => readTable('a,a\n1,2')).message).toContain('two columns are called a');
  });
  it('keeps the order of ordinal categories', () => {
    const table = readTable('g\nhigh\nlow\n', {
      columns: { g: { kind: 'ordinal', categories: ['low', 'high'] } },
    });
    expect(columnOf(table, 'g')).toMatchObject({ kind: 'ordinal', codes: Int32Array.of(1, 0) });
  });
  it('puts time and event together', () => {
    const table = readTable('m,dead\n12,yes\n3,no\n5,\n', {
      timeToEvent: [{ name: 'survival', time: 'm', event: 'dead', codes: { yes: 1, no: 0 } }],
    });
    const column = columnOf(table, 'survival');
    if (column.kind !== 'time-to-event') throw new Error(column.kind);
    expect(Array.from(column.times)).toEqual([12, 3, NaN]);
    expect(Array.from(column.events)).toEqual([1, 0, 0]);
    expect(
      errorOf(() => readTable('m,d\n-1,1', { timeToEvent: [{ name: 's', time: 'm', event: 'd' }] })).message,
    ).toContain('below 0');
    expect(
      errorOf(() => readTable('m,d\n1,died', { timeToEvent: [{ name: 's', time: 'm', event: 'd' }] }))
        .message,
    ).toContain('"died" is no event');
  });
  it('survives any text without a crash', () => {
    for (const text of ['\n', ',', '"', ';;;\n', 'a\n\n\n', '\ufeff', 'a,b\r1,2\r']) {
      try {
        readTable(text);
      } catch (error) {
        expect(error).toMatchObject({ name: 'RachisError', code: expect.any(String) });
      }
    }
  });
  it.skipIf(!existsSync(join(data, 'data/tables')))('reads the tables of the data folder', () => {
    const pbc = readTable(readFileSync(join(data, 'data/tables/pbc.csv'), 'utf8'));
    expect(pbc.rows).toBe(418);
    const veteran = readTable(readFileSync(join(data, 'data/tables/veteran.csv'), 'utf8'), {
      timeToEvent: [{ name: 'survival', time: 'time', event: 'status' }],
    });
    expect(describeColumn(columnOf(veteran, 'survival'))).toMatchObject({
      events: 128,
      median: { value: 80 },
    });
  });
});

describe('files of other formats', () => {
  // Written by openpyxl and pyarrow (conformance/statistics/make_files.py).
  const file = (name: string) => new Uint8Array(readFileSync(join(import.meta.dirname, 'fixtures', name)));
  const options = {
    subject: 'subject',
    columns: { grade: { kind: 'ordinal', categories: ['I', 'II', 'III'] } },
  } as const;

  it.each([
    ['Excel', () => readExcel(file('table.xlsx'), options)],
    ['Parquet', () => readParquet(file('table.parquet'), options)],
  ])('are read as CSV is: %s', async (_, read) => {
    const table = await read();
    expect(table.subjects).toEqual(['s1', 's2', 's3']);
    expect(numbers(table, 'age')).toEqual([61.5, NaN, 47]);
    expect(columnOf(table, 'sex')).toMatchObject({ categories: ['f', 'm'], codes: Int32Array.of(0, 1, -1) });
    expect(columnOf(table, 'grade')).toMatchObject({ kind: 'ordinal', codes: Int32Array.of(1, 0, 2) });
  });
  it('keep dates as texts of their day', async () => {
    const table = await readExcel(file('table.xlsx'), options);
    expect(columnOf(table, 'seen')).toMatchObject({ categories: ['2024-03-01', '2024-04-02'] });
  });
  it('name column, row and value of another sheet, and sheets that are not there', async () => {
    await expect(
      readExcel(file('table.xlsx'), { sheet: 'wrong numbers', file: 'x.xlsx' }),
    ).rejects.toMatchObject({
      code: 'TABLE_INVALID',
      message: expect.stringContaining('x.xlsx: column a, row 3: "two"'),
    });
    await expect(readExcel(file('table.xlsx'), { sheet: 'none' })).rejects.toMatchObject({
      code: 'FILE_CORRUPT',
    });
  });
  it.each([
    ['x.parquet', readParquet],
    ['x.xlsx', readExcel],
  ])('that are none are refused by name: %s', async (name, read) => {
    await expect(read(Uint8Array.of(1, 2, 3), { file: name })).rejects.toMatchObject({
      name: 'RachisError',
      code: 'FILE_CORRUPT',
      message: expect.stringContaining(name),
    });
  });
});

describe('tables', () => {
  const table = readTable('id,x,g\na,1,u\nb,2,v\nc,3,u\n', { subject: 'id' });
  it('give rows in the order asked', () => {
    const some = selectRows(table, [2, 0, 2]);
    expect(numbers(some, 'x')).toEqual([3, 1, 3]);
    expect(some.subjects).toEqual(['c', 'a', 'c']);
    expect(() => selectRows(table, [3])).toThrow(RangeError);
  });
  it('name near columns where one is not there', () => {
    expect(errorOf(() => columnOf(table, 'X')).details.remedy).toContain('x');
  });
  it('refuse two columns of a name', () => {
    const column = table.columns[0]!;
    expect(errorOf(() => createTable([column, column])).code).toBe('TABLE_INVALID');
  });
});

describe('Table 1', () => {
  const table = readTable('g,x,c\na,1,p\na,2,p\na,3,q\nb,11,q\nb,12,q\nb,13,q\n');
  it('describes groups and how they differ', () => {
    const { groups, sizes, rows } = tableOne(table, { by: 'g', means: ['x'] });
    expect(groups).toEqual(['a', 'b']);
    expect(sizes).toEqual([3, 3]);
    expect(rows[0]).toMatchObject({ name: 'x', summary: 'mean', standardisedDifference: 10 });
    expect(rows[1]!.test.method).toBe('Fisher exact');
  });
  it('needs a category with two groups', () => {
    expect(errorOf(() => tableOne(table, { by: 'x' })).message).toContain('numeric');
    expect(errorOf(() => tableOne(selectRows(table, [0, 1]), { by: 'g' })).code).toBe('DATA_UNSUITABLE');
  });
});
