/* Co-occurrence counts at distance 1, in 13 directions, made symmetric at the end.
 * Pairs with a voxel outside the region fall into row or column 0, which nobody reads. */
#include "volume.h"

static uint64_t loop(const Volume *v) {
  const int n = v->levels + 1;
  long offsets[13];
  forward_offsets(v, offsets);
  uint32_t *tables = zeroed((size_t)TABLES * n * n * sizeof(uint32_t));
  for (long z = 1; z < v->nz - 1; z++) {
    for (long y = 1; y < v->ny - 1; y++) {
      const LEVEL *row = v->data + v->nx * (y + v->ny * z);
      long first, last;
      if (!row_span(v, row, &first, &last)) continue;
      for (int d = 0; d < 13; d++) {
        uint32_t *table = tables + (size_t)(d % TABLES) * n * n;
        const LEVEL *neighbour = row + offsets[d];
        for (long x = first; x <= last; x++) table[row[x] * n + neighbour[x]]++;
      }
    }
  }
  uint64_t checksum = 0;
  for (int d = 0; d < TABLES; d++) {
    uint32_t *table = tables + (size_t)d * n * n;
    for (int i = 1; i < n; i++) {
      for (int j = i; j < n; j++) {
        uint32_t pairs = table[i * n + j] + table[j * n + i];
        table[i * n + j] = table[j * n + i] = pairs;
        checksum += (uint64_t)pairs * (uint64_t)(i * j + d);
      }
    }
  }
  free(tables);
  return checksum;
}

int main(int count, char **arguments) {
  Volume v = read_volume(count, arguments);
  time_loop("glcm", &v, loop);
  return 0;
}
