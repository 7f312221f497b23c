/* Run lengths in 13 directions. A run starts where the voxel behind differs; runs of one and two, which are
 * nearly all of them in noise, are counted without a branch, and only longer ones are walked to their end. */
#include "volume.h"

static uint64_t loop(const Volume *v) {
  const int n = v->levels + 1;
  long longest = v->nx > v->ny ? v->nx : v->ny;
  if (v->nz > longest) longest = v->nz;
  const long width = longest + 1;
  long offsets[13];
  forward_offsets(v, offsets);
  uint32_t *tables = zeroed((size_t)TABLES * n * width * sizeof(uint32_t));
  for (long z = 1; z < v->nz - 1; z++) {
    for (long y = 1; y < v->ny - 1; y++) {
      const LEVEL *row = v->data + v->nx * (y + v->ny * z);
      long first, last;
      if (!row_span(v, row, &first, &last)) continue;
      for (int d = 0; d < 13; d++) {
        uint32_t *table = tables + (size_t)(d % TABLES) * n * width;
        const long step = offsets[d];
        for (long x = first; x <= last; x++) {
          const LEVEL level = row[x];
          const int starts = row[x - step] != level, ends = row[x + step] != level;
          /* Two steps ahead may lie beyond the frame when the next voxel already does: then it is not looked at. */
          const int two = row[x + (ends ? 0 : 2 * step)] != level;
          table[level * width + starts * (ends + 2 * (two & !ends))]++; /* column 0 is thrown away */
          if (starts & !ends & !two & (level != 0)) {
            long length = 3;
            for (const LEVEL *next = row + x + 3 * step; *next == level; next += step) length++;
            table[level * width + length]++;
          }
        }
      }
    }
  }
  uint64_t checksum = 0;
  for (int d = 0; d < TABLES; d++) {
    for (int i = 1; i < n; i++) {
      for (long length = 1; length <= longest; length++) {
        uint64_t runs = tables[((size_t)d * n + i) * width + length];
        checksum += runs * (uint64_t)(i * length * length + d);
      }
    }
  }
  free(tables);
  return checksum;
}

int main(int count, char **arguments) {
  Volume v = read_volume(count, arguments);
  time_loop("glrlm", &v, loop);
  return 0;
}
