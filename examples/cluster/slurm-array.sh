#!/bin/sh
# One part of a cohort for each task of a Slurm array:
#
#   export MANIFEST=manifest.csv SETTINGS=settings.yaml OUTPUT=features.csv
#   job=$(sbatch --parsable --array=1-20 --cpus-per-task=4 --mem=8G slurm-array.sh)
#   sbatch --dependency=afterany:"$job" --wrap "rachis merge --output $OUTPUT"
#
# A task that was ended (time, preemption, a broken node) goes on where it was when it is submitted again:
# sbatch --array=7 ... The table is the same bytes as that of one run without an array.
set -eu

: "${MANIFEST:?}" "${SETTINGS:?}" "${OUTPUT:?}"
count="${SHARDS:-$SLURM_ARRAY_TASK_COUNT}"   # SHARDS, where only some of the tasks are submitted again

status=0
${RACHIS:-rachis} extract "$MANIFEST" --settings "$SETTINGS" --output "$OUTPUT" \
  --shard "$SLURM_ARRAY_TASK_ID/$count" --workers "${SLURM_CPUS_PER_TASK:-1}" || status=$?

# 5 says that some cases could not be used: they are in the table of problems, the job is done.
[ "$status" -eq 5 ] || exit "$status"
