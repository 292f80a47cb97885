"""Reads a calendar on standard input with a library that is not ours, and prints its entries as JSON."""
import json
import sys

from icalendar import Calendar

calendar = Calendar.from_ical(sys.stdin.buffer.read())
entries = []
for event in calendar.walk("VEVENT"):
    assert not event.errors, event.errors
    entries.append({
        "uid": str(event["UID"]),
        "start": event.decoded("DTSTART").isoformat(),
        "end": event.decoded("DTEND").isoformat(),
        "stamp": event.decoded("DTSTAMP").isoformat(),
        "summary": str(event["SUMMARY"]),
        "alarms": [alarm.decoded("TRIGGER").total_seconds() for alarm in event.walk("VALARM")],
        "names": sorted(event.keys()),
    })
json.dump({"version": str(calendar["VERSION"]), "names": sorted(calendar.keys()), "entries": entries}, sys.stdout)
