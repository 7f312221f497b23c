import type { PyradiomicsParameters } from '@rachis/features';
import { writeTogether } from '@rachis/formats';
import {
  type Cell,
  encodePyradiomicsProvenance,
  encodeTable,
  hashInput,
  provenancePath,
  stemOf,
} from '@rachis/study/one-image';
import { type BatchCase, caseName } from './batch.ts';
import type { CaseResult } from './case-result.ts';

/** What a run was asked, for its provenance. */
export interface RunFiles {
  readonly output: string;
  readonly parameterFile: string;
  readonly parameters: PyradiomicsParameters;
  /** The batch file; absent where one image was given. */
  readonly batch?: string;
}

/** Every column of any case, in the order of first appearance. */
function columnNames(results: readonly CaseResult[]): string[] {
  const names = new Set<string>();
  for (const { columns } of results) for (const [name] of columns) names.add(name);
  return [...names];
}

/**
 * Writes the table of features, of a batch the table of problems, and the provenance, all or none; gives their paths.
 * Results come in the order of the batch file, from one run or from shards: the same bytes.
 */
export async function writeResults(
  { output, parameterFile, parameters, batch }: RunFiles,
  cases: readonly BatchCase[],
  results: readonly CaseResult[],
): Promise<string[]> {
  const done = results.filter(({ problem }) => problem === undefined);
  const failed = results.filter(({ problem }) => problem !== undefined);
  const identity = cases[0]!.cells.map(([name]) => name);
  const values = columnNames(done);
  const text = values.filter((wanted) =>
    done.some(({ columns }) => columns.some(([name, value]) => name === wanted && typeof value === 'string')),
  );
  const cellsOf = ({ row }: CaseResult): Cell[] => cases[row]!.cells.map(([, value]) => value);
  const table = {
    columns: [...identity, ...values],
    text: [...identity, ...text],
    rows: done.map((result): Cell[] => {
      const columns = new Map(result.columns);
      return [...cellsOf(result), ...values.map((name) => columns.get(name) ?? null)];
    }),
  };
  const problemColumns = [...identity, 'code', 'message', 'remedy'];
  const problems = {
    columns: problemColumns,
    text: problemColumns,
    rows: failed.map((result): Cell[] => [
      ...cellsOf(result),
      result.problem!.code,
      result.problem!.message,
      result.problem!.remedy ?? null,
    ]),
  };
  const inputs = new Map(
    done.flatMap((result) => result.inputs.map((input) => [input.path, input] as const)),
  );
  const { written, setting, imageTypes, featureClasses } = parameters;
  const provenance = encodePyradiomicsProvenance({
    inputs: [
      ...(await Promise.all(
        [parameterFile, ...(batch === undefined ? [] : [batch])].map(async (path) => ({
          path,
          sha256: await hashInput(path),
        })),
      )),
      ...inputs.values(),
    ],
    parameters: written,
    resolved: { setting, imageTypes, featureClasses },
    notes: done.flatMap(({ row, notes }) =>
      notes.length === 0 ? [] : [{ case: caseName(cases[row]!, row), notes }],
    ),
    problems: failed.map(({ row, problem }) => ({
      case: caseName(cases[row]!, row),
      image: cases[row]!.image,
      code: problem!.code,
      message: problem!.message,
    })),
  });
  const files = [
    { path: output, parts: [await encodeTable(output, table)] },
    ...(batch === undefined
      ? []
      : [{ path: problemsFile(output), parts: [await encodeTable(problemsFile(output), problems)] }]),
    { path: provenancePath(output), parts: [provenance] },
  ];
  await writeTogether(files);
  return files.map(({ path }) => path);
}

/** The path of the table of cases that could not be used. */
export const problemsFile = (output: string): string => `${stemOf(output)}.problems.csv`;
