#!/usr/bin/env bash
# Installs the Debian packages that are missing, as root or with sudo, and says what else is needed.
#
#   prepare.sh run|test|bench
set -euo pipefail

declare -A packages=([tor]=tor)
if [ "${1:-}" = test ]; then
  # Judges of what the page takes out of files: exiftool reads archives only with a library, and PIL has no program of its own.
  packages+=([exiftool]="libimage-exiftool-perl libarchive-zip-perl" [mat2]="mat2 python3-pil" [qpdf]=qpdf)
  packages+=([firefox-esr]=firefox-esr [chromium]=chromium [gcc]="gcc libc6-dev" [groff]=groff-base [git]=git [gcore]=gdb [faketime]=faketime [strace]=strace [pdftoppm]=poppler-utils [bwrap]=bubblewrap [zbarimg]=zbar-tools [systemd-analyze]=systemd [/usr/share/dict/dutch]=wdutch [/usr/lib/python3/dist-packages/icalendar]=python3-icalendar [/usr/lib/python3/dist-packages/yaml]=python3-yaml)
  packages+=([/usr/sbin/mkfs.ext4]=e2fsprogs [/usr/sbin/mkfs.xfs]=xfsprogs [/usr/sbin/mkfs.btrfs]=btrfs-progs) # on which a destroyed key is looked for
  packages+=([spin]=spin) # searches the state machine of the conversation; it uses gcc
fi

case "${1:-}" in
  bench) packages+=([firefox-esr]=firefox-esr [git]=git) ;;&
  test | bench) packages+=([/usr/sbin/nginx]=nginx-light) ;; # the drop's boards are measured beside it
esac

need() { # PROGRAM WANTED ADVICE
  command -v "$1" >/dev/null || { echo "error: $1 is not installed" >&2; echo "hint: $3" >&2; exit 1; }
  echo "$1: $2"
}
need go "$(go env GOVERSION 2>/dev/null || true)" "install Go 1.26 from go.dev/dl and put it on the PATH"
need node "$(node --version 2>/dev/null || true)" "install Node.js 20, with npm"
need npm "$(npm --version 2>/dev/null || true)" "install Node.js 20, with npm"

missing=()
for program in "${!packages[@]}"; do
  # shellcheck disable=SC2206 # one program may need several packages
  command -v "$program" >/dev/null || [ -e "$program" ] || missing+=(${packages[$program]})
done
[ ${#missing[@]} -gt 0 ] || exit 0

sudo=
if [ "$(id -u)" != 0 ]; then
  sudo=sudo
  command -v sudo >/dev/null || { echo "error: ${missing[*]} must be installed" >&2; echo "hint: run this as root, or install sudo" >&2; exit 1; }
fi
echo "installing: ${missing[*]}"
# As a service nginx would take port 80, now and at each boot. Whoever wants that says: systemctl unmask nginx
if [[ " ${missing[*]} " == *" nginx-light "* && ! -e /etc/systemd/system/nginx.service ]]; then
  $sudo mkdir -p /etc/systemd/system
  $sudo ln -s /dev/null /etc/systemd/system/nginx.service
fi
$sudo apt-get update -q
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
