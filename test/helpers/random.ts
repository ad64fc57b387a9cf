/** mulberry32: a small deterministic generator of uniforms for tests. */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A function that draws log-uniformly between two positive ends. */
export function logUniform(next: () => number): (low: number, high: number) => number {
  return (low, high) => low * (high / low) ** next();
}

/** |a − b| / |b|, 0 when both are 0. */
export function relativeError(a: number, b: number): number {
  return a === b ? 0 : Math.abs(a - b) / Math.abs(b);
}
