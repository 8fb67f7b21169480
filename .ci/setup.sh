#!/bin/sh
# Checks this machine and makes .venv. The Makefile calls it; from the repository's root:
#   .ci/setup.sh port HOST PORT    is the port free? (needs any usable Python)
#   .ci/setup.sh venv [dev]        make or mend .venv; `dev` adds what tests and checks need
#   .ci/setup.sh python            print the Python that a new .venv would be made from
# PYTHON names the Python to use. What goes wrong is said in one line. POSIX sh only.
set -u

say() { printf '%s\n' "treatygraph: $*" >&2; }
die() { say "$*"; exit 1; }

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
can_make_venv() { "$1" -c 'import venv, ensurepip' 2>/dev/null; }
version_of() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null; }

# Prints the first Python that is new enough and can make a virtual environment, or says what to do.
find_python() {
    too_old='' without_venv=''
    if [ -n "${PYTHON:-}" ]; then set -- "$PYTHON"
    else set -- python3 python3.14 python3.13 python3.12 python3.11; fi
    for candidate; do
        command -v "$candidate" >/dev/null 2>&1 || continue
        found=$(version_of "$candidate") || continue # a stand-in (pyenv, macOS) may not run
        if ! is_new_enough "$candidate"; then
            too_old=${too_old:-"$candidate is Python $found"}
        elif ! can_make_venv "$candidate"; then
            without_venv=${without_venv:-$candidate}
        else
            printf '%s\n' "$candidate"
            return 0
        fi
    done
    if [ -n "$without_venv" ]; then
        say "$without_venv has no venv or ensurepip: install them (Debian, Ubuntu:" \
            "apt install python3-venv), or name another Python with make PYTHON=/path/to/python3"
    elif [ -n "$too_old" ]; then
        say "Python 3.11 or newer is needed, but $too_old: install a newer one," \
            "or name it with make PYTHON=/path/to/python3"
    elif [ -n "${PYTHON:-}" ]; then
        say "PYTHON=$PYTHON does not run: name a Python 3.11 or newer with make PYTHON=/path/to/python3"
    else
        say "no Python found: install Python 3.11 or newer" \
            "(Debian, Ubuntu: apt install python3 python3-venv; macOS: brew install python)"
    fi
    return 1
}

# The Python in .venv, if it runs and is new enough; a link to a Python that is gone does not.
venv_runs() { is_new_enough .venv/bin/python && .venv/bin/python -c 'import pip' 2>/dev/null; }

check_port() {
    if is_new_enough .venv/bin/python; then python=.venv/bin/python
    else python=$(find_python) || exit 1; fi
    "$python" - "$1" "$2" <<'PYTHON' || exit 1
import errno
import socket
import sys

host, text = sys.argv[1:]
advice = "choose another: make serve PORT=8001"


def stop(reason):
    sys.exit(f"treatygraph: {reason}")


if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
    stop(f"PORT={text} is not a port: give a number from 1 to 65535, as in make serve PORT=8001")
port = int(text)
try:
    addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
except OSError:
    stop(f"HOST={host} is not known here: give an address of this machine, as in HOST=127.0.0.1")
bound = False
for family, kind, protocol, _, address in addresses:
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                stop(f"port {port} on {host} is in use: stop what listens there, or {advice}")
            if error.errno == errno.EACCES:
                stop(f"port {port} needs more rights than you have: {advice}")
            continue
    bound = True
    # Some systems let two programs share an address that differs only in the wildcard.
    with socket.socket(family, kind, protocol) as probe:
        probe.settimeout(1)
        if probe.connect_ex(address) == 0:
            stop(f"port {port} on {host} is in use: stop what listens there, or {advice}")
if not bound:
    stop(f"HOST={host} is no address of this machine: leave it out, or HOST=0.0.0.0 for all")
PYTHON
}

