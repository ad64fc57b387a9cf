/** What a benchmark found, line by line, beside its target. */

/** Print a figure; with a target, also whether it is met. */
export function report(
  what: string,
  value: number,
  unit: string,
  target?: { least?: number; most?: number },
): void {
  const { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY } = target ?? {};
  const wanted = target ? `${target.least === undefined ? `≤ ${most}` : `≥ ${least}`} ${unit}` : '';
  const met = !target ? '' : value >= least && value <= most ? 'met' : 'MISSED';
  const figure = `${value.toPrecision(3)} ${unit}`.trim();
  console.log(`  ${what.padEnd(88)} ${figure.padStart(12)}  ${wanted.trim().padEnd(10)} ${met}`);
}

export function skip(what: string, reason: string): void {
  console.log(`  ${what}: skipped (${reason})`);
}

/** Wall time of each body in seconds, the best of `runs`, taking turns so that all see the same machine. */
export async function sideBySide(runs: number, ...bodies: (() => unknown)[]): Promise<number[]> {
  const best = bodies.map(() => Number.POSITIVE_INFINITY);
  for (let run = 0; run < runs; run++) {
    for (const [i, body] of bodies.entries()) {
      const start = performance.now();
      await body();
      best[i] = Math.min(best[i]!, (performance.now() - start) / 1000);
    }
  }
  return best;
}
