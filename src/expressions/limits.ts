/** Limits and derivatives of functions that are only known by their values, by extrapolation. */
import type { Estimate } from '../numerics/adaptive.ts';
import { Gap } from './gap.ts';

/** A function with bounds of its rounding errors. */
type Sampled = (x: number) => Estimate;

const halvings = 44;
/** An estimate of the error beyond this part of the value (of 1, for small values) is not accepted. */
const accepted = 1e-6;
const columns = 10;
/** What extrapolation makes of the rounding errors of what it is made from, at most. */
const amplification = 8;

/**
 * lim f(x) as x tends to x0, which may be infinite: from both sides, which must agree, or from the only one where f is
 * defined.
 *
 * @throws {Gap} where there is no limit, or none that can be seen
 */
export function limitOf(f: Sampled, x0: number): Estimate {
  if (!Number.isFinite(x0)) return oneSided((h) => f(Math.sign(x0) / h), 0.25) ?? nowhere();
  const scale = x0 === 0 ? 0.25 : 0.25 * Math.abs(x0);
  const above = oneSided((h) => f(x0 + h), scale);
  const below = oneSided((h) => f(x0 - h), scale);
  if (!above || !below) return above ?? below ?? nowhere();
  const apart = Math.abs(above.value - below.value);
  if (apart > 10 * (above.error + below.error) + 1e-9 * Math.abs(above.value))
    throw new Gap(
      `it has different limits from below, ${below.value}, and above, ${above.value}; write x0 + x^2 for x to come from above`,
    );
  return above.error <= below.error ? above : below;
}

function nowhere(): never {
  throw new Gap('it is not defined near the limit');
}

/** lim g(h) as h → 0⁺; null where g is not defined for small h. */
function oneSided(g: Sampled, first: number): Estimate | null {
  const samples: Estimate[] = [];
  for (let k = 0; k < halvings; k++) {
    const sample = g(first * 2 ** -k);
    if (Number.isFinite(sample.value)) samples.push(sample);
    else if (samples.length > 12) break;
    else samples.length = 0;
  }
  if (samples.length <= 12) return null;
  let best: Estimate = { value: Number.NaN, error: Number.POSITIVE_INFINITY };
  for (const [k, estimate] of extrapolated(samples.map(({ value }) => value)).entries()) {
    if (k < 4 || !settles(samples, k, estimate.value)) continue;
    const error = estimate.error + amplification * samples[k]!.error;
    if (error < best.error) best = { value: estimate.value, error };
  }
  if (!(best.error <= accepted * Math.max(1, Math.abs(best.value))))
    throw new Gap('it does not settle: it diverges, oscillates, or converges too slowly');
  return best;
}

/** Whether the values up to the k-th approach the limit, not merely a number that cancels their growth. */
function settles(samples: readonly Estimate[], k: number, limit: number): boolean {
  const values = samples.map(({ value }) => value);
  const [before, last] = [Math.abs(values[k - 1]! - values[k - 2]!), Math.abs(values[k]! - values[k - 1]!)];
  const noise = 4 * (samples[k]!.error + samples[k - 1]!.error);
  return last <= 0.97 * before + noise && Math.abs(limit - values[k]!) <= 40 * last + noise;
}

/** After each value the better of two extrapolations: of powers of h, and of any geometric sequences. */
function extrapolated(values: readonly number[]): Estimate[] {
  const [powers, shanks] = [ofPowers(values), ofGeometric(values)];
  return powers.map((each, k) => (each.error <= shanks[k]!.error ? each : shanks[k]!));
}

/** Richardson: Σ c_j h^j, h halved each time. */
function ofPowers(values: readonly number[]): Estimate[] {
  let row: number[] = [];
  return values.map((value) => {
    const next = [value];
    let best: Estimate = { value, error: Number.POSITIVE_INFINITY };
    for (let j = 1; j <= Math.min(row.length, columns); j++) {
      next.push(next[j - 1]! + (next[j - 1]! - row[j - 1]!) / (2 ** j - 1));
      best = better(best, next[j]!, [next[j - 1]!, row[j - 1]!, row[j] ?? next[j - 1]!]);
    }
    row = next;
    return best;
  });
}

