import { type Column, createRandom, createTable, type Random, type Table } from '@rachis/statistics';

/** What a table is drawn with. */
export interface Population {
  readonly seed: string;
  readonly rows: number;
  readonly columns: number;
  readonly outcome: 'classes' | 'three classes' | 'continuous' | 'survival';
  /** Best AUC that a column has for the outcome; 0.5 for none. */
  readonly signal: number;
  readonly clinical: boolean;
  /** Part of the cells of some columns that is missing, whatever the outcome. */
  readonly missing: number;
  /** Regions of each patient, kept together by the subject. */
  readonly regions: number;
  readonly factors: number;
  readonly heavy: boolean;
  readonly digits: number;
  /** Kinds of patients whose factors lie apart. */
  readonly kinds: number;
  /** Part of the rows whose numbers are far out, as where a segmentation failed. */
  readonly outliers: number;
}

/** Distance of two normal distributions with this AUC between them, over the square root of 2 times their spread. */
const shiftOf = (auc: number): number => {
  let low = 0;
  let high = 5;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    // Phi(d / sqrt 2) by the logistic approximation would be off: integrate.
    if (normalBelow(middle / Math.SQRT2) < auc) low = middle;
    else high = middle;
  }
  return low;
};
const normalBelow = (z: number): number => {
  let sum = 0;
  const steps = 400;
  for (let i = 0; i < steps; i++) {
    const x = -8 + ((z + 8) * (i + 0.5)) / steps;
    sum += Math.exp((-x * x) / 2);
  }
  return (sum * (z + 8)) / steps / Math.sqrt(2 * Math.PI);
};

/** Draws populations of many kinds: sizes, correlation, tails, outcomes, clinical columns, missing values. */
export function anyPopulation(seed: string): Population {
  const random = createRandom(seed);
  const outcome = random.uniform();
  return {
    seed,
    rows: 40 + random.integer(261),
    columns: random.uniform() < 0.5 ? 10 + random.integer(40) : 10 + random.integer(291),
    outcome:
      outcome < 0.7 ? 'classes' : outcome < 0.8 ? 'three classes' : outcome < 0.9 ? 'continuous' : 'survival',
    signal: random.uniform() < 0.4 ? 0.5 : 0.5 + 0.35 * random.uniform(),
    clinical: random.uniform() < 0.5,
    missing: random.uniform() < 0.5 ? 0 : 0.15 * random.uniform(),
    regions: random.uniform() < 0.1 ? 2 : 1,
    factors: 2 + random.integer(12),
    heavy: random.uniform() < 0.4,
    digits: 3 + random.integer(5),
    kinds: random.uniform() < 0.6 ? 1 : 2 + random.integer(4),
    outliers: random.uniform() < 0.7 ? 0 : 0.05 * random.uniform(),
  };
}

const families = ['firstorder', 'glcm', 'glrlm', 'glszm', 'ngtdm', 'shape'];

export interface Subjects {
  readonly names: readonly string[];
  readonly table: Table;
}

const numeric = (name: string, values: Float64Array): Column => ({ name, kind: 'numeric', values });
const category = (name: string, texts: readonly string[]): Column => {
  const categories = [...new Set(texts)].sort();
  return {
    name,
    kind: 'category',
    categories,
    codes: Int32Array.from(texts, (text) => categories.indexOf(text)),
  };
};

/**
 * Subjects of a population: radiomic columns that share factors, a few of them with the signal, and clinical columns with
 * and without. `draw` tells samples of one population apart, `shift` moves every column as another scanner does.
 */
