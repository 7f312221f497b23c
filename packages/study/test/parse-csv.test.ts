import { describe, expect, it } from 'vitest';
import { parseCsv } from '../src/tables/parse-csv.ts';

describe('rows of CSV', () => {
  it('are cells between separators, with line ends of either kind and none at the end', () => {
    expect(parseCsv('a,b\r\n1,2\n3,')).toEqual([
      ['a', 'b'],
      ['1', '2'],
      ['3', ''],
    ]);
    expect(parseCsv('a;b\n1,5;2', ';')).toEqual([
      ['a', 'b'],
      ['1,5', '2'],
    ]);
  });

  it('may hold separators, line breaks and doubled quotes in quotes, beside rows without', () => {
    expect(parseCsv('x,y\n"a,1","two\nlines"\nplain,"she said ""no"""\nlast,row\n')).toEqual([
      ['x', 'y'],
      ['a,1', 'two\nlines'],
      ['plain', 'she said "no"'],
      ['last', 'row'],
    ]);
    expect(parseCsv('a"b,c')).toEqual([['a"b', 'c']]);
    expect(parseCsv('"quoted",end\r\n"",x\r\n')).toEqual([
      ['quoted', 'end'],
      ['', 'x'],
    ]);
  });

  it('are refused where a quote is never closed, with its line', () => {
    expect(() => parseCsv('a,b\n1,2\n"3,4\n5,6\n')).toThrow('the quote opened in line 3 is never closed');
  });

  it('skip what is empty', () => {
    expect(parseCsv('')).toEqual([]);
    expect(parseCsv('\n\na\n,\n')).toEqual([['a']]);
  });
});
