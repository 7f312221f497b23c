/** Loaded with `--import`: writes the process's peak memory (KiB) to RACHIS_PEAK_FILE when it ends. */
import { writeFileSync } from 'node:fs';

const file = process.env.RACHIS_PEAK_FILE;
if (file !== undefined) {
  process.on('exit', () => writeFileSync(file, String(process.resourceUsage().maxRSS)));
}
