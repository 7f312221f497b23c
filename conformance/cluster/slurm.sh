#!/bin/sh
# A Slurm of one node in a folder, for the time of one command: slurm.sh FOLDER COMMAND [ARGUMENT ...]
# Needs Debian's slurmctld, slurmd, slurm-client and munge, and root.
set -eu

folder="$1"
shift
mkdir -p "$folder/state" "$folder/spool" /run/munge
host="$(hostname -s)"
cpus="$(nproc)"
cat > "$folder/slurm.conf" <<CONF
ClusterName=rachis
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=16817
SlurmdPort=16818
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket
CryptoType=crypto/munge
SlurmUser=root
SlurmdUser=root
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=2
ReturnToService=2
MailProg=/bin/true
NodeName=$host NodeAddr=127.0.0.1 CPUs=$cpus State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF="$folder/slurm.conf"

dd if=/dev/urandom of="$folder/munge.key" bs=1 count=1024 2>/dev/null
chmod 400 "$folder/munge.key"
chmod 755 "$folder"
munged --force --key-file="$folder/munge.key" --socket="$folder/munge.socket" --pid-file="$folder/munge.pid" \
  --log-file="$folder/munge.log" --seed-file="$folder/munge.seed"
stop() {
  for name in slurmd slurmctld munge; do
    [ -f "$folder/$name.pid" ] && kill "$(cat "$folder/$name.pid")" 2>/dev/null || true
  done
}
trap stop EXIT
slurmctld
slurmd
for _ in $(seq 60); do
  sinfo -h -o %t 2>/dev/null | grep -q idle && break
  sleep 0.5
done
sinfo
"$@"
