// node conformance/forests/write-tables.ts OUT.json: the tables of the suite `forests`, for make_forests.py.
import { writeFileSync } from 'node:fs';
import { forestTables } from '../suites/forests/tables.ts';

const tables = forestTables().map(({ columns, ...table }) => ({
  ...table,
  columns: columns.map((values) => Array.from(values)),
}));
writeFileSync(process.argv[2]!, JSON.stringify(tables));
