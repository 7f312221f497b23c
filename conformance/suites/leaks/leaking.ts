import {
  type Column,
  createRandom,
  createTable,
  quantile,
  type Random,
  type Table,
} from '@rachis/statistics';
import { type DesignFindingCode, designOfTables, tableFindings } from '@rachis/study';
import { anyPopulation, drawSubjects, type Population } from './population.ts';
import { settingsFor } from './settings.ts';

/** A table with a leak, and what must be found in it. */
interface Leak {
  readonly code: DesignFindingCode;
  readonly table: Table;
  readonly external?: Table;
  readonly settings?: object;
  /** Columns and subjects that the finding must name. */
  readonly columns?: readonly string[];
  readonly subjects?: readonly string[];
  /** Looks that came before, where the table is looked at again. */
  readonly before?: number;
}

type MakeLeak = (population: Population, random: Random) => Leak;

const rowsOf = (table: Table) => Array.from({ length: table.rows }, (_, row) => row);

function takeRows({ columns, subjects }: Table, rows: readonly number[], names?: readonly string[]): Table {
  return createTable(
    columns.map((column): Column => {
      if (column.kind === 'numeric')
        return { ...column, values: Float64Array.from(rows, (row) => column.values[row]!) };
      if (column.kind === 'time-to-event') {
        return {
          ...column,
          times: Float64Array.from(rows, (row) => column.times[row]!),
          events: Uint8Array.from(rows, (row) => column.events[row]!),
        };
      }
      return { ...column, codes: Int32Array.from(rows, (row) => column.codes[row]!) };
    }),
    { subjects: names ?? rows.map((row) => subjects![row]!) },
  );
}

/** Below each other: the rows of both. */
function stack(one: Table, other: Table): Table {
  return createTable(
    one.columns.map((column, at): Column => {
      const second = other.columns[at]!;
      if (column.kind === 'numeric' && second.kind === 'numeric')
        return { ...column, values: Float64Array.from([...column.values, ...second.values]) };
      if (column.kind === 'category' && second.kind === 'category') {
        const categories = [...new Set([...column.categories, ...second.categories])].sort();
        const texts = [column, second].flatMap((own) =>
          Array.from(own.codes, (code) => (code === -1 ? -1 : categories.indexOf(own.categories[code]!))),
        );
        return { ...column, categories, codes: Int32Array.from(texts) };
      }
      throw new RangeError(`${column.name} cannot be stacked.`);
    }),
    { subjects: [...one.subjects!, ...other.subjects!] },
  );
}

/** Every number a little off, by a part of the spread of the middle half of its column. */
function shaken(table: Table, part: number, random: Random): Table {
  return createTable(
    table.columns.map((column): Column => {
      if (column.kind !== 'numeric' || column.name === 'outcome') return column;
      const known = column.values.filter((value) => !Number.isNaN(value));
      const spread = (quantile(known, 0.75) - quantile(known, 0.25)) / 1.349;
      return { ...column, values: column.values.map((value) => value + part * spread * random.normal()) };
    }),
    { subjects: table.subjects! },
  );
}

const withColumn = (table: Table, ...columns: readonly Column[]): Table =>
  createTable(
    [...columns, ...table.columns.filter(({ name }) => columns.every((column) => column.name !== name))],
    { subjects: table.subjects! },
  );

const events = (table: Table): number[] => {
  const outcome = table.columns.find(({ name }) => name === 'outcome')!;
  return outcome.kind === 'category'
    ? Array.from(outcome.codes, (code) => Number(outcome.categories[code] === 'yes'))
    : [];
};

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

const date = (days: number): string =>
  new Date(Date.UTC(2015, 0, 1) + days * 86_400_000).toISOString().slice(0, 10);

const newNames = (count: number, random: Random) =>
  random.shuffle(Array.from({ length: count }, (_, i) => `N${String(i + 1).padStart(3, '0')}`));

/** A tenth of the subjects again, under new names, a little off. */
const twice =
  (part: number): MakeLeak =>
  (population, random) => {
    const table = drawSubjects(population);
    const rows = [...random.sample(table.rows, Math.max(2, Math.floor(table.rows / 12)))];
    const names = rows.map((_, i) => `N${i + 900}`);
    return {
      code: 'SUBJECT_TWICE',
      table: stack(table, shaken(takeRows(table, rows, names), part, random)),
      subjects: names,
    };
  };

/** Training rows as an external table under new names, with as many others. */
const outside =
  (part: number, share: number): MakeLeak =>
  (population, random) => {
    const table = drawSubjects(population);
    const rows = [...random.sample(table.rows, Math.floor(table.rows * 0.6))];
    const copies = shaken(takeRows(table, rows), part, random);
    const others = drawSubjects(
      population,
      'external',
      Math.max(4, Math.floor((rows.length * (1 - share)) / share)),
    );
    const both = share < 1 ? stack(copies, others) : copies;
    const order = random.shuffle(rowsOf(both));
    const names = newNames(both.rows, random);
    return {
      code: 'TRAINING_ROWS_OUTSIDE',
      table,
      external: takeRows(both, order, names),
      ...(part < 0.1 ? { subjects: names.filter((_, at) => order[at]! < rows.length) } : {}),
    };
  };