export function drawSubjects(population: Population, draw = 'own', rows = population.rows, shift = 0): Table {
  const { columns, outcome, signal, clinical, missing, regions, factors, heavy, digits, kinds, outliers } =
    population;
  const fixed = createRandom(`${population.seed} population`);
  const random = createRandom(`${population.seed} ${draw}`);
  const patients = Math.ceil(rows / regions);
  const patientOf = Array.from({ length: rows }, (_, row) => Math.floor(row / regions));
  // Every patient has the outcome; of classes a share of a third to a half.
  const share = 0.33 + 0.2 * fixed.uniform();
  const truth = Array.from({ length: patients }, () =>
    outcome === 'classes' || outcome === 'survival'
      ? Number(random.uniform() < share)
      : outcome === 'three classes'
        ? random.integer(3)
        : random.normal(),
  );
  const push = shiftOf(signal) * (outcome === 'continuous' ? 0.6 : outcome === 'three classes' ? 0.5 : 1);
  const told = Math.max(1, Math.floor(columns * 0.1 * fixed.uniform()));
  const places = Array.from({ length: kinds }, () =>
    Float64Array.from({ length: factors }, () => 3 * fixed.normal()),
  );
  const own = Array.from({ length: patients }, () => {
    const place = places[kinds === 1 ? 0 : random.integer(kinds)]!;
    const far = random.uniform() < outliers ? 6 : 1;
    return place.map((value) => (kinds === 1 ? 0 : value) + far * random.normal());
  });
  const scores = Array.from({ length: rows }, (_, row) =>
    regions === 1
      ? own[patientOf[row]!]!
      : own[patientOf[row]!]!.map((value) => 0.8 * value + 0.6 * random.normal()),
  );
  const noise = 0.15 + 0.6 * fixed.uniform();
  const shared = Float64Array.from({ length: rows }, () => random.normal());
  const list: Column[] = [];
  const round = (value: number) => Number(value.toPrecision(digits));
  for (let column = 0; column < columns; column++) {
    const loads = Float64Array.from(
      { length: factors },
      () => fixed.normal() * Number(fixed.uniform() < 0.6),
    );
    const norm = Math.hypot(...loads) || 1;
    const scale = Math.exp(2 * fixed.normal());
    const centre = 10 * fixed.normal();
    const skewed = heavy && fixed.uniform() < 0.5;
    const whole = fixed.uniform() < 0.05;
    const moved = shift * fixed.normal();
    const copied = column > 10 && fixed.uniform() < 0.05 ? list[fixed.integer(column)]! : undefined;
    const values = Float64Array.from({ length: rows }, (_, row) => {
      let value = loads.reduce((sum, load, k) => sum + (load / norm) * scores[row]![k]!, 0);
      value = (value + noise * random.normal()) / Math.hypot(1, noise);
      // Columns with the signal have its own part in common.
      if (column < told)
        value = push * truth[patientOf[row]!]! + (0.7 * shared[row]! + 0.714 * random.normal());
      if (whole) return Math.round(3 * value);
      if (copied?.kind === 'numeric') return round(3 - 2 * copied.values[row]!);
      value += moved;
      return round(skewed ? Math.exp(value) * scale : centre + scale * value);
    });
    list.push(numeric(`original_${families[column % families.length]}_f${column}`, values));
  }
  if (clinical) {
    const each = <T>(make: () => T): T[] => {
      const made = Array.from({ length: patients }, make);
      return patientOf.map((patient) => made[patient]!);
    };
    list.push(
      numeric('age', Float64Array.from(each(() => Math.round(60 + 12 * random.normal())))),
      category(
        'sex',
        each(() => (random.uniform() < 0.5 ? 'f' : 'm')),
      ),
      category(
        'stage',
        each(() => ['I', 'II', 'III', 'IV'][random.integer(4)]!),
      ),
      category(
        'hospital',
        each(() => ['north', 'south', 'east'][random.integer(3)]!),
      ),
      category(
        'scanner',
        each(() => ['A', 'B'][random.integer(2)]!),
      ),
      numeric('slice_thickness', Float64Array.from(each(() => [1, 1.25, 2.5, 5][random.integer(4)]!))),
      numeric('psa', Float64Array.from(each(() => round(Math.exp(2 + random.normal()))))),
      ...dates(
        each(() => 100 + random.integer(2000)),
        each(() => random.integer(900)),
      ),
      numeric('record_no', Float64Array.from(each(() => 10_000 + random.integer(80_000)))),
      numeric('lesions', Float64Array.from(each(() => 1 + random.integer(4)))),
    );
  }
  for (const column of list) {
    if (missing === 0 || fixed.uniform() < 0.5) continue;
    for (let row = 0; row < rows; row++) {
      if (random.uniform() >= missing) continue;
      if (column.kind === 'numeric') column.values[row] = NaN;
      else if (column.kind === 'category') column.codes[row] = -1;
    }
  }
  const order = random.shuffle(Array.from({ length: patients }, (_, patient) => patient));
  const naming = fixed.integer(4);
  const letter = draw === 'own' ? 'P' : 'X';
  const nameOf = (place: number): string => {
    if (naming === 0) return `${letter}${String(place + 1).padStart(3, '0')}`;
    // Numbers of a hospital, with gaps; patients of sites; words with a number.
    if (naming === 1) return `${draw === 'own' ? 1 : 2}${String((place * 7919) % 99_991).padStart(5, '0')}`;
    return naming === 2
      ? `${letter}${1 + (place % 6)}-${String(1 + Math.floor(place / 6)).padStart(2, '0')}`
      : `${letter === 'P' ? 'case' : 'other'}_${place + 1}`;
  };
  const subjects = patientOf.map((patient) => nameOf(order[patient]!));
  list.push(
    outcomeColumn(
      population,
      patientOf.map((patient) => truth[patient]!),
      random,
    ),
  );
  return createTable(list, { subjects });
}

const day = (days: number): string =>
  new Date(Date.UTC(2012, 0, 1) + days * 86_400_000).toISOString().slice(0, 10);

/** An image and a last contact that is no earlier. */
const dates = (scans: readonly number[], later: readonly number[]): Column[] => [
  category('mri_date', scans.map(day)),
  category(
    'last_contact_date',
    scans.map((scan, row) => day(scan + later[row]!)),
  ),
];

function outcomeColumn(
  { outcome, missing: _ }: Population,
  truth: readonly number[],
  random: Random,
): Column {
  if (outcome === 'continuous') return numeric('outcome', Float64Array.from(truth));
  if (outcome === 'survival') {
    return {
      name: 'outcome',
      kind: 'time-to-event',
      times: Float64Array.from(
        truth,
        (high) => (-Math.log(1 - random.uniform()) * 24) / (high === 1 ? 2 : 1) + 0.1,
      ),
      events: Uint8Array.from(truth, () => Number(random.uniform() < 0.6)),
    };
  }
  return category(
    'outcome',
    truth.map((value) => ['no', 'yes', 'other'][value]!),
  );
}
