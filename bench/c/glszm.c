/* Zones of equal level, 26-connected: one sweep of union-find over the 13 neighbours behind, then their sizes.
 * Which neighbours are equal is found for a whole row at once, as bits, before any of them is joined. */
#include "volume.h"

static inline uint32_t find_root(uint32_t *parent, uint32_t i) {
  while (parent[i] != i) {
    parent[i] = parent[parent[i]];
    i = parent[i];
  }
  return i;
}

static uint64_t loop(const Volume *v) {
  const size_t voxels = (size_t)v->nx * v->ny * v->nz;
  long offsets[13];
  forward_offsets(v, offsets);
  uint32_t *parent = malloc(voxels * sizeof(uint32_t));
  uint32_t *size = malloc(voxels * sizeof(uint32_t));
  uint16_t *equal = zeroed(v->nx * 2);
  const LEVEL *data = v->data;
  for (long z = 1; z < v->nz - 1; z++) {
    for (long y = 1; y < v->ny - 1; y++) {
      const size_t start = v->nx * (y + v->ny * z);
      const LEVEL *row = data + start;
      long first, last;
      if (!row_span(v, row, &first, &last)) continue;
      for (long x = first; x <= last; x++) equal[x] = 0;
      for (int d = 0; d < 13; d++) {
        const LEVEL *behind = row - offsets[d];
        for (long x = first; x <= last; x++) equal[x] |= (uint16_t)((behind[x] == row[x]) << d);
      }
      for (long x = first; x <= last; x++) {
        if (!row[x]) continue;
        const uint32_t i = (uint32_t)(start + x);
        uint32_t root = i;
        parent[i] = i;
        for (unsigned bits = equal[x]; bits; bits &= bits - 1) {
          const uint32_t other = find_root(parent, (uint32_t)(i - offsets[__builtin_ctz(bits)]));
          /* the lower index stays the root, so that a sweep in order meets roots first */
          if (other < root) parent[root] = other, root = other;
          else parent[other] = root;
        }
      }
    }
  }
  uint64_t zones = 0, checksum = 0;
  for (size_t i = 0; i < voxels; i++) {
    if (!data[i]) continue;
    const uint32_t root = parent[i] == i ? (uint32_t)i : (parent[i] = parent[parent[i]]);
    if (root == i) size[i] = 0, zones++;
    size[root]++;
  }
  for (size_t i = 0; i < voxels; i++) {
    if (data[i] && parent[i] == i) checksum += (uint64_t)data[i] * size[i] * size[i];
  }
  free(parent);
  free(size);
  free(equal);
  return checksum + zones;
}

int main(int count, char **arguments) {
  Volume v = read_volume(count, arguments);
  time_loop("glszm", &v, loop);
  return 0;
}
