# shellcheck shell=bash
# What the scripts in bin/ share: find what is missing, install it where that is allowed, build.
# Everything said here goes to standard error, so that standard output is the program's own.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# Where the program finds Packs, Locales, Migrations and Public.
export VANGNET_HOME=$root
venv=$root/.venv

say() { printf '%s\n' "$*" >&2; }

stop() {
    say "$*"
    exit 2
}

ensure_swift() {
    local version major minor
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\)\.\([0-9]*\).*/\1 \2/p' | head -n 1)
    read -r major minor <<<"${version:-0 0}"
    if ((major < 6 || (major == 6 && minor < 2))); then
        stop "Vangnet is built with Swift 6.2 or newer. Install it from https://www.swift.org/install/linux/ and try again."
    fi
}

has_library() { pkg-config --exists "$1" 2>/dev/null; }

# The folder with initdb, pg_ctl and postgres; the newest when there are more.
postgres_bin() {
    local folder
    folder=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
    if [[ -n $folder && -x $folder/initdb ]]; then
        printf '%s\n' "$folder"
    elif command -v initdb >/dev/null; then
        dirname "$(command -v initdb)"
    else
        return 1
    fi
}

# A Python that can make a virtual environment.
find_python() {
    local candidate
    for candidate in python3 /usr/bin/python3; do
        if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    return 1
}

# ensure_system build|tests: the packages of the system that building (or testing too) needs.
ensure_system() {
    local missing=()
    ensure_swift
    command -v pkg-config >/dev/null || missing+=(pkg-config)
    has_library sqlite3 || missing+=(libsqlite3-dev)
    has_library zlib || missing+=(zlib1g-dev)
    has_library libpq || missing+=(libpq-dev)
    if [[ ${1:-build} == tests ]]; then
        postgres_bin >/dev/null || missing+=(postgresql)
        command -v chromium >/dev/null || missing+=(chromium)
        command -v openssl >/dev/null || missing+=(openssl)
        command -v curl >/dev/null || missing+=(curl)
        command -v shellcheck >/dev/null || missing+=(shellcheck)
        find_python >/dev/null || missing+=(python3 python3-venv)
    fi
    ((${#missing[@]})) || return 0

    if ! command -v apt-get >/dev/null; then
        stop "Vangnet needs these packages, under their Debian names: ${missing[*]}"
    fi
    if ((EUID != 0)); then
        stop "Some packages are missing. Type: sudo apt-get install --no-install-recommends ${missing[*]}"
    fi
    say "Installing ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    if ! { apt-get -o DPkg::Lock::Timeout=300 -qq update &&
        apt-get -o DPkg::Lock::Timeout=300 -qq install -y --no-install-recommends "${missing[@]}"; } </dev/null >&2; then
        stop "The packages could not be installed. Type: apt-get install --no-install-recommends ${missing[*]}"
    fi
}

# .venv with what the tests over HTTP and in the browser need, at fixed versions.
ensure_venv() {
    local wanted=$root/browser/requirements.txt made=$venv/requirements.txt
    if [[ -x $venv/bin/pytest ]] && cmp -s "$wanted" "$made"; then return; fi
    say "Making .venv for the tests"
    rm -rf "$venv"
    "$(find_python)" -m venv "$venv" >&2
    if ! "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$wanted" </dev/null >&2; then
        stop "The Python packages of browser/requirements.txt could not be installed; is there a network?"
    fi
    cp "$wanted" "$made"
}

# Builds .build/release/vangnet, and is done at once when nothing changed since the last time.
build_release() {
    local binary=$root/.build/release/vangnet stamp=$root/.build/vangnet-release-stamp
    if [[ -x $binary && -e $stamp && ! $binary -nt $stamp ]] &&
        [[ -z $(find "$root/Sources" "$root/Package.swift" -newer "$stamp" -print -quit) ]]; then
        return
    fi
    ensure_system build
    # The time before the build: what changes while it runs is built the next time.
    local started
    started=$(mktemp)
    say "Building Vangnet (the first time takes some minutes)"
    # With Swift's libraries inside, and without what nobody calls, the program needs 7 MB less memory at rest and runs where
    # no Swift is. Not every package of Swift brings the libraries in that form, or the linker.
    local inside=() swift
    swift=$(dirname "$(readlink -f "$(command -v swift)")")
    if [[ -d $swift/../lib/swift_static/linux && -x $swift/ld.lld ]]; then
        inside=(
            --static-swift-stdlib -Xswiftc -use-ld=lld -Xlinker --no-export-dynamic -Xlinker --icf=safe)
    fi
    if ! (cd "$root" && swift build -c release "${inside[@]}" --traits PostgreSQL --product vangnet </dev/null >&2); then
        rm -f "$started"
        stop "Vangnet could not be built; the lines above say why."
    fi
    if [[ -z $(find "$root/Sources" "$root/Package.swift" -newer "$started" -print -quit) ]]; then touch "$stamp"; fi
    rm -f "$started"
}
