/** The harness itself, tested: how often it refutes correct theory, and whether it refutes theory that is 5 % off. */
import { describe, expect, test } from 'vitest';
import type { Claim, Level } from '../../src/comparison/claim.ts';
import { judge } from '../../src/comparison/judge.ts';
import { type Generator, generator, ladder, ridgelessVariance, skewed } from './synthetic.ts';

const alpha = 0.05;

/** Share of the seeds at which a figure is found to disagree, or to agree. */
function shares(seeds: number, figure: (random: Generator) => readonly Claim[]) {
  let disagree = 0;
  let agree = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const { verdict } = judge(figure(generator(seed)), { alpha, tolerance: 0.02 });
    if (verdict === 'disagree') disagree++;
    if (verdict === 'agree') agree++;
  }
  return { disagree: disagree / seeds, agree: agree / seeds };
}

/** Six claims, each with draws of its own. */
function separate(make: (id: string) => Claim): Claim[] {
  return Array.from({ length: 6 }, (_, i) => {
    const claim = make(`${i}`);
    return { ...claim, levels: claim.levels.map((level) => ({ ...level, draw: `${i}-${level.size}` })) };
  });
}

describe.each([16, 32, 64])('%i trials', (trials) => {
  test('exact means of right-skewed trials', () => {
    const figure =
      (theoryFactor: number) =>
      (random: Generator): Claim[] =>
        separate((id) =>
          ladder({
            id,
            sizes: [50, 100],
            trials,
            truth: 1,
            deviation: 0.05,
            exact: true,
            theoryFactor,
            noise: () => skewed(random, 2),
          }),
        );
    const { disagree } = shares(1000, figure(1));
    expect(disagree).toBeLessThan(1.3 * alpha);
    expect(disagree).toBeGreaterThan(0.3 * alpha);
    expect(shares(200, figure(1.05)).disagree).toBe(1);
  });

  test('ridgeless regression against its exact mean sigma^2 p/(n-p-1)', () => {
    const figure =
      (theoryFactor: number) =>
      (random: Generator): Claim[] =>
        [4, 10, 14].map((p): Claim => {
          const levels = [24, 48].map((n): Level => {
            const features = (p * n) / 24;
            return {
              size: n,
              draw: `${p}-${n}`,
              values: Float64Array.from({ length: trials }, () => ridgelessVariance(random, n, features)),
              theory: (theoryFactor * features) / (n - features - 1),
            };
          });
          return { id: `p=${p}`, levels, exact: true, theory: (theoryFactor * p) / (24 - p) };
        });
    expect(shares(200, figure(1)).disagree).toBeLessThan(0.08);
    expect(shares(50, figure(1.15)).disagree).toBe(1);
  });

  test('ladders with terms in 1/size and 1/size^2, read off shared draws', () => {
    const figure =
      (theoryFactor: number) =>
      (random: Generator): Claim[] => {
        const shared = Array.from({ length: 3 * trials }, () => skewed(random, 4));
        return [0, 1, 2, 3].map((id) =>
          ladder({
            id: `${id}`,
            sizes: [60, 120, 240],
            trials,
            truth: 1,
            first: 6 - 4 * id,
            second: 40 - 30 * id,
            deviation: 0.01,
            theoryFactor,
            noise: (l, t) => 0.9 * shared[l * trials + t]! + Math.sqrt(1 - 0.81) * skewed(random, 4),
          }),
        );
      };
    const { disagree, agree } = shares(500, figure(1));
    expect(disagree).toBeLessThan(1.3 * alpha);
    expect(agree).toBeGreaterThan(0.9);
    expect(shares(200, figure(1.05))).toEqual({ disagree: 1, agree: 0 });
    expect(shares(200, figure(0.95))).toEqual({ disagree: 1, agree: 0 });
  });
});

test('a finite-size effect left out of the fit is not mistaken for a wrong limit', () => {
  // Far more precise trials than the straight line deserves: R = 1/(1 - 4/size), each size some 100 standard errors off.
  const { disagree, agree } = shares(200, (random) =>
    separate((id) => {
      const flat = ladder({
        id,
        sizes: [60, 120, 240],
        trials: 256,
        truth: 1,
        deviation: 0.0035,
        noise: random.normal,
      });
      const levels = flat.levels.map((level) => ({
        ...level,
        values: Float64Array.from(level.values, (value) => value + 4 / (level.size - 4)),
      }));
      return { ...flat, levels };
    }),
  );
  expect(disagree).toBeLessThan(alpha);
  expect(agree).toBeGreaterThan(0.95);
});
