#!/usr/bin/env bash
# Everything a fresh Debian machine with Python 3.11 lacks: system libraries, virtual environment, wheels.
#   portal/runtime/setup.sh run|dev
# Safe to run again: it looks first, and does nothing where all is there.
set -euo pipefail
cd "$(dirname "$0")/../.."
kind=${1:-run}
requirements=requirements.txt
[ "$kind" = dev ] && requirements=requirements-dev.txt

stop() { printf '%s\n' "$*" >&2; exit 1; }

find_python() {
  local candidate
  for candidate in ${PYTHON:-} .venv/bin/python python3.11 python3 python3.12 python3.13; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$candidate"
      return
    fi
  done
}

has_library() { "$python" -c 'import ctypes, sys; ctypes.CDLL(sys.argv[1])' "$1" 2>/dev/null; }

digest() { cat requirements.txt "$1" | sha256sum | cut -c1-64; }

# A development environment serves for running too.
is_current() { [ -f ".venv/.stamp-$1" ] && [ "$(cat ".venv/.stamp-$1")" = "$(digest "$2")" ]; }
all_there() {
  .venv/bin/python -c 'import django' 2>/dev/null || return 1
  is_current dev requirements-dev.txt || is_current "$kind" "$requirements"
}

install_packages() {
  [ $# -eq 0 ] && return
  local line="apt-get install -y --no-install-recommends $*"
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    stop "Máy còn thiếu vài gói hệ thống. Hãy chạy dòng sau với quyền root rồi thử lại:
  sudo $line"
  fi
  echo "Cài gói hệ thống: $*"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $line -qq >/dev/null
}

python=$(find_python)
missing=()
[ -n "$python" ] || missing+=(python3)
if [ ! -x .venv/bin/python ] && ! "${python:-false}" -c 'import ensurepip, venv' 2>/dev/null; then
  missing+=(python3-venv)
fi
if [ -n "$python" ]; then
  has_library libpango-1.0.so.0 || missing+=(libpango-1.0-0)
  has_library libpangoft2-1.0.so.0 || missing+=(libpangoft2-1.0-0)
  has_library libharfbuzz-subset.so.0 || missing+=(libharfbuzz-subset0)
  has_library libfontconfig.so.1 || missing+=(libfontconfig1)
else
  missing+=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 libfontconfig1)
fi
command -v restic >/dev/null || missing+=(restic)
install_packages "${missing[@]}"

if all_there; then exit 0; fi
python=$(find_python)
[ -n "$python" ] || stop "Cần Python 3.11 trở lên."
if ! .venv/bin/python -c 'import pip' 2>/dev/null; then
  echo "Tạo môi trường Python trong .venv…"
  "$python" -m venv --clear .venv
fi
echo "Cài thư viện Python ($requirements)…"
.venv/bin/python -m pip install -qq --disable-pip-version-check --no-input --prefer-binary -r "$requirements"
digest "$requirements" > ".venv/.stamp-$kind"