/** Wynn's epsilon algorithm: Σ c_j q_j^k, as of powers of h that are not whole. */
function ofGeometric(values: readonly number[]): Estimate[] {
  let row: number[] = [];
  return values.map((value) => {
    const next = [value];
    let best: Estimate = { value, error: Number.POSITIVE_INFINITY };
    for (let j = 1; j <= Math.min(row.length, 2 * columns); j++) {
      const difference = next[j - 1]! - row[j - 1]!;
      if (difference === 0) break;
      next.push((j >= 2 ? row[j - 2]! : 0) + 1 / difference);
      if (j % 2 === 0) best = better(best, next[j]!, [next[j - 2]!, row[j - 2]!, row[j] ?? next[j - 2]!]);
    }
    row = next;
    return best;
  });
}

function better(best: Estimate, value: number, others: readonly number[]): Estimate {
  const error = Math.max(...others.map((other) => Math.abs(value - other)));
  return error < best.error ? { value, error } : best;
}

/** First steps of differences as parts of |x|, and of 1 at x = 0. */
const firstSteps = [0.2, 0.0125, 1e-3];
const rows = 9;

/** f′(x) by central differences. @throws {Gap} where f has a kink, or is not defined on both sides */
export function differentiated(f: Sampled, x: number): Estimate {
  const scale = x === 0 ? 1 : Math.abs(x);
  checkSmooth(f, x, scale);
  let best: Estimate = { value: Number.NaN, error: Number.POSITIVE_INFINITY };
  for (const first of firstSteps) {
    const found = centralDifferences(f, x, first * scale);
    if (found.error < best.error) best = found;
    if (best.error <= 1e-12 * Math.abs(best.value)) break;
  }
  if (!(best.error <= accepted * Math.max(1, Math.abs(best.value))))
    throw new Gap('it has no derivative there that differences of its values could tell');
  return best;
}

/** Neville's table in h². */
function centralDifferences(f: Sampled, x: number, first: number): Estimate {
  let row: number[] = [];
  let best: Estimate = { value: Number.NaN, error: Number.POSITIVE_INFINITY };
  for (let k = 0; k < rows; k++) {
    const h = first * 2 ** -k;
    const [after, before] = [f(x + h), f(x - h)];
    const quotient = (after.value - before.value) / (2 * h);
    if (!Number.isFinite(quotient)) {
      row = [];
      continue;
    }
    const rounding = (after.error + before.error) / h;
    const next = [quotient];
    for (let j = 1; j <= row.length; j++) {
      next.push(next[j - 1]! + (next[j - 1]! - row[j - 1]!) / (4 ** j - 1));
      const apart = Math.max(Math.abs(next[j]! - next[j - 1]!), Math.abs(next[j]! - row[j - 1]!));
      if (apart + rounding < best.error) best = { value: next[j]!, error: apart + rounding };
    }
    row = next;
  }
  return best;
}

/** The slopes on both sides must come together as the step shrinks. */
function checkSmooth(f: Sampled, x: number, scale: number): void {
  const here = f(x);
  const [wide, narrow] = [1e-3, 1e-4].map((part) => {
    const h = part * scale;
    const [above, below] = [f(x + h), f(x - h)];
    const [after, before] = [(above.value - here.value) / h, (here.value - below.value) / h];
    const noise = (4 * (above.error + below.error + here.error)) / h;
    return { apart: Math.abs(after - before) - noise, size: Math.abs(after) + Math.abs(before) };
  }) as [Slopes, Slopes];
  if (!Number.isFinite(narrow.apart)) throw new Gap('it is not defined on both sides');
  if (narrow.apart > 1e-3 * narrow.size && narrow.apart > 0.7 * wide.apart)
    throw new Gap('it has a kink or a jump there');
}

interface Slopes {
  readonly apart: number;
  readonly size: number;
}
