#!/bin/sh
# Sets up the peers that conformance and benchmarks run against, each in its own virtual environment under
# RACHIS_PEERS (default ~/.rachis-peers). Environments that are there already are left as they are.
#
#   conformance/peers.sh                  all of them
#   conformance/peers.sh mirp pictologics only these
#
# Needs Python 3.12 (PYTHON names another interpreter); packages come through pip's own configuration.
set -eu

peers="${RACHIS_PEERS:-$HOME/.rachis-peers}"

if [ -n "${PYTHON:-}" ]; then
  python="$PYTHON"
elif command -v python3.12 >/dev/null 2>&1 && python3.12 -c '' >/dev/null 2>&1; then
  python=python3.12
elif command -v pyenv >/dev/null 2>&1; then
  # pyenv keeps interpreters that are not the chosen one off the path.
  version="$(pyenv versions --bare | grep '^3\.12' | tail -n 1)"
  python="$(pyenv root)/versions/$version/bin/python3"
else
  python=python3
fi

# set_up FOLDER PACKAGE==VERSION [MORE PACKAGES]
set_up() {
  name="$1"
  shift
  found="$("$peers/$name/bin/python" -c "from importlib.metadata import version; print(version('${1%%==*}'))" 2>/dev/null)" || found=
  if [ -n "$found" ]; then
    echo "$name: ${1%%==*} $found is there already ($peers/$name)"
    return
  fi
  "$python" -c 'import sys; sys.exit(sys.version_info < (3, 12))' || {
    echo "$python is older than Python 3.12; set PYTHON to a newer one" >&2
    exit 1
  }
  mkdir -p "$peers"
  "$python" -m venv "$peers/$name"
  "$peers/$name/bin/pip" install --quiet "$@"
  echo "$name: installed in $peers/$name"
}

[ "$#" -gt 0 ] || set -- mirp pictologics pyradiomics pyradiomics-live segment statistics agreement learning explain
for peer in "$@"; do
  case "$peer" in
    # What was measured here, to the digit: other versions may give other numbers.
    mirp) set_up mirp mirp==2.7.0 numpy==2.5.5 scipy==1.18.1 scikit-image==0.26.0 pandas==3.1.1 itk==5.4.7 ;;
    pictologics) set_up pictologics pictologics==0.9.0 numpy==2.5.5 numba==0.68.1 scipy==1.18.1 nibabel==5.4.2 ;;
    pyradiomics) set_up pyradiomics pyradiomics-bhklab==3.1.4 numpy==2.4.6 simpleitk==2.5.7 PyWavelets==1.9.0 setuptools ;;
    # With what its local binary patterns need, in versions that it still works with.
    pyradiomics-live) set_up pyradiomics-live pyradiomics-bhklab==3.1.4 numpy==2.2.6 scipy==1.14.1 scikit-image==0.25.2 trimesh==4.6.8 simpleitk==2.5.7 PyWavelets==1.8.0 setuptools ;;
    # Morphology, distances, overlap and noise (conformance/segment).
    segment) set_up segment simpleitk==2.5.7 numpy==2.5.5 scipy==1.18.1 scikit-image==0.26.0 PyWavelets==1.9.0 ;;
    # Peers of the statistics; their R twins (psych, epiR, survival, pROC, rms, cmprsk, sva ...) are Debian's packages.
    statistics) set_up statistics pingouin==0.7.0 numpy==2.5.5 scipy==1.18.1 pandas==2.3.3 scikit-learn==1.9.1 lifelines==0.30.3 scikit-survival==0.28.0 statsmodels==0.15.0 neuroCombat==0.2.12 dcurves==1.1.7 tableone==0.9.6 ;;
    # irrCAC asks for an older NumPy than the others.
    agreement) set_up agreement irrCAC==0.4.4 "setuptools<81" ;;
    # Peers of steps, selection and explanation; their R twins (glmnet, caret, MASS, survival, sva) are Debian's packages.
    learning) set_up learning imbalanced-learn==0.14.2 scikit-learn==1.9.1 numpy==2.3.5 scipy==1.18.1 pandas==3.1.1 boruta==0.4.3 neuroCombat==0.2.12 shap==0.54.1 xgboost-cpu==3.4.1 cvxopt==1.3.3 ;;
    # Accumulated local effects, by themselves.
    explain) set_up explain PyALE==1.2.0 numpy==2.4.6 pandas==3.1.1 ;;
    *) echo "No peer is called $peer: mirp, pictologics, pyradiomics, pyradiomics-live, segment, statistics, agreement, learning, explain" >&2; exit 2 ;;
  esac
done
