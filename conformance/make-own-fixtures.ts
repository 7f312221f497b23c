/**
 * Writes the fixtures that let a clone alone prove something: the IBSI 1 digital phantom as its 80 grey levels with its
 * consensus values, and the golden statistics. Run again where the data folder changes: node conformance/make-own-fixtures.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fixturePath, referencePath } from './data.ts';
import { digitalPhantomFromFiles, referenceRows } from './suites/ibsi1.ts';

const { volume, mask } = await digitalPhantomFromFiles();
const { size, spacing, origin, direction } = volume;
const rows = referenceRows('digital_phantom');
const phantom = {
  source:
    'IBSI 1 reference manual (arXiv:1612.07003), chapter 5, and its consensus values (doi:10.1148/radiol.2020191145); github theibsi/data_sets 6da9602',
  grid: { size, spacing, origin, direction },
  levels: [...volume.data],
  inside: [...mask.data],
  values: rows.map(({ tag, value, tolerance }) => [tag, value, tolerance]),
};
writeFileSync(fixturePath('ibsi1-digital-phantom.json'), `${JSON.stringify(phantom)}\n`);

for (const name of ['golden_r', 'golden_py', 'golden_spine']) {
  const golden: unknown = JSON.parse(readFileSync(referencePath(`golden/${name}.json`), 'utf8'));
  writeFileSync(fixturePath(`${name.replace('_', '-')}.json`), `${JSON.stringify(golden)}\n`);
}
