import type { Mask, Volume } from '@rachis/volume';
import { createRandom, type Random } from '@rachis/statistics';

/** A made-up patient: a lumbar vertebra in CT, its body, and what a spreadsheet would hold. */
export interface SamplePatient {
  readonly subject: string;
  readonly image: Volume;
  readonly body: Mask;
  readonly age: number;
  readonly sex: string;
  readonly fracture: boolean;
}

const size = [56, 56, 20] as const;
const spacing = [1, 1, 2] as const;

/** Noise with trabeculae along z, coarser the more `loss` there is: 0 healthy, 1 osteoporotic. */
function texture(random: Random, loss: number): Float64Array {
  const [nx, ny, nz] = size;
  const noise = Float64Array.from({ length: nx * ny * nz }, () => random.normal());
  const made = new Float64Array(noise.length);
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++) {
        const at = x + nx * (y + ny * z);
        const left = x > 0 ? noise[at - 1]! : 0;
        const below = z > 0 ? noise[at - nx * ny]! : 0;
        made[at] = noise[at]! + (0.2 + 0.7 * loss) * left + 0.6 * below;
      }
    }
  }
  return made;
}

/**
 * Patients of a made-up cohort, one by one, from a seed: in those with a fracture later on, trabecular bone is thinner and
 * coarser, and they are older, both with much overlap.
 */
export function* sampleCohort(count: number): Generator<SamplePatient> {
  const random = createRandom('sample cohort');
  const [nx, ny, nz] = size;
  for (let n = 0; n < count; n++) {
    const own = random.split('patient', n);
    const fracture = n % 5 < 2;
    const loss = Math.min(1, Math.max(0, (fracture ? 0.62 : 0.38) + 0.18 * own.normal()));
    const trabeculae = texture(own, loss);
    const density = 190 - 70 * loss + 15 * own.normal();
    const [wide, deep] = [19 + own.normal(), 14 + own.normal()];
    const data = new Int16Array(nx * ny * nz);
    const body = new Uint8Array(data.length);
    for (let z = 0; z < nz; z++) {
      for (let y = 0; y < ny; y++) {
        for (let x = 0; x < nx; x++) {
          const at = x + nx * (y + ny * z);
          const [mx, my, mz] = [x - 27.5, y - 22, (z - 9.5) * 2];
          const radius = Math.hypot(mx / wide, my / deep);
          const arch = Math.hypot(mx / 6, (my - 24) / 5) < 1 || (Math.abs(mx) < 3 && my > 26 && my < 32);
          let value = 45 + 8 * trabeculae[at]!;
          if (radius < 1 && Math.abs(mz) < 15) {
            body[at] = 1;
            const cortex = radius > 0.9 || Math.abs(mz) > 12.5;
            value = (cortex ? 420 : density) + (cortex ? 30 : 45) * trabeculae[at]!;
          } else if (arch && Math.abs(mz) < 12) value = 350 + 30 * trabeculae[at]!;
          data[at] = Math.round(value);
        }
      }
    }
    const grid = {
      size,
      spacing,
      origin: [-27.5, -22, -19] as const,
      direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] as const,
    };
    yield {
      subject: `SAMPLE-${String(n + 1).padStart(3, '0')}`,
      image: { ...grid, data, unit: 'HU' },
      body: { ...grid, data: body },
      age: Math.round(66 + (fracture ? 5 : 0) + 8 * own.normal()),
      sex: own.uniform() < (fracture ? 0.75 : 0.6) ? 'female' : 'male',
      fracture,
    };
  }
}
