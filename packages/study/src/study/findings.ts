import { isRachisError } from '@rachis/volume';
import { designOf, externalOf } from '../design-findings/design.ts';
import type { DesignFinding } from '../design-findings/finding.ts';
import { tableFindings } from '../design-findings/table-findings.ts';
import { developmentSize } from '../sample-size/development.ts';
import { sampleSizeLines } from '../sample-size/words.ts';
import { settingsOutside } from '../learn/external.ts';
import { frameFor } from '../learn/frame.ts';
import { readSubjects } from '../learn/read-subjects.ts';
import type { LearnSettings } from '../learn/settings.ts';
import { encodeTable } from '../tables/encode-table.ts';
import { chosenLists, learnSettings } from './learn-settings.ts';
import type { Study } from './schema.ts';
import { subjectTable } from './subjects.ts';

/** What the tables of a study show before it is run, and what could not be looked at yet. */
export interface StudyFindings {
  readonly findings: readonly DesignFinding[];
  readonly note?: string;
  /** How many subjects the models ask for, in sentences; none where the tables cannot be read. */
  readonly sampleSize?: readonly string[];
}

/** Rows of joined tables, as a run would read them from its `subjects.csv`. */
async function rowsOf(study: Study, settings: (names: readonly string[]) => LearnSettings, file: string) {
  const { table } = await subjectTable(study, []);
  const own = settings(table.columns);
  const read = await readSubjects(file, own, await encodeTable(file, table));
  return { table: read, framed: frameFor(read, own, file), settings: own };
}

/** The tables of a study one beside the other, as a run writes them. */
const joined = 'subjects.csv';

async function look(study: Study): Promise<Pick<StudyFindings, 'findings' | 'sampleSize'>> {
  const { domains } = await subjectTable(study, []);
  const whole = learnSettings(study, domains);
  // Columns of images and spines are not there yet.
  const partial = study.images.length > 0 || study.spine.length > 0;
  const own = await rowsOf(study, (names) => (partial ? settingsOutside(whole, names) : whole), joined);
  const design = designOf(
    own.table,
    own.framed,
    own.settings,
    joined,
    await chosenLists(study, own.framed.frame),
  );
  const { external } = study;
  // Features of images are candidates too: without them the number would be too low.
  const size =
    partial && study.sampleSize.parameters === undefined
      ? [
          'Sample size: how many subjects the models ask for is said when features and measurements are there, or with sampleSize.parameters.',
        ]
      : sampleSizeLines(developmentSize(own.framed.frame, study.sampleSize));
  if (external === undefined || external.tables.length === 0)
    return { findings: tableFindings(design), sampleSize: size };
  const file = 'external/subjects.csv';
  const other = await rowsOf(
    { ...study, tables: external.tables },
    (names) => settingsOutside({ ...whole, domains: {} }, names),
    file,
  );
  return {
    findings: tableFindings({ ...design, external: externalOf(other.table, other.framed, file) }),
    sampleSize: size,
  };
}

/**
 * Looks through the tables of a study as far as they are there without its images: no outcome of an external table is
 * used, so that it is no look at it. What cannot be read or learned from is said in the note: a run ends with it.
 */
export async function studyFindings(study: Study): Promise<StudyFindings> {
  const images = study.images.length > 0 || study.spine.length > 0;
  const later =
    'Features and measurements are looked through for leaks when the study is run; of the tables that is done.';
  if (study.tables.length === 0) return { findings: [] };
  try {
    return { ...(await look(study)), ...(images ? { note: later } : {}) };
  } catch (error) {
    if (!isRachisError(error)) throw error;
    const why = images ? 'without the images' : 'and a run would end here';
    return {
      findings: [],
      note: `The tables could not be looked through for leaks ${why}: ${error.message}`,
    };
  }
}
