// Places at which words are asked for.

/** k different places from 1 to n, ascending, at random. */
export function places(k: number, n: number): number[] {
  const all = Array.from({ length: n }, (_, i) => i + 1);
  const draws = crypto.getRandomValues(new Uint32Array(k));
  return [...draws].map((d) => all.splice(d % all.length, 1)[0] as number).sort((a, b) => a - b);
}
