import { type Column, createRandom, createTable, type Table } from '@rachis/statistics';
import { describe, expect, it } from 'vitest';
import { type DesignFinding, designOfTables, learnSchema, tableFindings } from '../../src/index.ts';

const numeric = (name: string, values: readonly number[]): Column => ({
  name,
  kind: 'numeric',
  values: Float64Array.from(values),
});
const category = (name: string, texts: readonly string[]): Column => {
  const categories = [...new Set(texts)].sort();
  return {
    name,
    kind: 'category',
    categories,
    codes: Int32Array.from(texts, (text) => categories.indexOf(text)),
  };
};

const rows = 90;
const random = createRandom('design findings');
const truth = Array.from({ length: rows }, () => random.integer(2));
const features = Array.from({ length: 12 }, (_, j) =>
  numeric(
    `f${j}`,
    Array.from({ length: rows }, () => 5 + random.normal()),
  ),
);
const names = random.shuffle(Array.from({ length: rows }, (_, row) => `P${100 + row}`));
const outcome = category(
  'outcome',
  truth.map((event) => (event === 1 ? 'yes' : 'no')),
);
const tableOf = (more: readonly Column[] = [], subjects = names): Table =>
  createTable([...more, ...features, outcome], { subjects });

const look = (table: Table, settings: object = {}, external?: Table): DesignFinding[] =>
  tableFindings(
    designOfTables(
      { table, file: 't.csv' },
      learnSchema.parse({ outcome: 'outcome', subject: 'subject', ...settings }),
      external === undefined ? undefined : { table: external, file: 'others.csv' },
    ),
  );
const codes = (found: readonly DesignFinding[]) => found.map(({ severity, code }) => `${severity} ${code}`);
const noise = () => random.normal();

