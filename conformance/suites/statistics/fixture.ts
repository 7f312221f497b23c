import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../data.ts';
import type { Comparison } from '../../report.ts';

/** Numbers in lists and objects, as fixtures hold them; null where the peer has none. */
export type Numbers =
  | number
  | null
  | undefined
  | readonly Numbers[]
  | ArrayLike<number>
  | { readonly [name: string]: Numbers };

/** One data set with what peers gave for it. */
export interface Case {
  readonly id: string;
  readonly kind: string;
  // biome-ignore lint/suspicious/noExplicitAny: each kind has its own shape, written by the script of its fixture.
  readonly input: any;
  readonly expected: Readonly<Record<string, Numbers>>;
}

/** For each kind of case, our numbers in the shape of `expected`. */
export type Computations = Readonly<
  Record<string, (input: Case['input']) => Readonly<Record<string, Numbers>>>
>;

/** A fixture of conformance/fixtures by its name. */
export function readFixture(name: string): readonly Case[] {
  const text = readFileSync(join(repositoryRoot, `conformance/fixtures/${name}.json`), 'utf8');
  return (JSON.parse(text) as { cases: Case[] }).cases;
}

/** Numbers by their path; `null` and texts are left out. */
export function flatten(value: unknown, path = ''): Map<string, number> {
  const found = new Map<string, number>();
  if (typeof value === 'number') return found.set(path, value);
  if (value === null || typeof value !== 'object') return found;
  const entries = ArrayBuffer.isView(value)
    ? Array.from(value as unknown as ArrayLike<number>).entries()
    : Object.entries(value);
  for (const [key, part] of entries) {
    for (const [inner, number] of flatten(part, path === '' ? String(key) : `${path}.${key}`)) {
      found.set(inner, number);
    }
  }
  return found;
}

/** Every number expected beside ours, to one part in a million (or `relative`). */
export function compare(
  group: string,
  id: string,
  ours: unknown,
  expected: unknown,
  relative = 1e-6,
): Comparison[] {
  const found = flatten(ours);
  return [...flatten(expected)].map(([tag, value]) => ({
    group,
    family: '',
    tag: `${id} ${tag}`,
    ours: found.get(tag),
    expected: value,
    // A number that is 0 in the reference may be rounding in ours.
    tolerance: value === 0 ? 1e-14 : relative * Math.abs(value),
  }));
}

/** All cases of a fixture beside ours; a kind without a computation is a mistake. */
export function compareFixture(name: string, computations: Computations, relative = 1e-6): Comparison[] {
  return readFixture(name).flatMap(({ id, kind, input, expected }) => {
    const compute = computations[kind];
    if (compute === undefined) throw new Error(`${name}: nothing computes cases of kind ${kind}.`);
    const ours = compute(input);
    return Object.keys(expected).flatMap((peer) =>
      compare(`${kind} (${peer})`, id, ours[peer], expected[peer], relative),
    );
  });
}
