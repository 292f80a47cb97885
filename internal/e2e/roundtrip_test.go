package e2e

import "testing"

// TestRoundtrip_CommandsOverTor is the whole conversation with the four programs through real onion services at both doors.
func TestRoundtrip_CommandsOverTor(t *testing.T) {
	t.Parallel() // most of the time goes by waiting for Tor, browsers and fsync
	w := newWorld(t, true)

	w.step("the bureau publishes its first board")
	w.publish()

	w.step("from here on the courier goes through a tor that runs anyway; a report is sent, fetched and opened")
	n := network(t)
	w.door = append(w.door[:2:2], "--socks", n.SocksAddr, "--control", n.ControlAddr)
	first := w.send("They asked for the address behind a number plate.")
	if got := w.look(first); got.Outcome != "nothing" {
		t.Fatalf("before the desk has read it, a look says %q", got.Outcome)
	}
	w.collect()
	ids := w.cases()
	if len(ids) != 1 {
		t.Fatalf("%d cases, expected one", len(ids))
	}
	w.mustContain("the case", w.show(ids[0]), "They asked for the address behind a number plate.")

	w.step("the officer answers, the reporter reads it")
	w.reply(ids[0], "Thank you. Are you safe?")
	w.publish()
	if got := w.look(first); got.Outcome != "answers" || len(got.Answers) != 1 || got.Answers[0].Text != "Thank you. Are you safe?" {
		t.Fatalf("a look says %+v", got)
	}

	w.step("the reporter answers and has a new code")
	second := w.add(first, "Yes. It was a colleague.")
	if second == first {
		t.Fatal("the new code is the old one")
	}
	w.collect()
	w.mustContain("the case", w.show(ids[0]), "Yes. It was a colleague.")
	if n := len(w.cases()); n != 1 {
		t.Fatalf("%d cases after a follow-up, expected one", n)
	}

	w.step("from the next board on the old code finds nothing, the new one its receipt")
	w.publish()
	if got := w.look(first); got.Outcome != "nothing" {
		t.Fatalf("the old code finds %+v", got)
	}
	if got := w.look(second); got.Outcome != "receipt" || got.Old {
		t.Fatalf("the new code finds %+v", got)
	}
	w.step("the drop's page is the release's")
	w.run("", "luwte-report", append([]string{"verify", "--drop", w.url}, w.socks...)...)
	w.step("the same through a tor of the reporter's own")
	w.socks = []string{"--torrc", n.CommonTorrc}
	if got := w.look(second); got.Outcome != "receipt" {
		t.Fatalf("the new code finds %+v", got)
	}
}
