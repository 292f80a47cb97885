// Going away in a hurry, and leaving nothing behind for whoever comes after.

/** How long after one press of Esc another counts as the second, in milliseconds. */
const patience = 2_000;

/** Calls leave when Esc is pressed twice, wherever the focus is. */
export function leaveOnEscape(leave: () => void): void {
  let last = -patience;
  const pressed = (e: KeyboardEvent) => {
    if (e.key !== "Escape" || e.repeat) return;
    e.preventDefault(); // Esc stops what is loading, and in some browsers leaves full screen
    if (e.timeStamp - last < patience) leave();
    last = e.timeStamp;
  };
  addEventListener("keydown", pressed, { capture: true });
}

/** A browser may keep a page whole when it is left, to show it again on its back key: what it keeps is then empty, and begins afresh. */
export function wipeWhenLeft(wipe: () => void): void {
  addEventListener("pagehide", wipe);
  addEventListener("pageshow", (e) => e.persisted && location.reload());
}
