import { describe, expect, test } from 'vitest';
import type { Claim } from '../../src/comparison/claim.ts';
import { judge } from '../../src/comparison/judge.ts';
import { generator } from './synthetic.ts';

const policy = { alpha: 1e-3, tolerance: 0.05 };
const only = (claim: Claim) => judge([claim], policy).judgements[0]!;

/** Trials theory·factor·U^(−1/index): of mean index/(index − 1) of that, or of none up to index 1. */
function pareto({
  index,
  sizes = [20],
  trials = 200,
  seed = 1,
  factors = sizes.map(() => 1),
  ...rest
}: Partial<Claim> & {
  index: number;
  sizes?: number[];
  trials?: number;
  seed?: number;
  factors?: number[];
}): Claim {
  const { uniform } = generator(seed);
  const theory = index > 1 ? index / (index - 1) : 1;
  const levels = sizes.map((size, l) => ({
    size,
    draw: `${size}`,
    values: Float64Array.from({ length: trials }, () => factors[l]! * uniform() ** (-1 / index)),
    theory,
  }));
  return { id: 'claim', exact: false, nonnegative: true, theory, levels, ...rest };
}

describe('trials without a mean', () => {
  test('refute a theory that they exceed by orders of magnitude, where their average cannot', () => {
    const trials = pareto({ index: 0.5, factors: [30], asSuch: true });
    const found = only(trials);
    expect(found).toMatchObject({ verdict: 'disagree', method: 'order-statistics', theory: 1 });
    expect(found.estimate).toBeGreaterThan(30);
    expect(found.reason).toMatch(
      /^[\d.]+ % of 200 trials at size 20 are \d+ or more, of a mean of 1 at most/,
    );
    const { nonnegative: _, ...others } = trials;
    expect(only(others).verdict).toBe('undecided');
  });

  test('refute it where means are not judged, too, if it is off by a factor', () => {
    const near = { index: 0.7, asSuch: true, untested: 'too near the threshold' } as const;
    expect(only(pareto({ ...near, factors: [4] })).verdict).toBe('disagree');
    expect(only(pareto({ ...near, factors: [0.6] }))).toMatchObject({ verdict: null, method: 'untested' });
  });

  test('do not refute a limit that their excess goes away from along the ladder', () => {
    const ladder = { index: 3, sizes: [20, 40, 80], trials: 400, untested: 'no means' };
    const wrong = ladder.sizes.map(() => 30);
    const right = ladder.sizes.map((size) => 1 + 600 / size);
    expect(only(pareto({ ...ladder, factors: wrong })).verdict).toBe('disagree');
    expect(only(pareto({ ...ladder, factors: right })).verdict).toBeNull();
  });

  test('leave it where values may be negative, or one size could explain the excess', () => {
    const one = pareto({ index: 0.5, factors: [30], asSuch: true });
    const [level] = one.levels;
    const values = Float64Array.from(level!.values, (value, t) => (t === 0 ? -1e-9 : value));
    expect(only({ ...one, levels: [{ ...level!, values }] }).verdict).toBe('undecided');
    const { asSuch: __, ...limit } = pareto({ index: 3, factors: [1.3], trials: 2000 });
    expect(only(limit).method).not.toBe('order-statistics');
  });
});

test('a right mean of heavy tails is refuted by order less often than is declared', () => {
  const alpha = 0.4;
  let refuted = 0;
  for (let seed = 0; seed < 2000; seed++) {
    const claim = pareto({ index: 1.05, seed, trials: 50, asSuch: true });
    if (judge([claim], { alpha, tolerance: 1e-9 }).judgements[0]!.method === 'order-statistics') refuted++;
  }
  expect(refuted).toBeLessThan((2000 * alpha) / 8);
});
