import { expect, test } from 'vitest';
import { orderOf } from '../../src/comparison/order.ts';
import { generator, ladder } from './synthetic.ts';

const options = { sizes: [40, 80, 160], trials: 400, truth: 2, deviation: 0.02 };

test('the order of a finite-size effect is that of its first term, within its error', () => {
  const first = orderOf(ladder({ ...options, first: 6, noise: generator(1).normal }))!;
  expect(Math.abs(first.order - 1)).toBeLessThan(3 * first.standardError);
  expect(first.standardError).toBeLessThan(0.05);
  expect(Math.exp(first.intercept)).toBeCloseTo(12, -0.5);
  const second = orderOf(ladder({ ...options, second: 300, noise: generator(2).normal }))!;
  expect(Math.abs(second.order - 2)).toBeLessThan(3 * second.standardError);
  // Off by a factor: the difference does not fall.
  const wrong = orderOf(ladder({ ...options, theoryFactor: 1.1, noise: generator(3).normal }))!;
  expect(Math.abs(wrong.order)).toBeLessThan(0.1);
});

test('there is no order where no difference is seen, or where means are exact', () => {
  expect(orderOf(ladder({ ...options, noise: generator(1).normal }))).toBeNull();
  expect(orderOf(ladder({ ...options, first: 6, exact: true, noise: generator(1).normal }))).toBeNull();
});