describe('what a table is looked through for', () => {
  it('finds nothing in a clean table, with columns of administration that tell nothing', () => {
    const clean = tableOf([
      category(
        'site',
        truth.map(() => `site ${random.integer(3)}`),
      ),
      numeric(
        'slice_thickness',
        truth.map(() => 1 + random.integer(3)),
      ),
      numeric(
        'age',
        truth.map(() => 50 + random.integer(30)),
      ),
      category(
        'mri_date',
        truth.map((_, row) => `2020-01-${String(1 + (row % 28)).padStart(2, '0')}`),
      ),
      category(
        'death_date',
        truth.map(() => '2021-06-01'),
      ),
    ]);
    expect(look(clean)).toEqual([]);
  });

  it('tells sites and settings by their names from AUC 0.65 on, other columns only above 0.9', () => {
    const half = truth.map((event) => (random.uniform() < 0.8 ? event : 1 - event));
    expect(codes(look(tableOf([numeric('scanner', half)])))).toEqual(['problem COLUMN_TELLS_OUTCOME']);
    expect(look(tableOf([numeric('marker', half)]))).toEqual([]);
    const [found] = look(
      tableOf([
        numeric(
          'marker',
          truth.map((event) => 5 * event + noise()),
        ),
      ]),
    );
    expect(found).toMatchObject({ code: 'COLUMN_TELLS_OUTCOME', severity: 'problem', columns: ['marker'] });
    expect(found!.message).toMatch(/AUC (0\.99|1)/);
  });

  it('says of an excluded scanner that images carry it, and nothing of other excluded columns', () => {
    const copy = truth.map((event) => event);
    const found = look(tableOf([numeric('scanner', copy), numeric('diagnosis', copy)]), {
      exclude: ['scanner', 'diagnosis'],
    });
    expect(codes(found)).toEqual(['warning COLUMN_TELLS_OUTCOME']);
    expect(found[0]!.message).toContain('no predictor here, but image features may carry it');
  });

  it('knows a numbering by its values alone', () => {
    const order = truth.map((_, row) => row).sort((a, b) => truth[a]! - truth[b]!);
    const numbers = truth.map((_, row) => 400 + order.indexOf(row));
    const [found] = look(tableOf([numeric('k', numbers)]));
    expect(found).toMatchObject({ code: 'COLUMN_TELLS_OUTCOME', severity: 'problem', columns: ['k'] });
    expect(found!.message).toContain('a record or row number');
  });

  it('does not call rows of one subject a subject under two names, nor one patient several', () => {
    const pairs = names.map((_, row) => `P${Math.floor(row / 2)}`);
    const twins = features.map((column) =>
      numeric(
        column.name,
        truth.map((_, row) => (column as { values: Float64Array }).values[row - (row % 2)]! + 1e-5 * noise()),
      ),
    );
    const own = category(
      'outcome',
      truth.map((_, row) => (truth[row - (row % 2)] === 1 ? 'yes' : 'no')),
    );
    const table = (subjects: readonly string[], more: readonly Column[] = []) =>
      createTable([...more, ...twins, own], { subjects });
    expect(look(table(pairs))).toEqual([]);
    const parted = look(table(names, [category('patient_id', pairs)]));
    expect(codes(parted)).toContain('problem PATIENT_NOT_KEPT_TOGETHER');
    expect(codes(parted)).toContain('problem SUBJECT_TWICE');
    expect(look(table(names, [category('patient_id', pairs)]), { group: 'patient_id' })).toEqual([]);
  });

  it('knows lesions, sides and scans by the names of subjects, and takes numbers for numbers', () => {
    const named = (name: (row: number) => string) =>
      codes(
        look(
          tableOf(
            [],
            names.map((_, row) => name(row)),
          ),
        ),
      );
    const question = ['question PATIENT_NOT_KEPT_TOGETHER'];
    const order = random.shuffle(Array.from({ length: 45 }, (_, i) => i));
    const pair = (row: number) => String(order[row >> 1]! + 10);
    expect(named((row) => `P${pair(row)}_L${1 + (row % 2)}`)).toEqual(question);
    expect(named((row) => `${pair(row)}${row % 2 === 0 ? 'a' : 'b'}`)).toEqual(question);
    expect(named((row) => `P${pair(row)} ${row % 2 === 0 ? 'left' : 'right'}`)).toEqual(question);
    expect(named((row) => `P${pair(row)}_20${10 + (row % 2)}0101`)).toEqual(question);
    const numbers = random.sample(89_999, rows);
    expect(named((row) => `${10_000 + numbers[row]!}`)).toEqual([]);
    expect(named((row) => `S${1 + (row % 6)}-${1 + Math.floor(row / 6)}`)).toEqual([]);
    expect(named((row) => `case_${order[row % 45]! + 45 * Math.floor(row / 45)}`)).toEqual([]);
  });

  it('finds a few copies as a subject under two names, many as repeated rows', () => {
    const copied = (count: number) =>
      createTable(
        [...features, outcome].map((column): Column => {
          const repeat = <T>(values: ArrayLike<T>) =>
            Array.from({ length: rows + count }, (_, row) => values[row % rows]!);
          return column.kind === 'numeric'
            ? { ...column, values: Float64Array.from(repeat(column.values)) }
            : {
                ...(column as Column & { kind: 'category' }),
                codes: Int32Array.from(repeat((column as { codes: Int32Array }).codes)),
              };
        }),
        { subjects: [...names, ...Array.from({ length: count }, (_, i) => `N${i}`)] },
      );
    const [few] = look(copied(1));
    expect(few).toMatchObject({ code: 'SUBJECT_TWICE', subjects: [names[0], 'N0'] });
    expect(codes(look(copied(30)))).toContain('problem ROWS_REPEATED');
  });

  it('finds training rows outside, and nobody where the external rows are others', () => {
    const outside = (off: number) =>
      createTable(
        [...features, outcome].map(
          (column): Column =>
            column.kind === 'numeric'
              ? numeric(
                  column.name,
                  Array.from(column.values.subarray(0, 40), (value) => value + off * noise()),
                )
              : category(
                  'outcome',
                  truth.slice(0, 40).map((event) => (event === 1 ? 'yes' : 'no')),
                ),
        ),
        { subjects: names.slice(0, 40).map((name) => `X${name}`) },
      );
    for (const off of [0, 1e-4, 1e-2]) {
      const [found] = look(tableOf(), {}, outside(off));
      expect(found).toMatchObject({ code: 'TRAINING_ROWS_OUTSIDE', severity: 'problem' });
      expect(found!.subjects).toHaveLength(40);
    }
    expect(look(tableOf(), {}, outside(3))).toEqual([]);
  });

  it('asks how a list of predictors was made, and holds it against the columns left out', () => {
    const telling = Array.from({ length: 6 }, (_, j) =>
      numeric(
        `g${j}`,
        truth.map((event) => 1.2 * event + noise()),
      ),
    );
    const [found, ...others] = look(tableOf(telling), { predictors: telling.map(({ name }) => name) });
    expect(others).toEqual([]);
    expect(found).toMatchObject({ code: 'SELECTION_OUTSIDE', severity: 'question' });
    expect(found!.message).toContain('tell the outcome better alone than the columns left out');
    expect(look(tableOf(), { predictors: ['f*'] })).toEqual([]);
  });

  it('looks at numbers, survival and three classes as well', () => {
    const copy = truth.map((event) => event + 0.1 * noise());
    const of = (own: Column, settings: object = {}) =>
      look(createTable([numeric('site_code', copy), ...features, own], { subjects: names }), settings);
    expect(
      codes(
        of(
          numeric(
            'outcome',
            copy.map((value) => value + 0.1 * noise()),
          ),
        ),
      ),
    ).toEqual(['problem COLUMN_TELLS_OUTCOME']);
    expect(
      codes(
        of({
          name: 'outcome',
          kind: 'time-to-event',
          times: Float64Array.from(copy, (value) => 3 - value + 0.1 * random.uniform()),
          events: new Uint8Array(rows).fill(1),
        }),
      ),
    ).toEqual(['problem COLUMN_TELLS_OUTCOME']);
    expect(
      codes(
        of(
          category(
            'outcome',
            truth.map((event, row) => (event === 1 ? 'a' : ['b', 'c'][(row * 7) % 2]!)),
          ),
        ),
      ),
    ).toContain('problem COLUMN_TELLS_OUTCOME');
  });

  it('finds images after the event by dates, calendar numbers and days, not by months against days', () => {
    const late = (row: number) => row === 5 || row === 8;
    const day = (value: number) => new Date(Date.UTC(2020, 0, value)).toISOString().slice(0, 10);
    const both = (image: Column, end: Column) => look(tableOf([image, end]));
    const texts = both(
      category(
        'CT_date',
        truth.map((_, row) => day(row + 1)),
      ),
      category(
        'date_of_death',
        truth.map((_, row) => day(row + (late(row) ? -3 : 30))),
      ),
    );
    expect(texts).toMatchObject([
      {
        code: 'TIME_BACKWARDS',
        severity: 'problem',
        columns: ['CT_date', 'date_of_death'],
        subjects: [names[5], names[8]],
      },
    ]);
    expect(texts[0]!.message).toContain('(4 days)');
    const calendar = (value: number) => Number(day(value).replaceAll('-', ''));
    expect(
      codes(
        both(
          numeric(
            'scanDate',
            truth.map((_, row) => calendar(row + 1)),
          ),
          numeric(
            'relapseDate',
            truth.map((_, row) => (late(row) ? calendar(row - 3) : row % 3 === 0 ? NaN : calendar(row + 30))),
          ),
        ),
      ),
    ).toContain('problem TIME_BACKWARDS');
    const survival: Column = {
      name: 'outcome',
      kind: 'time-to-event',
      times: Float64Array.from(truth, () => 10 + 20 * random.uniform()),
      events: Uint8Array.from(truth),
    };
    const withImage = (name: string, time: string) =>
      look(
        createTable(
          [
            numeric(
              name,
              truth.map((_, row) => (late(row) ? 40 : 2)),
            ),
            ...features,
            survival,
          ],
          { subjects: names },
        ),
        { time },
      );
    expect(codes(withImage('days_to_scan', 'days'))).toEqual(['problem TIME_BACKWARDS']);
    expect(withImage('days_to_scan', 'months')).toEqual([]);
  });

  it('says nothing where there is too little to tell: few rows, two columns, one value', () => {
    const small = createTable(
      [
        numeric('a', [1, 2, 3, 4, 5, 6]),
        numeric('b', [1, 1, 1, 1, 1, 1]),
        category('outcome', ['no', 'yes', 'no', 'yes', 'no', 'yes']),
      ],
      { subjects: ['a', 'b', 'c', 'd', 'e', 'f'] },
    );
    expect(look(small)).toEqual([]);
  });
});
