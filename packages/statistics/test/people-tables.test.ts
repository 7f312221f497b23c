import { describe, expect, it } from 'vitest';
import { strToU8, zipSync } from 'fflate';
import {
  alikeIdentifiers,
  columnOf,
  decodeText,
  isDateText,
  nearIdentifiers,
  parseDates,
  parseDelimited,
  readExcel,
  readTable,
  readTableFile,
  StatisticsError,
  type Table,
} from '../src/index.ts';

/** Tables as people's programs write them: read for what they mean, or refused with the true reason. */

function errorOf(call: () => unknown): StatisticsError {
  try {
    call();
  } catch (error) {
    if (error instanceof StatisticsError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const numbers = (table: Table, name: string): number[] => {
  const column = columnOf(table, name);
  if (column.kind !== 'numeric') throw new Error(`${name} is ${column.kind}`);
  return Array.from(column.values);
};

const labels = (table: Table, name: string): (string | null)[] => {
  const column = columnOf(table, name);
  if (column.kind !== 'category') throw new Error(`${name} is ${column.kind}`);
  return Array.from(column.codes, (code) => column.categories[code] ?? null);
};

const column = (values: readonly string[], name = 'x', options = {}) =>
  readTable([name, ...values].join('\n'), { delimiter: ';', ...options });

describe('the encoding of a text', () => {
  const latin = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

  it('is Windows-1252 where bytes are not UTF-8, and says so with an example', async () => {
    const table = await readTableFile('t.csv', latin('id,x\nM\u00fcller,1\nM\u00f6ller,2\n'), {
      subject: 'id',
    });
    expect(table.subjects).toEqual(['Müller', 'Möller']);
    expect(table.notes?.join(' ')).toMatch(/t\.csv is not UTF-8.*Windows-1252.*"Müller" in line 2/);
  });
  it('has the euro and the quotes that Windows-1252 has where Latin-1 has none', () => {
    expect(decodeText(Uint8Array.of(0x80, 0x92, 0x96, 0xe9)).text).toBe('€’–é');
  });
  it('is Mac Roman where lines end with a carriage return alone', () => {
    const { text, encoding } = decodeText(Uint8Array.of(0x61, 13, 0x4d, 0x9f, 0x6c));
    expect({ text, encoding }).toEqual({ text: 'a\rMül', encoding: 'macintosh' });
  });
  it.each([
    ['utf-16le', [0xff, 0xfe], 0],
    ['utf-16be', [0xfe, 0xff], 1],
  ] as const)('is %s by its byte order mark, and without one by its zeros', (encoding, mark, place) => {
    const bytes = [...'id,x\n1,2\n'].flatMap((letter) =>
      place === 0 ? [letter.charCodeAt(0), 0] : [0, letter.charCodeAt(0)],
    );
    for (const given of [[...mark, ...bytes], bytes]) {
      expect(decodeText(Uint8Array.from(given))).toMatchObject({ text: 'id,x\n1,2\n', encoding });
    }
  });
  it('never puts a replacement character where letters were', () => {
    for (let byte = 128; byte < 256; byte++) {
      const bytes = Uint8Array.of(0x61, byte, 0x62, 10);
      try {
        expect(decodeText(bytes).text).not.toContain('\ufffd');
      } catch (error) {
        expect((error as StatisticsError).message).toContain('encoding cannot be told');
      }
    }
  });
  it('refuses bytes that are no text, and names whose letters were lost before', () => {
    expect(errorOf(() => decodeText(Uint8Array.of(1, 0, 0, 2, 0, 0, 7), 'x.csv')).message).toContain(
      'x.csv is not a text',
    );
    expect(errorOf(() => readTable('id,x\nM\ufffdller,1\n', { subject: 'id' })).message).toContain(
      'row 2: "M\ufffdller"',
    );
  });
});

describe('the lines of a table', () => {
  it.each(['\n', '\r\n', '\r'])('end with %j', (end) => {
    expect(parseDelimited(['a,b', '1,2', '"x,\ny",4', ''].join(end)).rows).toEqual([
      ['1', '2'],
      ['x,\ny', '4'],
    ]);
  });
  it.each(['sep=;\n', 'sep=;\r\n', '"sep=;"\n', 'SEP=;\n', '\ufeffsep=;\n'])(
    'may begin with the delimiter that Excel writes: %j',
    (line) => {
      expect(parseDelimited(`${line}a,b;c\n1;2\n`)).toMatchObject({
        header: ['a,b', 'c'],
        rows: [['1', '2']],
        lines: [3],
      });
    },
  );
  it('leave out columns without name and value at the end, and only those', () => {
    expect(parseDelimited('a,b,,\n1,2,,\n3,4,,\n')).toMatchObject({
      header: ['a', 'b'],
      rows: [
        ['1', '2'],
        ['3', '4'],
      ],
    });
    expect(parseDelimited('a,b\n1,2,,\n')).toMatchObject({ header: ['a', 'b'], rows: [['1', '2']] });
    expect(errorOf(() => readTable('a,b,,\n1,2,,9\n')).message).toContain('column 4 has no name');
    expect(errorOf(() => readTable('a,b\n1,2,9\n')).message).toContain('line 2 has 3 cells');
  });
  it('say that a title is no header', () => {
    expect(errorOf(() => readTable('Study of 2024,,\nid,x,y\n1,2,3\n')).details.remedy).toContain('title');
  });
  it('end before the totals', () => {
    const table = readTable('id,x\na,1\nb,3\n\nTotal,4\nMittelwert,2\n', { subject: 'id' });
    expect(table.subjects).toEqual(['a', 'b']);
    expect(table.notes?.join()).toMatch(/Total, Mittelwert.*not read/);
    expect(readTable('id,x\nTotal,1\nb,3\n', { subject: 'id' }).rows).toBe(2);
  });
});

describe('numbers as people write them', () => {
  it.each([
    ['12%', '3 %', [12, 3]],
    ['3 mm', '4.5mm', [3, 4.5]],
    ["1'100.5", '2', [1100.5, 2]],
    ['1’100’000', '2', [1_100_000, 2]],
    ['1\u00a0100,5', '0,5', [1100.5, 0.5]],
    ['1 100,5', '0,5', [1100.5, 0.5]],
    ['1.100,5', '0,5', [1100.5, 0.5]],
    ['1,100.5', '0.5', [1100.5, 0.5]],
    ['1,234,567', '0.5', [1_234_567, 0.5]],
    ['−3', '+4', [-3, 4]],
    ['1,5e3', '2', [1500, 2]],
    ['2 years', '1 year', [2, 1]],
  ])('%s and %s', (first, second, values) => {
    expect(numbers(column([first, second]), 'x')).toEqual(values);
  });
  it('are missing where a word or mark says so, and that is said', () => {
    const table = column(['1', 'k.A.', '?', '2', '-', 'unbekannt', '3', '4', '5']);
    expect(numbers(table, 'x')).toEqual([1, NaN, NaN, 2, NaN, NaN, 3, 4, 5]);
    expect(table.notes?.join()).toMatch(/"\?", "-", "unbekannt" \(rows 4, 6, 7\) counts as missing/);
  });
  it('say the unit that they were in', () => {
    expect(column(['12%', '3%']).notes?.join()).toContain('column x has the unit % in its cells');
  });
  it.each([
    [['3 mm', '0.5 cm'], 'is in cm, "3 mm" in row 2 in mm'],
    [['12%', '0.15'], 'is without a unit, "12%" in row 2 in %'],
    [['1,5', '1.7'], 'has a decimal comma'],
    [['<0.5', '1', '2'], 'is not a number'],
    [['#DIV/0!', '1', '2'], 'is not a number'],
  ])('are refused where they are mixed: %j', (values, sentence) => {
    expect(
      errorOf(() => readTable(`id,x\n${values.map((value, i) => `${i},"${value}"`).join('\n')}`)).message,
    ).toContain(sentence);
  });
  it('that could be thousands or decimals are asked about, not guessed', () => {
    expect(errorOf(() => readTable('id,x\n1,"1,100"\n2,"2,350"\n')).message).toContain('thousands');
    // A semicolon file with decimal commas elsewhere: is 1.100 eleven hundred?
    expect(errorOf(() => readTable('x;y\n1.100;0,5\n2.350;0,7\n')).message).toContain('thousands');
    expect(numbers(readTable('x;y\n1,100;0,5\n'), 'x')).toEqual([1.1]);
    expect(numbers(readTable('x,y\n1.100,0.5\n'), 'x')).toEqual([1.1]);
    expect(numbers(readTable('id,x\n1,"1,100"\n', { decimalComma: true }), 'x')).toEqual([1.1]);
  });
  it('with a decimal comma between quotes are read in a file of points', () => {
    const table = readTable('x,y\n"0,25",0.5\n"1,75",0.7\n');
    expect(numbers(table, 'x')).toEqual([0.25, 1.75]);
    expect(numbers(table, 'y')).toEqual([0.5, 0.7]);
  });
  it('are never read against what was said of their marks', () => {
    expect(errorOf(() => column(['2.55', '3'], 'x', { decimalComma: true })).message).toContain(
      'decimal point',
    );
  });
});

describe('categories as people write them', () => {
  it('are one under different spellings, and that is said', () => {
    const table = column(['yes', 'Yes', 'no ', 'YES', 'no', '?', 'yes']);
    expect(labels(table, 'x')).toEqual(['yes', 'yes', 'no', 'yes', 'no', null, 'yes']);
    expect(table.notes?.join()).toMatch(/"YES", "Yes" and "yes" are read as one category, "yes"/);
  });
  it('of one letter are one only where a spelling is a slip', () => {
    expect(labels(column([...new Array(19).fill('w'), 'W', 'm']), 'x').slice(-2)).toEqual(['w', 'm']);
    expect(labels(column(['a', 'A', 'a', 'A']), 'x')).toEqual(['a', 'A', 'a', 'A']);
  });
  it('that are genotypes keep their case', () => {
    expect(labels(column(['AA', 'Aa', 'aa', 'AA']), 'x')).toEqual(['AA', 'Aa', 'aa', 'AA']);
  });
  it('that were declared take another spelling', () => {
    const table = column(['Low', 'HIGH'], 'x', {
      columns: { x: { kind: 'ordinal', categories: ['low', 'high'] } },
    });
    expect(columnOf(table, 'x')).toMatchObject({ codes: Int32Array.of(0, 1) });
  });
  it('of names like constructor are plain names', () => {
    const table = readTable('constructor,__proto__\nconstructor,toString\n1a,__proto__\n');
    expect(labels(table, 'constructor')).toEqual(['constructor', '1a']);
    expect(labels(table, '__proto__')).toEqual(['toString', '__proto__']);
  });
});

describe('dates', () => {
  it.each([
    '2024-03-01',
    '2024/3/1',
    '01.03.2024',
    '1.3.24',
    '3/25/2024',
    '01-MAR-2024',
    '5. Mai 2024',
    '2024-03-01T10:00:00Z',
    '01.03.2024 10:15',
  ])('are known: %s', (text) => expect(isDateText(text)).toBe(true));
  it.each(['12.5', '1.2.3', '2024', '10:30', 'T12-L1', '45/60/2024', '1-2', ''])('are not: %s', (text) => {
    expect(isDateText(text)).toBe(false);
  });
  it('are days, also in mixed forms where each has one meaning', () => {
    const day = Date.UTC(2024, 2, 1) / 86_400_000;
    expect([...parseDates(['2024-03-01', '1.3.2024', undefined, '01-Mar-2024'])]).toEqual([
      day,
      day,
      NaN,
      day,
    ]);
    expect([...parseDates(['1/3/2024', '31/3/2024'])]).toEqual([day, day + 30]);
    expect([...parseDates(['3/1/2024', '3/31/2024'])]).toEqual([day, day + 30]);
  });
  it.each([
    [['1/3/2024', '2/4/2024'], 'which'],
    [['31/3/2024', '3/31/2024'], 'month first'],
    [['2024-02-31'], 'not a date'],
    [['soon'], 'not a date'],
  ])('that cannot be told are errors: %j', (texts, sentence) => {
    expect(errorOf(() => parseDates(texts)).message).toContain(sentence);
  });
});

describe('identifiers', () => {
  it('that differ by accident are near, others are not', () => {
    expect(nearIdentifiers(['p1', 'P 02', '7', 'x'], ['P1', 'P-2', '007', 'y'])).toEqual(
      new Map([
        ['p1', 'P1'],
        ['P 02', 'P-2'],
        ['7', '007'],
      ]),
    );
    expect(nearIdentifiers(['1-2'], ['12']).size).toBe(0);
    expect(nearIdentifiers(['a1'], ['a1', 'A1']).size).toBe(0);
  });
  it('of one list that are alike are found', () => {
    expect(alikeIdentifiers(['S1', 's01', 'S2'])).toEqual([['S1', 's01']]);
  });
});

/** A workbook of one sheet, of the parts that a reader needs. */
function workbook(rows: string, styles = ''): Uint8Array {
  const xml = '<?xml version="1.0" encoding="UTF-8"?>';
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const relations = 'http://schemas.openxmlformats.org/package/2006/relationships';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  return zipSync({
    '[Content_Types].xml': strToU8(
      `${xml}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
    ),
    '_rels/.rels': strToU8(
      `${xml}<Relationships xmlns="${relations}"><Relationship Id="r1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ),
    'xl/workbook.xml': strToU8(
      `${xml}<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="one" sheetId="1" r:id="r1"/></sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': strToU8(
      `${xml}<Relationships xmlns="${relations}"><Relationship Id="r1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
    ),
    'xl/styles.xml': strToU8(`${xml}<styleSheet xmlns="${main}">${styles}</styleSheet>`),
    'xl/worksheets/sheet1.xml': strToU8(
      `${xml}<worksheet xmlns="${main}"><sheetData>${rows}</sheetData></worksheet>`,
    ),
  });
}

const text = (place: string, value: string) => `<c r="${place}" t="inlineStr"><is><t>${value}</t></is></c>`;

describe('workbooks', () => {
  it('have formulas by their stored values', async () => {
    const book = workbook(
      `<row r="1">${text('A1', 'id')}${text('B1', 'x')}</row><row r="2">${text('A2', 'a')}<c r="B2"><f>1+1</f><v>2</v></c></row>`,
    );
    expect(numbers(await readExcel(book, { subject: 'id' }), 'x')).toEqual([2]);
  });
  it('whose formulas were never computed are refused by cell', async () => {
    for (const empty of [
      '<c r="B2"><f>1+1</f></c>',
      '<c r="B2"><f>1+1</f><v></v></c>',
      '<c r="B2"><f>1+1</f><v/></c>',
    ]) {
      const book = workbook(
        `<row r="1">${text('A1', 'id')}${text('B1', 'x')}</row><row r="2">${text('A2', 'a')}${empty}</row>`,
      );
      await expect(readExcel(book, { file: 'b.xlsx' })).rejects.toThrow(/b\.xlsx: cell B2 holds a formula/);
    }
  });
  it('have dates by their day, and empty columns and rows at the end are nothing', async () => {
    const styles = '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs>';
    const book = workbook(
      `<row r="1">${text('A1', 'id')}${text('B1', 'seen')}<c r="C1"/></row><row r="2">${text('A2', 'a')}<c r="B2" s="1"><v>45352</v></c><c r="D2"/></row><row r="3"><c r="A3"/></row>`,
      styles,
    );
    const table = await readExcel(book, { subject: 'id' });
    expect(table.rows).toBe(1);
    expect(labels(table, 'seen')).toEqual(['2024-03-01']);
  });
});

describe('Cells as long as a book', () => {
  // An expression that looks from every place to the end of a run would take hours for these.
  const long = 1_000_000;

  it('are no labels of totals, and are read', () => {
    const label = `${':'.repeat(long)}x`;
    expect(readTable(`id,a\n${label},1\ns2,2\n`).rows).toBe(2);
  });

  it('are named in part where they have a letter of an old encoding', () => {
    const bytes = Uint8Array.from({ length: long }, (_, at) => (at === long - 2 ? 0xe9 : 0x61));
    bytes.set([0x69, 0x64, 0x0a]);
    expect(decodeText(bytes).encoding).toBe('windows-1252');
  });
});
