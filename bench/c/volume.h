/* Reads a padded grey-level volume and times a loop over it; shared by the loops in this folder.
 *
 * Every program is called as  PROGRAM FILE NX NY NZ BYTES LEVELS [REPEATS]
 * FILE holds NX*NY*NZ levels (x fastest), each an unsigned integer of BYTES (1 or 2), 0 outside the region and
 * 1..LEVELS inside, with at least one voxel of 0 on every face, so that no neighbour needs a bounds check.
 */
#ifndef VOLUME_H
#define VOLUME_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifndef LEVEL
#define LEVEL uint8_t
#endif

/* Tables of the 13 directions: one each (averaged later), or with -DMERGED one for all (3D_comb). */
#ifdef MERGED
#define TABLES 1
#else
#define TABLES 13
#endif

typedef struct {
  long nx, ny, nz, inside;
  int levels, repeats;
  LEVEL *data;
} Volume;

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec + 1e-9 * now.tv_nsec;
}

static void *zeroed(size_t bytes) {
  void *memory = calloc(bytes ? bytes : 1, 1);
  if (!memory) {
    fprintf(stderr, "out of memory for %zu bytes\n", bytes);
    exit(1);
  }
  return memory;
}

static Volume read_volume(int count, char **arguments) {
  if (count < 7) {
    fprintf(stderr, "%s FILE NX NY NZ BYTES LEVELS [REPEATS]\n", arguments[0]);
    exit(2);
  }
  Volume v = {atol(arguments[2]), atol(arguments[3]), atol(arguments[4]), 0, atoi(arguments[6]),
              count > 7 ? atoi(arguments[7]) : 7, NULL};
  if (atoi(arguments[5]) != (int)sizeof(LEVEL)) {
    fprintf(stderr, "this program reads levels of %zu bytes\n", sizeof(LEVEL));
    exit(2);
  }
  size_t voxels = (size_t)v.nx * v.ny * v.nz;
  FILE *file = fopen(arguments[1], "rb");
  v.data = zeroed(voxels * sizeof(LEVEL));
  if (!file || fread(v.data, sizeof(LEVEL), voxels, file) != voxels) {
    fprintf(stderr, "%s does not hold %zu levels\n", arguments[1], voxels);
    exit(1);
  }
  fclose(file);
  for (size_t i = 0; i < voxels; i++) v.inside += v.data[i] != 0;
  return v;
}

static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

/* Times `loop` over the volume and prints one line of JSON. The checksum says that two loops did the same. */
static void time_loop(const char *name, const Volume *v, uint64_t (*loop)(const Volume *)) {
  double *times = zeroed(v->repeats * sizeof(double));
  uint64_t checksum = loop(v); /* warm-up */
  for (int r = 0; r < v->repeats; r++) {
    double started = seconds();
    checksum = loop(v);
    times[r] = seconds() - started;
  }
  qsort(times, v->repeats, sizeof(double), by_value);
  printf("{\"loop\":\"%s\",\"bytes\":%zu,\"levels\":%d,\"voxels\":%ld,\"minimum\":%.9f,\"median\":%.9f,"
         "\"repeats\":%d,\"checksum\":%llu}\n",
         name, sizeof(LEVEL), v->levels, v->inside, times[0], times[v->repeats / 2], v->repeats,
         (unsigned long long)checksum);
  free(times);
}

/* The 13 directions that look forward in memory, as steps in x, y, z. */
static const int DIRECTIONS[13][3] = {{1, 0, 0},  {-1, 1, 0}, {0, 1, 0},  {1, 1, 0},  {-1, -1, 1}, {0, -1, 1}, {1, -1, 1},
                                      {-1, 0, 1}, {0, 0, 1},  {1, 0, 1},  {-1, 1, 1}, {0, 1, 1},   {1, 1, 1}};

static inline void forward_offsets(const Volume *v, long offsets[13]) {
  for (int d = 0; d < 13; d++) {
    offsets[d] = DIRECTIONS[d][0] + v->nx * (DIRECTIONS[d][1] + v->ny * DIRECTIONS[d][2]);
  }
}

/* First and last voxel of a row inside the region; 0 where the row has none. */
static inline int row_span(const Volume *v, const LEVEL *row, long *first, long *last) {
  long a = 1, b = v->nx - 2;
  while (a <= b && !row[a]) a++;
  while (b >= a && !row[b]) b--;
  *first = a;
  *last = b;
  return a <= b;
}

#endif
