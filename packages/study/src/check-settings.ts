import { RachisError } from '@rachis/volume';
import type * as z from 'zod';

const pathOf = (path: readonly PropertyKey[]): string =>
  path.length === 0 ? 'settings' : path.map(String).join('.');

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

function lineOf(input: unknown, issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${pathOf([...issue.path, key])}: unknown key`);
  }
  const value = valueAt(input, issue.path);
  const shown = value === undefined ? 'missing' : `is ${JSON.stringify(value)}`;
  return [`${pathOf(issue.path)} ${shown}: ${issue.message.replace(/^Invalid input: /, '')}`];
}

/** What a user wrote, checked against a schema; `SETTINGS_INVALID` lists everything that is wrong with its path. */
export function checkSettings<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  what: string,
): z.output<Schema> {
  const result = schema.safeParse(input ?? {});
  if (result.success) return result.data;
  const lines = result.error.issues.flatMap((issue) => lineOf(input, issue));
  throw new RachisError('SETTINGS_INVALID', `${what} cannot be used:\n  ${lines.join('\n  ')}`);
}
