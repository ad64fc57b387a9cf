import { describe, expect, test } from 'vitest';
import type { Claim } from '../../src/comparison/claim.ts';
import { judge } from '../../src/comparison/judge.ts';
import { binomialUpperTail } from '../../src/numerics/binomial.ts';

/** Levels with so many successes of so many trials. */
function claim(
  counts: readonly [size: number, successes: number, trials: number][],
  rest: Partial<Claim>,
): Claim {
  const levels = counts.map(([size, successes, trials]) => ({
    size,
    draw: `${size}`,
    values: Float64Array.from({ length: trials }, (_, t) => (t < successes ? 1 : 0)),
    theory: rest.theory ?? 0,
  }));
  return { id: 'claim', exact: false, proportion: true, theory: 0, levels, ...rest };
}
const only = (each: Claim, tolerance = 0.1, alpha = 1e-3) =>
  judge([each], { alpha, tolerance }).judgements[0]!;

describe('a probability', () => {
  test('is estimated at the largest size, and stays within 0 and 1', () => {
    const found = only(
      claim(
        [
          [20, 60, 400],
          [40, 2, 400],
        ],
        { theory: 0 },
      ),
    );
    expect(found).toMatchObject({ method: 'proportion', estimate: 0.005, verdict: 'agree' });
    expect(found.standardError).toBeCloseTo(Math.sqrt((0.005 * 0.995) / 400), 12);
  });

  test('all trials alike do not make it certain', () => {
    // P(no success) = (1 − p)ⁿ is α/4 at p = 0.1 with n = 79 trials.
    expect(only(claim([[40, 0, 78]], { asSuch: true })).verdict).toBe('undecided');
    expect(only(claim([[40, 0, 79]], { asSuch: true })).verdict).toBe('agree');
  });

  test('refutes a limit that it does not approach, both intervals allowed for', () => {
    const at = (small: number, large: number, sizes = [20, 80]) =>
      only(
        claim(
          [
            [sizes[0]!, small, 400],
            [sizes[1]!, large, 400],
          ],
          { theory: 1 },
        ),
      ).verdict;
    expect(at(200, 200)).toBe('disagree');
    // From 0.6 to 0.25 off, more than half of it: and what twice the size could leave.
    expect(at(160, 300)).toBe('undecided');
    expect(at(200, 200, [20, 40])).toBe('undecided');
  });

  test('is held against an exact one at every distance', () => {
    const [n, p] = [400, 0.3];
    // Clopper and Pearson's limits: p is outside of them where so many successes or more are rarer than α/4.
    const first = [...Array(n).keys()].find((k) => binomialUpperTail(k, n, p) < 1e-3 / 4)!;
    const verdict = (k: number) => only(claim([[40, k, n]], { theory: p, exact: true })).verdict;
    expect(verdict(first)).toBe('disagree');
    expect(verdict(first - 1)).not.toBe('disagree');
  });

  test('of averages within a trial has the bound of Chernoff, no narrower than the exact one', () => {
    const halves = claim([[40, 0, 400]], { theory: 0, asSuch: true });
    const values = Float64Array.from({ length: 400 }, (_, t) => (t % 2 === 0 ? 0.5 : 0));
    const averaged = only({
      ...halves,
      theory: 0.25,
      levels: [{ ...halves.levels[0]!, values, theory: 0.25 }],
    });
    const counted = only(claim([[40, 100, 400]], { theory: 0.25, asSuch: true }));
    expect(averaged.estimate).toBe(0.25);
    expect(averaged.excludes! / counted.excludes!).toBeGreaterThan(1);
    expect(averaged.excludes! / counted.excludes!).toBeLessThan(1.2);
  });
});
