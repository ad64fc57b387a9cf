/** Where models say that the ridgeless risk has its threshold, theory diverges; no axis asks for what it stands for. */
import { describe, expect, it } from 'vitest';
import { predict } from '../../src/models/model.ts';
import { modelNamed, models } from '../../src/models/registry.ts';
import type { Point } from '../../src/parts/parameter.ts';

const inputs = { distribution: 'gaussian', blocks: 'isotropic', spectrum: 'isotropic' };
const features = { ...inputs, signal: 1, nonlinear: 0, noise: 0.5, ridge: 0, weights: 'sphere' };
const squares = { ...inputs, loss: 'square', rule: 'minimise', labels: 'sign', signal: 1, observedShare: 1 };
const classifier = { ...squares, convention: 'replica', ridge: 0, weights: 'sphere' };

const cases: readonly (readonly [model: string, axis: string, threshold: number | null, point: Point])[] = [
  ['random-features', 'n', 70, { ...features, activation: 'relu', n: 40, k: 70, d: 30 }],
  ['random-features', 'k', 40, { ...features, activation: 'relu', n: 40, k: 70, d: 30 }],
  ['random-features', 'n', 30, { ...features, activation: 'identity', n: 40, k: 70, d: 30 }],
  ['random-features', 'n', 20, { ...features, activation: 'identity', n: 40, k: 20, d: 30 }],
  ['random-features', 'k', null, { ...features, activation: 'identity', n: 40, k: 70, d: 30 }],
  ['random-features', 'k', 25, { ...features, activation: 'identity', n: 25, k: 70, d: 30 }],
  ['linear', 'n', 20, { ...features, observedShare: 1, n: 40, p: 20 }],
  ['linear', 'p', 40, { ...features, observedShare: 1, n: 40, p: 20 }],
  ['classification', 'n', 30, { ...classifier, activation: 'none', n: 100, d: 30 }],
  ['classification', 'n', 60, { ...classifier, activation: 'tanh', n: 100, k: 60, d: 30 }],
  ['classification', 'k', 50, { ...classifier, activation: 'tanh', n: 50, k: 60, d: 30 }],
];

const without = (point: Point, axis: string): Point =>
  Object.fromEntries(Object.entries(point).filter(([name]) => name !== axis));

describe('the threshold', () => {
  it.each(cases)('of %s along %s is %s', (name, axis, expected, point) => {
    const model = modelNamed(name);
    const found = model.threshold(axis, without(point, axis));
    if (expected === null) {
      expect(found).toBeNull();
      return;
    }
    expect(found! / expected).toBeCloseTo(1, 6);
    const status = (x: number) => predict(model, { ...point, [axis]: x }).status;
    expect(status(expected)).not.toBe('ok');
    for (const x of [0.9 * expected, 1.1 * expected]) expect(status(x)).toBe('ok');
  });

  it('is a number or none along every axis of every model', () => {
    const sizes: readonly Point[] = [
      { gamma: 2, psi1: 2, psi2: 3, alpha: 2, activation: 'identity' },
      { n: 40, k: 30, p: 20, d: 20, dimension: 5, activation: 'identity' },
    ];
    for (const model of models) {
      const parameters = [...model.parameters, ...model.inputs];
      for (const given of sizes.slice(model.size === null ? 1 : 0)) {
        const point: Point = Object.fromEntries(
          parameters.flatMap(({ name, default: value }) => {
            const shown = given[name] ?? value;
            return shown === undefined ? [] : [[name, shown] as const];
          }),
        );
        for (const { name } of parameters.filter(({ kind, name }) => kind === 'number' && name in point)) {
          const found = model.threshold(name, without(point, name));
          expect(found === null || found > 0, `${model.name}, ${name}`).toBe(true);
        }
      }
    }
  });
});
