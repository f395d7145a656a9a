#!/bin/sh
# Make the Python environment and install the pages' assets, each only when its lock file changed.
# Usage: PYTHON=python3 sh deploy/local/setup.sh      (ONWARD_ASSETS=no leaves the assets out)
set -eu
cd "$(dirname "$0")/../.."
venv=.venv
# Trust what the machine trusts, also where a firm's own certificate stands before the network.
machine_certificates=/etc/ssl/certs/ca-certificates.crt
if [ -z "${NODE_EXTRA_CA_CERTS:-}" ] && [ -r "$machine_certificates" ]; then export NODE_EXTRA_CA_CERTS="$machine_certificates"; fi

stop() { echo "$*" >&2; exit 1; }

good_python() { command -v "$1" >/dev/null 2>&1 && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

# Compiled with its profile, as distributions do and pyenv by itself does not, Python runs a loop 1.7 times as fast.
fast_python() {
    "$1" -c 'import sys, sysconfig, venv, ensurepip
sys.exit(sys.base_prefix != "/usr" and "--enable-optimizations" not in (sysconfig.get_config_var("CONFIG_ARGS") or ""))' 2>/dev/null
}

# What an environment is made of: another one of these needs another environment.
python_build() { "$1" -c 'import sys; print(*sys.version_info[:2], sys.base_prefix)' 2>/dev/null; }

on_path() { echo "$PATH" | tr : '\n' | while read -r folder; do if [ -x "$folder/$1" ]; then echo "$folder/$1"; fi; done; }

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        good_python "$PYTHON" || stop "PYTHON=$PYTHON is not Python 3.11 or later; name one that is, as in: make PYTHON=python3.12"
        echo "$PYTHON"
        return
    fi
    IFS='
'
    good=""
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        for candidate in $(on_path "$name"); do
            good_python "$candidate" || continue
            good=${good:-$candidate}
            if fast_python "$candidate"; then echo "$candidate"; return; fi
        done
    done
    if [ -n "$good" ]; then echo "$good"; return; fi
    stop "Python 3.11 or later is needed: apt-get install python3 python3-venv (or name one: make PYTHON=/path/to/python)"
}

check_prerequisites() {
    command -v git >/dev/null 2>&1 || stop "git is needed: apt-get install git"
    "$python" -c 'import venv, ensurepip' 2>/dev/null ||
        stop "Python's venv is missing: apt-get install python3-venv (or python3-full)"
    if [ ! -x "$venv/bin/python" ]; then
        free_mb=$(df -Pm . | awk 'NR == 2 { print $4 }')
        [ "$free_mb" -ge 1500 ] || stop "1.5 GB of disk are needed here and $free_mb MB are free: make room and try again"
    fi
}

hash_of() { cat "$@" | "$python" -c 'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())'; }

make_environment() {
    build=$(python_build "$python")
    key="$(hash_of requirements.lock deploy/local/uv.lock.txt) $build $PWD"
    if [ -x "$venv/bin/python" ] && [ "$(cat "$venv/onward.key" 2>/dev/null)" = "$key" ] &&
        "$venv/bin/python" -c '' 2>/dev/null; then
        return
    fi
    echo "Making the Python environment (about a minute, once) ..."
    # An environment of another Python, of another folder or broken half-way is made anew.
    if [ "$(python_build "$venv/bin/python")" != "$build" ] ||
        ! "$venv/bin/python" -m pip --version >/dev/null 2>&1 || ! grep -q "$PWD/$venv" "$venv/bin/activate"; then
        rm -rf "$venv"
        "$python" -m venv "$venv"
    fi
    rm -f "$venv/onward.key"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r deploy/local/uv.lock.txt
    VIRTUAL_ENV="$PWD/$venv" "$venv/bin/uv" pip install --quiet --system-certs --require-hashes --no-deps -r requirements.lock
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

python=$(find_python) || exit 1
# A make inside a make, or two at once, wait for each other.
if [ -z "${SETUP_LOCKED:-}" ] && command -v flock >/dev/null 2>&1; then
    SETUP_LOCKED=1 PYTHON="$python" exec flock "$PWD/deploy/local/setup.sh" sh "$PWD/deploy/local/setup.sh"
fi
check_prerequisites
make_environment
if [ "${ONWARD_ASSETS:-yes}" = yes ]; then install_assets; fi
