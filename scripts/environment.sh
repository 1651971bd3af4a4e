# Sourced by scripts/demo, scripts/test and .ci/run, with $root set to the checkout.
#
#   ensure_python           a Python >= 3.11 that can make virtual environments, in $python
#   ensure_environment KIND .venv with what KIND needs: runtime, test or dev
#   ensure_office           LibreOffice Calc, its Python bridge, a PDF reader and a Chinese font
#   ensure_postgresql       the programs of a PostgreSQL server; the tests start one of their own
#
# Nothing is installed that is already there, so a second run is quick. $PYTHON chooses another interpreter.

venv=$root/.venv

say() { printf '%s\n' "$*" >&2; }

die() {
    say "perfxl: $*"
    exit 1
}

# system_packages REASON PACKAGE...
system_packages() {
    reason=$1
    shift
    command -v apt-get >/dev/null 2>&1 || die "$reason. Please install: $*"
    if [ "$(id -u)" -eq 0 ]; then
        as_root=
    elif command -v sudo >/dev/null 2>&1; then
        as_root=sudo
    else
        die "$reason, and this is neither root nor is there sudo. As root: apt-get install $*"
    fi
    say "perfxl: $reason; installing $*"
    log=$(mktemp)
    for step in update "install --yes --no-install-recommends $*"; do
        # shellcheck disable=SC2086
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q $step >"$log" 2>&1 </dev/null || {
            tail -n 30 "$log" >&2
            rm -f "$log"
            die "apt-get $step failed"
        }
    done
    rm -f "$log"
}

ensure_python() {
    python=${PYTHON:-python3}
    command -v "$python" >/dev/null 2>&1 || system_packages "no $python here" python3 python3-venv
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        die "needs Python 3.11 or later, but $python is $("$python" -V 2>&1); set PYTHON to a later one"
    # Debian ships the venv module without ensurepip, which is in python3-venv.
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        system_packages "$python cannot make virtual environments" python3-venv
    "$python" -c 'import ensurepip, venv' ||
        die "$python still cannot make virtual environments; set PYTHON to one that can"
}

ensure_environment() {
    ensure_python
    if command -v flock >/dev/null 2>&1; then
        exec 9>"$root/.venv.lock"
        flock 9
    fi
    # The environment belongs to one place, one Python and one pyproject.toml: a change of any makes it anew.
    wanted="$root $("$python" -V) $(cksum <"$root/pyproject.toml")"
    if [ "$(cat "$venv/.made-for" 2>/dev/null)" != "$wanted" ] || ! "$venv/bin/python" -c '' 2>/dev/null; then
        "$python" -m venv --clear "$venv"
        printf '%s\n' "$wanted" >"$venv/.made-for"
    fi
    if [ ! -e "$venv/.has-$1" ]; then
        say "perfxl: setting up .venv ($1)"
        case $1 in
            runtime) what=$root has='runtime' ;;
            test) what="$root[test]" has='runtime test' ;;
            dev) what="$root[dev]" has='runtime test dev' ;;
            *) die "no such environment: $1" ;;
        esac
        "$venv/bin/python" -m pip install -qq --disable-pip-version-check --editable "$what"
        for kind in $has; do : >"$venv/.has-$kind"; done
    fi
    exec 9>&-
}

ensure_office() {
    missing=
    office=$(readlink -f "$(command -v soffice 2>/dev/null || echo /nowhere)")
    [ -e "$(dirname "$office")/libsclo.so" ] || missing="$missing libreoffice-calc"
    /usr/bin/python3 -c 'import uno' 2>/dev/null || missing="$missing python3-uno"
    command -v pdftoppm >/dev/null 2>&1 || missing="$missing poppler-utils"
    [ -n "$(fc-list :lang=zh-cn family 2>/dev/null)" ] || missing="$missing fontconfig fonts-noto-cjk"
    # shellcheck disable=SC2086
    [ -z "$missing" ] || system_packages "the tests need programs that are not here" $missing
}

ensure_postgresql() {
    command -v pg_ctl >/dev/null 2>&1 && return
    for program in /usr/lib/postgresql/*/bin/initdb; do
        [ ! -x "$program" ] || return 0
    done
    system_packages "the ledger is tested on a PostgreSQL server" postgresql
}
