#!/usr/bin/env bash
# A demonstration on this machine: a bureau with its desk and courier, and a drop on loopback. Everything is kept under demo/; remove that
# directory to begin anew. Use it with made-up reports only: the passphrase lies beside the keys.
#
#   TOR=off  leaves the onion service out      PORT=8080  the loopback port
set -euo pipefail
cd "$(dirname "$0")/.."
port=${PORT:-8080}
export LUWTE_PASSPHRASE='a demonstration only'
bin=$PWD/bin demo=$PWD/demo

if [ ! -e demo/ready ]; then
  echo "making a demonstration bureau and drop under demo/ …"
  rm -rf demo && mkdir -m 700 demo
  onion=$("$bin/luwte-drop" init --dir demo/drop | grep -o '[a-z2-7]\{56\}\.onion')
  "$bin/luwte-desk" init --dir demo/desk --name "Integrity bureau (demonstration)" >/dev/null
  "$bin/luwte-desk" charter --dir demo/desk --onion "$onion" > demo/charter.json
  "$bin/luwte-courier" init --dir demo/courier >/dev/null
  "$bin/luwte-drop" inbox add --dir demo/drop demo/charter.json >/dev/null
  touch demo/ready
fi
onion=$(grep -o '[a-z2-7]\{56\}\.onion' demo/drop/onion/front/hostname)
door=demo/drop/doors/$(grep -o '"bureau":"[0-9a-f]\{12\}' demo/charter.json | cut -d'"' -f4).sock # other bureaus may have been added

tor=()
[ "${TOR:-on}" = off ] || tor=(--tor)
"$bin/luwte-drop" serve --dir demo/drop --listen "127.0.0.1:$port" "${tor[@]}" > >(tee demo/serve.out) &
drop=$!
trap 'kill "$drop" 2>/dev/null || true; wait "$drop" || true' EXIT
trap 'exit 0' INT TERM

for _ in $(seq 100); do
  kill -0 "$drop" 2>/dev/null || exit 1
  [ ! -S "$door" ] || break
  sleep 0.1
done
if [ ! -e demo/pouch ]; then
  "$bin/luwte-desk" export --dir demo/desk demo/pouch >/dev/null
fi
"$bin/luwte-courier" sync --dir demo/courier --pouch demo/pouch --door "unix:$door" >/dev/null

cat <<TEXT

Open            http://127.0.0.1:$port/   and write a report; note the code that it shows.
Fetch it        bin/luwte-courier sync --dir demo/courier --pouch demo/pouch --door unix:$door
Open it         export LUWTE_PASSPHRASE='$LUWTE_PASSPHRASE'
                bin/luwte-desk import --dir demo/desk demo/pouch
                bin/luwte-desk list --dir demo/desk
                bin/luwte-desk show CASE --dir demo/desk
Answer          bin/luwte-desk reply CASE --dir demo/desk -m "Thank you. Which system was it?"
                bin/luwte-desk export --dir demo/desk demo/pouch
                (and the courier's line once more)
In a browser    bin/luwte-desk ui --dir demo/desk   prints an address where all of this is done, but for the courier's line
Read it         choose "I have a code" on the page.
Stop            Ctrl-C here. Everything stays under demo/; remove it to begin anew.

TEXT
if [ ${#tor[@]} -gt 0 ]; then
  for _ in $(seq 60); do
    if grep -q "front door: http://$onion" demo/serve.out; then
      echo "Over Tor        open http://$onion/ in Tor Browser."
      break
    fi
    kill -0 "$drop" 2>/dev/null || break
    sleep 1
  done
  grep -q "front door: http://$onion" demo/serve.out ||
    echo "Over Tor        the Tor network has not answered within a minute; the drop goes on trying, and loopback works meanwhile."
fi
wait "$drop"
