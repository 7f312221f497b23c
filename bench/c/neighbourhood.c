/* The 26 neighbours of every voxel for both neighbourhood matrices: how many lie in the region and the sum of
 * their levels (grey tone difference), and how many have the same level (dependence).
 * Row by row: passes along the nine rows around it, which the compiler turns into vector instructions, then one
 * scalar pass that counts. */
#include "volume.h"

static uint64_t loop(const Volume *v) {
  const int n = v->levels + 1;
  const long nx = v->nx;
  double *difference = zeroed(n * sizeof(double));
  uint32_t *counted = zeroed(n * sizeof(uint32_t));
  uint32_t *dependence = zeroed((size_t)n * 27 * sizeof(uint32_t));
  uint16_t *inside_column = zeroed(nx * 2), *same = zeroed(nx * 2);
  uint32_t *sum_column = zeroed(nx * 4);
  for (long z = 1; z < v->nz - 1; z++) {
    for (long y = 1; y < v->ny - 1; y++) {
      const LEVEL *row = v->data + nx * (y + v->ny * z);
      long first, last;
      if (!row_span(v, row, &first, &last)) continue;
      const long from = first - 1, count = last - first + 3;
      memset(inside_column + from, 0, count * 2);
      memset(sum_column + from, 0, count * 4);
      memset(same + from, 0, count * 2);
      for (int dz = -1; dz <= 1; dz++) {
        for (int dy = -1; dy <= 1; dy++) {
          const LEVEL *near = row + nx * (dy + v->ny * dz);
          for (long x = from; x < from + count; x++) {
            inside_column[x] += near[x] != 0;
            sum_column[x] += near[x];
          }
          for (long x = first; x <= last; x++) {
            same[x] += (near[x - 1] == row[x]) + (near[x] == row[x]) + (near[x + 1] == row[x]);
          }
        }
      }
      for (long x = first; x <= last; x++) {
        const int level = row[x];
        if (!level) continue;
        /* the voxel itself is among the 27 */
        const int inside = inside_column[x - 1] + inside_column[x] + inside_column[x + 1] - 1;
        const int sum = (int)(sum_column[x - 1] + sum_column[x] + sum_column[x + 1]) - level;
        dependence[level * 27 + same[x] - 1]++;
        if (inside) {
          const double off = level - (double)sum / inside;
          difference[level] += off < 0 ? -off : off;
          counted[level]++;
        }
      }
    }
  }
  uint64_t checksum = 0;
  for (int i = 1; i < n; i++) {
    checksum += (uint64_t)(difference[i] + 0.5) + (uint64_t)counted[i] * i;
    for (int k = 0; k < 27; k++) checksum += (uint64_t)dependence[i * 27 + k] * (i + k * k);
  }
  free(difference);
  free(counted);
  free(dependence);
  free(inside_column);
  free(same);
  free(sum_column);
  return checksum;
}

int main(int count, char **arguments) {
  Volume v = read_volume(count, arguments);
  time_loop("neighbourhood", &v, loop);
  return 0;
}
