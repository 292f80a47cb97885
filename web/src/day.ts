// The only measure of time in Luwte's formats: a UTC calendar day, counted from 1970-01-01. Nothing finer is ever written down
// about a reporter.

export type Day = number;

/** 9999-12-31. */
export const lastDay: Day = 2_932_896;

const millisecondsPerDay = 86_400_000;

export function dayOf(milliseconds: number): Day {
  return Math.min(Math.max(Math.floor(milliseconds / millisecondsPerDay), 0), lastDay);
}

/** The day on this device's clock, which may be off. */
export function today(): Day {
  return dayOf(Date.now());
}

export function formatDay(d: Day): string {
  return new Date(d * millisecondsPerDay).toISOString().slice(0, 10);
}

/** The day of a text YYYY-MM-DD from 1970-01-01 to 9999-12-31; undefined for any other text. */
export function parseDay(text: string): Day | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return undefined;
  const ms = Date.parse(`${text}T00:00:00Z`);
  if (!(ms >= 0)) return undefined;
  const d = dayOf(ms);
  return formatDay(d) === text ? d : undefined;
}
