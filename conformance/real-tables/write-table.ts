import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ourMeasures, peerMeasures } from '../suites/real-tables.ts';
import { realTables } from '../suites/real-tables/tables.ts';

// Writes docs/real-tables.md: ours beside the peers' on the same splits.
const ours = await ourMeasures();
const peers = peerMeasures();
const fixture = join(import.meta.dirname, '../fixtures/real-tables.json');
const { made_with: versions } = JSON.parse(readFileSync(fixture, 'utf8')) as {
  made_with: Record<string, string>;
};

const sections = realTables().map(({ name, frame }) => {
  const outcome = frame.outcome!;
  const about =
    outcome.kind === 'survival'
      ? `${outcome.events.filter((event) => event === 1).length} events; Harrell's concordance`
      : outcome.kind === 'continuous'
        ? 'the logarithm of a value; R2'
        : outcome.kind === 'ordinal'
          ? `${outcome.classes.length} ordered classes; share of pairs of different class that are said in their order`
          : `${outcome.classes.map((label, code) => `${outcome.codes.filter((own) => own === code).length} of ${label}`).join(', ')}; AUC${outcome.classes.length > 2 ? ' of one class against the rest, mean' : ''}`;
  const rows = peers.flatMap((peer, at) => {
    if (peer.table !== name) return [];
    const own = ours[at]!.measure;
    const difference = own - peer.measure;
    return [
      `| ${peer.model} | ${own.toFixed(4)} | ${peer.measure.toFixed(4)} | ${difference >= 0 ? '+' : ''}${difference.toFixed(4)} |`,
    ];
  });
  return `## ${name}\n\n${frame.rows} subjects, ${frame.columns.length} columns; ${about}.\n\n| model | ours | theirs | difference |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
});

writeFileSync(
  join(import.meta.dirname, '../../docs/real-tables.md'),
  `# Models on real tables

Written by \`node conformance/real-tables/write-table.ts\`; do not edit. Nested validation, 3 x 5 outer folds with 3 inside; missing values by
the median and scaling (divisor n - 1), inside the folds; ours beside scikit-learn ${versions['scikit-learn']} and scikit-survival ${versions['scikit-survival']}
(proportional odds: statsmodels, Fine-Gray: R's cmprsk) on the same splits and grids (\`conformance/real-tables\`). Each number is the mean over the 15 test folds. \`npm run conformance -- real-tables\` asks that ours
be no more than 0.01 below. Of models with chance in them (trees by their ties, forests, bagging) tables of fewer than 150 subjects have the mean
over ten draws on both sides: seeds there; seeds of the fits and orders of the columns here. "boosted Cox" there is gradient boosting
without second derivatives.

${sections.join('\n')}`,
);
