import { type FolderInspection, imageIdOf, inspectFolder, type Problem } from '@rachis/formats';
import { describeGrid } from '@rachis/volume';
import type { Console } from '../console.ts';
import { exitCodes } from '../exit-codes.ts';

const problemLines = (problems: readonly Problem[], indent: string): string[] =>
  problems.flatMap(({ code, message, remedy }) => [
    `${indent}! ${code === 'WARNING' ? '' : `${code}: `}${message}`,
    ...(remedy ? [`${indent}  ${remedy}`] : []),
  ]);

/** What the folder holds, as indented lines. */
function describeFolder(found: FolderInspection): string[] {
  const lines: string[] = [];
  const fitLines = (image: string, indent: string): void => {
    for (const fit of found.fits.filter((f) => f.image === image)) {
      lines.push(
        `${indent}${fit.fits ? 'fits' : 'does not fit'}: ${fit.region} (${fit.regionFile})${fit.fits ? '' : ` - ${fit.why}`}`,
      );
    }
  };
  for (const patient of found.patients) {
    lines.push(`patient ${patient.patient || '(no ID)'}`);
    for (const study of patient.studies) {
      lines.push(`  study ${[study.date, study.description].filter(Boolean).join(' ') || study.studyUid}`);
      for (const series of study.series) {
        const files = `${series.files} ${series.files === 1 ? 'file' : 'files'}`;
        lines.push(
          `    ${series.modality} ${series.description || '(no description)'}, ${files} in ${series.folder}`,
        );
        lines.push(`      series ${series.seriesUid}${series.part === '' ? '' : `, ${series.part}`}`);
        if (series.grid) lines.push(`      ${describeGrid(series.grid)}`);
        lines.push(...problemLines(series.problems, '      '));
        fitLines(imageIdOf(series), '      ');
      }
    }
  }
  for (const image of found.imageFiles) {
    lines.push(`image ${image.path}`, `  ${describeGrid(image.grid)}`, ...problemLines(image.problems, '  '));
    fitLines(image.path, '  ');
  }
  for (const file of found.regionFiles) {
    const names = file.regions.map(({ name, label }) => (label === null ? name : `${label}: ${name}`));
    lines.push(`regions ${file.path} (${file.kind})`, `  ${names.join(', ') || '(none)'}`);
    if (file.grid) lines.push(`  ${describeGrid(file.grid)}`);
    lines.push(...problemLines(file.problems, '  '));
  }
  if (found.problems.length > 0) {
    lines.push('cannot be read');
    for (const problem of found.problems) lines.push(`  ${problem.file}`, ...problemLines([problem], '    '));
  }
  const series = new Set(
    found.patients.flatMap((p) => p.studies.flatMap((s) => s.series.map((one) => one.seriesUid))),
  ).size;
  lines.push(
    `${found.patients.length} patients, ${series} series, ${found.imageFiles.length} image files, ` +
      `${found.regionFiles.length} region files, ${found.problems.length} unreadable, ${found.otherFiles} other files`,
  );
  return lines;
}

/** `rachis inspect FOLDER`: patients, studies, series, regions, and whether each region fits each image. */
export async function inspect(
  console: Console,
  folder: string,
  options: { readonly json?: boolean },
): Promise<number> {
  console.progress(`reading ${folder}`);
  const found = await inspectFolder(folder);
  console.progress('');
  console.out(options.json ? JSON.stringify(found, null, 2) : describeFolder(found).join('\n'));
  return exitCodes.ok;
}