const told =
  (make: (event: number, random: Random, row: number) => number | string, name: string): MakeLeak =>
  (population, random) => {
    const table = drawSubjects(population);
    const values = events(table).map((event, row) => make(event, random, row));
    const column = values.every((value) => typeof value === 'number')
      ? numeric(name, values as number[])
      : category(name, values.map(String));
    return { code: 'COLUMN_TELLS_OUTCOME', table: withColumn(table, column), columns: [name] };
  };

const mostly = (random: Random, event: number, right = 0.9) => (random.uniform() < right ? event : 1 - event);

const scaled =
  (change: (values: Float64Array) => Float64Array): MakeLeak =>
  (population) => {
    const table = drawSubjects({ ...population, missing: 0 });
    return {
      code: 'SCALED_BEFOREHAND',
      table: createTable(
        table.columns.map((column) =>
          column.kind === 'numeric' && column.name.startsWith('original')
            ? { ...column, values: change(column.values).map((value) => Number(value.toFixed(6))) }
            : column,
        ),
        { subjects: table.subjects! },
      ),
    };
  };

/** Rows made between a row and one of its five nearest of the rarer class, until the classes are even. */
const synthetic: MakeLeak = (population, random) => {
  const drawn = drawSubjects({ ...population, missing: 0, clinical: false });
  const labels = events(drawn);
  const rows = rowsOf(drawn).filter((row) => labels[row] === 0 || row % 2 === 0);
  const table = takeRows(drawn, rows);
  const own = events(table);
  const rare = rowsOf(table).filter((row) => own[row] === 1);
  const wanted = Math.max(6, table.rows - 2 * rare.length);
  const columns = table.columns.flatMap((column) => (column.kind === 'numeric' ? [column] : []));
  const spreads = columns.map(({ values }) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  });
  const distance = (a: number, b: number) =>
    columns.reduce((sum, { values }, k) => sum + ((values[a]! - values[b]!) / spreads[k]!) ** 2, 0);
  const made = Array.from({ length: wanted }, () => {
    const from = rare[random.integer(rare.length)]!;
    const near = rare
      .filter((row) => row !== from)
      .sort((a, b) => distance(from, a) - distance(from, b))
      .slice(0, 5);
    return { from, to: near[random.integer(near.length)]!, part: random.uniform() };
  });
  const names = made.map((_, i) => `N${i + 900}`);
  const copies = takeRows(
    table,
    made.map(({ from }) => from),
    names,
  );
  const between = createTable(
    copies.columns.map((column): Column => {
      const source = columns.find(({ name }) => name === column.name);
      if (source === undefined || column.kind !== 'numeric') return column;
      return {
        ...column,
        values: Float64Array.from(made, ({ from, to, part }) => {
          const value = source.values[from]! + part * (source.values[to]! - source.values[from]!);
          return Number(value.toPrecision(4));
        }),
      };
    }),
    { subjects: names },
  );
  return { code: 'ROWS_BETWEEN', table: stack(table, between) };
};

