#!/bin/sh
# Make the Python environment and install the pages' assets, each only when its lock file changed; compile hot modules
# whose sources changed, where there is a C compiler (docs/decisions/0047).
# Usage: PYTHON=python3 sh deploy/local/setup.sh      (ONWARD_ASSETS=no leaves the assets out, ONWARD_COMPILED=no compiling)
set -eu
cd "$(dirname "$0")/../.."
venv=.venv
# Trust what the machine trusts, also where a firm's own certificate stands before the network.
machine_certificates=/etc/ssl/certs/ca-certificates.crt
if [ -z "${NODE_EXTRA_CA_CERTS:-}" ] && [ -r "$machine_certificates" ]; then export NODE_EXTRA_CA_CERTS="$machine_certificates"; fi

stop() { echo "$*" >&2; exit 1; }

good_python() { command -v "$1" >/dev/null 2>&1 && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

has_venv() { "$1" -c 'import venv, ensurepip' 2>/dev/null; }

# The distribution's own Python before one that somebody compiled here: built with profiles, it is a tenth faster.
system_python() { folders=$(getconf PATH 2>/dev/null) && (PATH="$folders" && command -v python3); }

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        good_python "$PYTHON" || stop "PYTHON=$PYTHON is not Python 3.11 or later; name one that is, as in: make PYTHON=python3.12"
        echo "$PYTHON"
        return
    fi
    for candidate in $(system_python) python3 python3.14 python3.13 python3.12 python3.11; do
        if good_python "$candidate"; then
            if has_venv "$candidate"; then echo "$candidate"; return; fi
            lacking=${lacking:-$candidate}
        fi
    done
    if [ -n "${lacking:-}" ]; then echo "$lacking"; return; fi
    stop "Python 3.11 or later is needed: apt-get install python3 python3-venv (or name one: make PYTHON=/path/to/python)"
}

check_prerequisites() {
    command -v git >/dev/null 2>&1 || stop "git is needed: apt-get install git"
    has_venv "$python" ||
        stop "Python's venv is missing: apt-get install python3-venv (or python3-full)"
    if [ ! -x "$venv/bin/python" ]; then
        free_mb=$(df -Pm . | awk 'NR == 2 { print $4 }')
        [ "$free_mb" -ge 1500 ] || stop "1.5 GB of disk are needed here and $free_mb MB are free: make room and try again"
    fi
}

hash_of() { cat "$@" | "$python" -c 'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())'; }

make_environment() {
    key="$(hash_of requirements.lock deploy/local/uv.lock.txt) $("$python" -c 'import sys; print(*sys.version_info[:2])') $PWD"
    if [ -x "$venv/bin/python" ] && [ "$(cat "$venv/onward.key" 2>/dev/null)" = "$key" ] &&
        "$venv/bin/python" -c '' 2>/dev/null; then
        return
    fi
    echo "Making the Python environment (about a minute, once) ..."
    # An environment of another Python, of another folder or broken half-way is made anew.
    if ! "$venv/bin/python" -c 'import sys; sys.exit(list(map(str, sys.version_info[:2])) != sys.argv[1:])' \
        $("$python" -c 'import sys; print(*sys.version_info[:2])') 2>/dev/null ||
        ! "$venv/bin/python" -m pip --version >/dev/null 2>&1 || ! grep -q "$PWD/$venv" "$venv/bin/activate"; then
        rm -rf "$venv"
        "$python" -m venv "$venv"
    fi
    rm -f "$venv/onward.key"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r deploy/local/uv.lock.txt
    VIRTUAL_ENV="$PWD/$venv" "$venv/bin/uv" pip install --quiet --system-certs --require-hashes --no-deps -r requirements.lock
    # Where Python may not keep what it compiled, every process would compile every package again: 4 s for four services.
    if [ -n "${PYTHONDONTWRITEBYTECODE:-}" ]; then "$venv/bin/python" -m compileall -qq -j 0 "$venv/lib" || true; fi
    echo "$key" >"$venv/onward.key"
}

install_assets() {
    key="$(hash_of package-lock.json .npmrc)"
    [ "$(cat node_modules/onward.key 2>/dev/null)" != "$key" ] || return 0
    echo "Installing the pages' style sheets and scripts (a few seconds, once) ..."
    if command -v npm >/dev/null 2>&1 && npm ci --silent; then :
    else PATH="$PWD/$venv/bin:$PATH" "$venv/bin/npm" ci --silent || stop "npm could not install the pages' assets; run: npm ci"; fi
    echo "$key" >node_modules/onward.key
}

# Whatever happens here, everything runs: as plain Python, with the same results.
compile_modules() {
    "$venv/bin/python" -m tools.compile_modules || echo "Everything runs as plain Python: compiling was broken off." >&2
}

python=$(find_python) || exit 1
# A make inside a make, or two at once, wait for each other.
if [ -z "${SETUP_LOCKED:-}" ] && command -v flock >/dev/null 2>&1; then
    SETUP_LOCKED=1 PYTHON="$python" exec flock "$PWD/deploy/local/setup.sh" sh "$PWD/deploy/local/setup.sh"
fi
check_prerequisites
make_environment
if [ "${ONWARD_ASSETS:-yes}" = yes ]; then install_assets; fi
compile_modules
