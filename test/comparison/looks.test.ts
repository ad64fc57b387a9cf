import { expect, test } from 'vitest';
import { judge } from '../../src/comparison/judge.ts';
import { mostLooks, spentAt } from '../../src/comparison/looks.ts';
import { generator, ladder } from './synthetic.ts';

test('all looks together spend less than alpha', () => {
  const spent = Array.from({ length: mostLooks }, (_, look) => spentAt(look, 0.05));
  expect(spent.reduce((sum, each) => sum + each)).toBeLessThan(0.05);
  expect(spent[0]).toBe(0.025);
});

test('a right theory that is looked at again and again, while trials double, is refuted no more often than is declared', () => {
  const [alpha, runs, looks] = [0.2, 600, 5];
  let refuted = 0;
  for (let seed = 1; seed <= runs; seed++) {
    const { normal } = generator(seed);
    const values = Array.from({ length: 16 * 2 ** (looks - 1) }, normal);
    const claim = ladder({
      sizes: [60],
      trials: values.length,
      ...{ truth: 1, deviation: 0.1, exact: true, noise: (_, t) => values[t]! },
    });
    const at = (look: number) => {
      const levels = claim.levels.map((level) => ({
        ...level,
        values: level.values.slice(0, 16 * 2 ** look),
      }));
      const policy = { alpha: spentAt(look, alpha), tolerance: 0.01 };
      return judge([{ ...claim, levels }], policy).verdict === 'disagree';
    };
    if (Array.from({ length: looks }, (_, look) => at(look)).some(Boolean)) refuted++;
  }
  // One claim alone has half of alpha; the standard error of the rate is 0.012 there.
  expect(refuted / runs).toBeLessThan(alpha / 2 + 0.03);
  expect(refuted / runs).toBeGreaterThan(0.03);
});