/** Kinds of leaks by name. */
export const leaks: Readonly<Record<string, MakeLeak>> = {
  'training rows outside, exact': outside(0, 1),
  'training rows outside, off by 1e-4, half of the table': outside(1e-4, 0.5),
  'training rows outside, measured again (0.3 of the spread)': outside(0.3, 1),
  'subject twice, off by 1e-7': twice(1e-7),
  'subject twice, off by 1e-3': twice(1e-3),
  'lesions of a patient': (population, random) => {
    const table = drawSubjects({ ...population, regions: 2 });
    const names = newNames(table.rows, random);
    return {
      code: 'PATIENT_NOT_KEPT_TOGETHER',
      table: createTable([category('patient_id', table.subjects!), ...table.columns], { subjects: names }),
      columns: ['patient_id'],
    };
  },
  'lesions of a patient, by their names': (population) => {
    const table = drawSubjects({ ...population, regions: 2 });
    const names = table.subjects!.map((subject, row) => `${subject}_L${(row % 2) + 1}`);
    return {
      code: 'PATIENT_NOT_KEPT_TOGETHER',
      table: createTable(table.columns, { subjects: names }),
      subjects: names.slice(0, 2),
    };
  },
  site: told((event, random) => (mostly(random, event) ? 'north' : 'south'), 'center'),
  spacing: told((event, random) => (mostly(random, event, 0.85) ? 0.7 : 0.9), 'PixelSpacing'),
  'follow-up volume': told((event, random) => 20 + 40 * event + 12 * random.normal(), 'volume_followup'),
  'record number': (population, random) => {
    const drawn = drawSubjects(population);
    const labels = events(drawn);
    const order = rowsOf(drawn).sort((a, b) => labels[a]! - labels[b]!);
    const numbers = rowsOf(drawn);
    order.forEach((row, place) => {
      numbers[row] = 10_000 + 3 * place + random.integer(3);
    });
    return {
      code: 'COLUMN_TELLS_OUTCOME',
      table: withColumn(drawn, numeric('accession_number', numbers)),
      columns: ['accession_number'],
    };
  },
  'acquisition date': told(
    (event, random) => 20_120_000 + 10_000 * (4 * event + random.integer(4)) + 101 + random.integer(28),
    'imaging_day',
  ),
  'a column without a telling name': told((event, random) => 3.4 * event + random.normal(), 'f_17'),
  missingness: (population, random) => {
    const table = drawSubjects({ ...population, missing: 0.05 });
    const labels = events(table);
    const values = labels.map((event) =>
      random.uniform() < (event === 1 ? 0.6 : 0.05) ? NaN : random.normal(),
    );
    return {
      code: 'MISSING_TELLS_OUTCOME',
      table: withColumn(table, numeric('crp', values)),
      columns: ['crp'],
    };
  },
  'made rows (SMOTE)': synthetic,
  'oversampled rows': (population, random) => {
    const drawn = drawSubjects(population);
    const labels = events(drawn);
    const rare = rowsOf(drawn).filter((row) => labels[row] === 1);
    const copies = Array.from(
      { length: Math.max(Math.ceil(drawn.rows / 5), drawn.rows - 2 * rare.length) },
      () => rare[random.integer(rare.length)]!,
    );
    const names = copies.map((_, i) => `N${i + 900}`);
    return { code: 'ROWS_REPEATED', table: stack(drawn, takeRows(drawn, copies, names)), subjects: names };
  },
  'standardised beforehand': scaled((values) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    return values.map((value) => (value - mean) / spread);
  }),
  'brought to 0 to 1 beforehand': scaled((values) => {
    const least = values.reduce((a, b) => Math.min(a, b));
    const most = values.reduce((a, b) => Math.max(a, b));
    return values.map((value) => (value - least) / (most - least));
  }),
  'order of rows': (population) => {
    const drawn = drawSubjects(population);
    const labels = events(drawn);
    return {
      code: 'ORDER_TELLS_OUTCOME',
      table: takeRows(
        drawn,
        rowsOf(drawn).sort((a, b) => labels[a]! - labels[b]!),
      ),
    };
  },
  'names by outcome': (population) => {
    const drawn = drawSubjects(population);
    const names = events(drawn).map((event, row) => `${event === 1 ? 'case' : 'control'}${row}`);
    return { code: 'IDENTIFIER_TELLS_OUTCOME', table: createTable(drawn.columns, { subjects: names }) };
  },
  'external table again': (population) => ({
    code: 'EXTERNAL_LOOKED_AT_BEFORE',
    table: drawSubjects(population),
    external: drawSubjects(population, 'external', 60),
    before: 2,
  }),
  'time backwards': (population, random) => {
    const table = drawSubjects(population);
    const scan = rowsOf(table).map(() => 100 + random.integer(1000));
    const end = scan.map((day, row) =>
      row % 20 === 3 ? day - 5 - random.integer(40) : day + random.integer(900),
    );
    return {
      code: 'TIME_BACKWARDS',
      table: withColumn(table, category('mri_date', scan.map(date)), category('death_date', end.map(date))),
      columns: ['mri_date', 'death_date'],
      subjects: [table.subjects![3]!],
    };
  },
  'selection outside': (population) => {
    const table = drawSubjects(population);
    const columns = table.columns.slice(0, 5).map(({ name }) => name);
    return { code: 'SELECTION_OUTSIDE', table, settings: { predictors: columns }, columns };
  },
};

/** Whether a leak was found by its name, with what it is about. */
export interface LeakJudged {
  readonly leak: string;
  readonly draw: number;
  readonly found: boolean;
  /** Findings of other kinds beside it. */
  readonly beside: readonly DesignFindingCode[];
  readonly message: string;
}

/** Draws a table with a leak and looks for it. */
export function judgeLeak(leak: string, draw: number): LeakJudged {
  const random = createRandom(`${leak} ${draw}`);
  const drawn = anyPopulation(`${leak} ${draw}`);
  const population: Population = { ...drawn, rows: Math.max(drawn.rows, 60), outcome: 'classes', regions: 1 };
  const made = leaks[leak]!(population, random);
  const design = designOfTables(
    { table: made.table, file: 't.csv' },
    settingsFor(population, made.settings),
    made.external === undefined ? undefined : { table: made.external, file: 'others.csv' },
  );
  const seen =
    made.before === undefined || design.external === undefined
      ? design
      : { ...design, external: { ...design.external, before: { count: made.before, register: 'r.jsonl' } } };
  const findings = tableFindings(seen);
  const own = findings.filter(({ code }) => code === made.code);
  const names = own.flatMap(({ columns, subjects }) => [...columns, ...subjects]);
  const wanted = [...(made.columns ?? []), ...(made.subjects ?? [])];
  return {
    leak,
    draw,
    found: own.length > 0 && wanted.every((name) => names.includes(name)),
    beside: findings.filter(({ code }) => code !== made.code).map(({ code }) => code),
    message: own[0]?.message ?? '',
  };
}
