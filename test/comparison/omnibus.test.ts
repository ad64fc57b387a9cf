import { describe, expect, test } from 'vitest';
import type { Claim } from '../../src/comparison/claim.ts';
import { weigh } from '../../src/comparison/evidence.ts';
import { judge } from '../../src/comparison/judge.ts';
import { testTogether } from '../../src/comparison/omnibus.ts';
import { chiSquaredUpperTail } from '../../src/numerics/chi-squared.ts';
import { normalCdf } from '../../src/numerics/erf.ts';
import { generator } from './synthetic.ts';

/** A claim with exact mean 0 + 1, read off the given draw draw. */
const claim = (id: string, draw: string, values: Float64Array): Claim => ({
  id,
  exact: true,
  theory: 1,
  levels: [{ size: 50, draw, values, theory: 1 }],
});

function draws(seed: number, trials: number, mean = 1): Float64Array {
  const random = generator(seed);
  return Float64Array.from({ length: trials }, () => mean + random.normal());
}

const evidence = (claims: readonly Claim[]) => claims.map((item) => weigh(item, 0.01));

describe('testTogether', () => {
  test('five readouts of the same trials say what one says', () => {
    const values = draws(3, 200);
    const together = testTogether(evidence([...'abcde'].map((id) => claim(id, 'draw', values))), 0.01)!;
    const z = together.direction;
    expect(together.degreesOfFreedom).toBeCloseTo(1, 9);
    expect(together.statistic).toBeCloseTo(5 * z * z, 9);
    expect(together.pValue).toBeCloseTo(Math.min(1, 2 * chiSquaredUpperTail(z * z, 1)), 9);
  });

  test('claims of different cells are independent', () => {
    const claims = [...'abcde'].map((id, i) => claim(id, id, draws(i, 200)));
    const together = testTogether(evidence(claims), 0.01)!;
    expect(together.degreesOfFreedom).toBeCloseTo(5, 9);
  });

  test('a small error common to many claims is seen only together', () => {
    const claims = Array.from({ length: 40 }, (_, i) => claim(`${i}`, `${i}`, draws(i, 100, 0.9)));
    const { judgements, omnibus, verdict } = judge(claims, { alpha: 1e-3, tolerance: 0.02 });
    expect(judgements.every((item) => item.verdict !== 'disagree')).toBe(true);
    expect(omnibus!.direction).toBeLessThan(-4);
    expect(omnibus!.rejected).toBe(true);
    expect(verdict).toBe('disagree');
  });

  test('errors of both signs show in the sum of squares', () => {
    const claims = Array.from({ length: 40 }, (_, i) =>
      claim(`${i}`, `${i}`, draws(i, 100, i % 2 ? 0.78 : 1.22)),
    );
    const together = testTogether(evidence(claims), 1e-3)!;
    expect(2 * normalCdf(-Math.abs(together.direction))).toBeGreaterThan(1e-3);
    expect(together.rejected).toBe(true);
  });

  test('needs two claims with trials that vary', () => {
    const constant = claim('b', 'b', new Float64Array(20).fill(1));
    expect(testTogether(evidence([claim('a', 'a', draws(1, 20)), constant]), 0.01)).toBeNull();
  });
});

test('five correlated claims are rejected as often as declared, where a plain sum of squares is not', () => {
  const alpha = 0.05;
  const seeds = 1500;
  let rejected = 0;
  let naive = 0;
  for (let seed = 0; seed < seeds; seed++) {
    const random = generator(seed + 1);
    const shared = Float64Array.from({ length: 64 }, random.normal);
    const claims = Array.from({ length: 5 }, (_, i) =>
      claim(
        `${i}`,
        'draw',
        shared.map((common) => 1 + 0.95 * common + Math.sqrt(1 - 0.95 ** 2) * random.normal()),
      ),
    );
    const together = testTogether(evidence(claims), alpha)!;
    if (together.rejected) rejected++;
    if (chiSquaredUpperTail(together.statistic, 5) < alpha) naive++;
  }
  expect(rejected / seeds).toBeLessThan(1.3 * alpha);
  expect(rejected / seeds).toBeGreaterThan(0.3 * alpha);
  expect(naive / seeds).toBeGreaterThan(2 * alpha);
});

/** A path of claims on one draw: trials of neighbours are correlated, as in a Markov chain. */
const path = (random: ReturnType<typeof generator>, length: number, trials: number, correlation: number) => {
  const values = Array.from({ length }, () => new Float64Array(trials));
  for (let t = 0; t < trials; t++) {
    let state = random.normal();
    for (const of of values) {
      of[t] = 1 + state;
      state = correlation * state + Math.sqrt(1 - correlation ** 2) * random.normal();
    }
  }
  return values;
};

test.each([
  [8, 0.8],
  [24, 0.95],
])(
  'a path is rejected as often as declared: %i trials, neighbours correlated by %f',
  (trials, correlation) => {
    const alpha = 0.01;
    const seeds = 1500;
    const rejected = { together: 0, apart: 0 };
    for (let seed = 0; seed < seeds; seed++) {
      const values = path(generator(seed + 1), 20, trials, correlation);
      const claims = (draw: (i: number) => string) => values.map((of, i) => claim(`${i}`, draw(i), of));
      if (testTogether(evidence(claims(() => 'path')), alpha)!.rejected) rejected.together++;
      if (testTogether(evidence(claims((i) => `${i}`)), alpha)!.rejected) rejected.apart++;
    }
    expect(rejected.together / seeds).toBeLessThan(1.7 * alpha);
    expect(rejected.together / seeds).toBeGreaterThan(0.3 * alpha);
    expect(rejected.apart / seeds).toBeGreaterThan(8 * alpha);
  },
);
