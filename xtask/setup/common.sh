# Shared by the scripts of set-up and make: plain words, and how long each stage took.

say() { printf "%s\n" "==> $*"; }

# stage NAME COMMAND...: runs a command and prints its time. A failing stage ends the script.
stage() {
    local name=$1 begun=$SECONDS
    shift
    say "$name ..."
    "$@"
    say "$name: $((SECONDS - begun)) s"
}

# Installs Debian packages. $1 says what for; the rest are package names.
install_debian() {
    local purpose=$1
    shift
    if ! command -v apt-get >/dev/null; then
        say "cannot install $* ($purpose): no apt-get here; install them with this system's package manager"
        return 1
    fi
    if [ "$(id -u)" -ne 0 ]; then
        say "cannot install $* ($purpose): not root; run 'sudo apt-get install $*' and start again"
        return 1
    fi
    # One refresh for all packages of a run: the list of a fresh machine is empty or old.
    if [ -z "${SETUP_APT_FRESH:-}" ]; then
        stage "refreshing Debian's package list" apt-get update -qq
        SETUP_APT_FRESH=1
    fi
    # Its chatter only matters where it fails.
    local log
    log=$(mktemp)
    if ! DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >"$log" 2>&1; then
        cat "$log"
        say "apt-get could not install $* ($purpose)"
        return 1
    fi
    rm -f "$log"
}