# What the set-up depends on. A stamp that holds the same text means that nothing is to be done.
# The path is part of it: a virtual environment does not survive a move.
fingerprint() {
    printf '%s\n' "$PWD" "$(version_of .venv/bin/python)" "$1"
    cat pyproject.toml constraints.txt .ci/setup.sh | cksum
}

is_done() { [ -f "$2" ] && [ "$(cat "$2")" = "$(fingerprint "$1")" ]; }

cleanup() {
    status=$?
    trap - EXIT HUP INT TERM
    [ -n "$log" ] && rm -f "$log"
    if [ "$ours" = yes ] && [ "$status" -ne 0 ]; then rm -rf .venv; fi
    exit "$status"
}

make_venv() {
    extras=${1:-}
    case $extras in
        dev) what='.[dev,fast]' stamp=.venv/.treatygraph-dev ;;
        *) what='.[fast]' stamp=.venv/.treatygraph ;;
    esac
    # A development set-up holds all that a plain one does.
    keep=no
    if venv_runs; then
        keep=yes
        if [ -n "${PYTHON:-}" ] && [ "$(version_of "$PYTHON")" != "$(version_of .venv/bin/python)" ]
        then keep=no; fi
        for mark in .venv/.treatygraph .venv/.treatygraph-dev; do
            if [ -f "$mark" ] && [ "$(head -n 1 "$mark")" != "$PWD" ]; then keep=no; fi
        done
    fi
    if [ $keep = yes ]; then
        is_done "$extras" "$stamp" && return 0
        [ -z "$extras" ] && is_done dev .venv/.treatygraph-dev && return 0
    fi

    ours=no log=''
    trap cleanup EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
    log=$(mktemp "${TMPDIR:-/tmp}/treatygraph.XXXXXX") || die "cannot write to ${TMPDIR:-/tmp}"
    if [ $keep = no ]; then
        python=$(find_python) || exit 1
        ours=yes
        rm -rf .venv
        say "making .venv with Python $(version_of "$python")"
        "$python" -m venv .venv >"$log" 2>&1 || {
            tail -n 15 "$log" >&2
            die "$python cannot make .venv: install venv and ensurepip" \
                "(Debian, Ubuntu: apt install python3-venv), or name another Python with PYTHON="
        }
    fi
    say "installing treatygraph${extras:+ and what its tests and checks need} into .venv"
    rm -f .venv/.treatygraph .venv/.treatygraph-dev
    install_into_venv "$what" || explain_failure
    fingerprint "$extras" >"$stamp"
}

# pip's talk goes to a terminal, its complaints to the log. The build backend is installed by a
# second pip, which reads constraints from these variables (the older and the newer name; relative,
# for pip splits the value at spaces).
install_into_venv() {
    quiet=--quiet
    [ -t 1 ] && quiet=''
    unset PIP_USER PIP_TARGET PIP_PREFIX PIP_REQUIRE_HASHES
    PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt \
        PIP_RETRIES="${PIP_RETRIES:-2}" PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 \
        .venv/bin/python -m pip install $quiet --only-binary :all: \
        -c constraints.txt -e "$1" 2>"$log"
}

explain_failure() {
    if grep -E -q 'Retrying \(|Connection(Error|Pool| refused| broken| reset)|NameResolution|timed out' "$log"
    then
        die "no network: the Python package index does not answer. Connect to the network" \
            "(or set PIP_INDEX_URL or HTTPS_PROXY), then run make again"
    fi
    tail -n 30 "$log" >&2
    if grep -q 'No space left' "$log"; then die "the disk is full: free some space, then run make again"; fi
    die "pip could not install the versions in constraints.txt (its own words are above)"
}

case ${1:-} in
    port) check_port "${2:?HOST}" "${3:?PORT}" ;;
    venv) make_venv "${2:-}" ;;
    python) find_python ;;
    *) die "usage: .ci/setup.sh port HOST PORT | venv [dev] | python" ;;
esac
