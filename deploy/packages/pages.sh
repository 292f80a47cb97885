#!/usr/bin/env bash
# Writes what goes into packages beside the programs: manual pages and completions, which the programs print themselves, and change logs. It is run
# at the repository's root.
#
#   SOURCE_DATE_EPOCH=SECONDS pages.sh PROGRAMS OUT VERSION
set -euo pipefail
programs=$1 out=$2 version=$3
day=$(date -u -d "@$SOURCE_DATE_EPOCH" +%F)
declare -A section=([luwte-drop]=8 [luwte-courier]=1 [luwte-desk]=1 [luwte-report]=1)

mkdir -p "$out"
gzip -9n < CHANGELOG.md > "$out/changelog.gz"
for name in "${!section[@]}"; do
  "$programs/$name" man --section "${section[$name]}" --date "$day" | gzip -9n > "$out/$name.${section[$name]}.gz"
  for shell in bash zsh fish; do
    "$programs/$name" completion "$shell" > "$out/$name.$shell"
  done
  gzip -9n > "$out/$name.changelog.gz" <<END
$name ($version-1) stable; urgency=medium

  * Luwte $version; changelog.gz beside this says what is new.

 -- The Luwte project <luwte@packages.invalid>  $(LC_ALL=C date -u -R -d "@$SOURCE_DATE_EPOCH")
END
done
