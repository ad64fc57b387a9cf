import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { predict, resolvePoint } from '../../src/models/model.ts';
import { modelNamed } from '../../src/models/registry.ts';
import type { Point } from '../../src/parts/parameter.ts';
import type { Schedule } from '../../src/parts/schedule.ts';
import { quantityOf } from '../../src/theories/engine.ts';

const defaults: Point = {
  signal: 1,
  nonlinear: 0,
  noise: 0,
  ridge: 0,
  observedShare: 1,
  activation: 'tanh',
  weights: 'sphere',
  distribution: 'gaussian',
  blocks: 'isotropic',
};

interface Row {
  readonly model: string;
  readonly size: number;
  readonly parameters: Point;
  readonly rule: Schedule;
  readonly excessRisk: readonly [mean: number, standardError: number];
  readonly trainError: readonly [mean: number, standardError: number];
}

const { rows } = JSON.parse(
  readFileSync(new URL('../reference/training_time.json', import.meta.url), 'utf8'),
) as { readonly rows: readonly Row[] };

/** The parameters of a point that stand for the rule. */
function parametersOf(rule: Schedule): Point {
  if (rule.kind === 'iterated') return { iterated: rule.count, ridge: rule.ridge };
  const { kind: _, ...numbers } = rule;
  return numbers;
}

describe('training that stops', () => {
  it.each(rules())('agrees with %s', (_, ofRule) => {
    for (const { model, size, parameters, rule, excessRisk, trainError } of ofRule) {
      const point = { ...defaults, ...parameters, ...parametersOf(rule) };
      const limit = predict(modelNamed(model), point);
      for (const [name, [mean, standardError]] of Object.entries({ excessRisk, trainError })) {
        const value = quantityOf(limit, name);
        // Finite sizes differ by some 1/size, which fresh inputs of the features do, too.
        const allowed = 4.5 * standardError + (2 * value!) / size + 1e-6;
        expect(Math.abs(value! - mean), `${model} ${name} ${mean} of ${value}`).toBeLessThan(allowed);
      }
    }
  });

  it('can be stopped at its optimum in both models', () => {
    for (const [name, sizes] of [
      ['linear', { gamma: 1.5 }],
      ['random-features', { psi1: 2, psi2: 1 }],
    ] as const) {
      const model = modelNamed(name);
      const point = { ...defaults, ...sizes, noise: 0.5, time: 'optimal' };
      const { time } = resolvePoint(model, point);
      const best = predict(model, point).excessRisk!;
      for (const factor of [0.5, 0.9, 1.1, 2])
        expect(predict(model, { ...point, time: Number(time) * factor }).excessRisk!).toBeGreaterThan(best);
    }
  });
});

/** Rows by what they simulate. */
function rules(): [string, readonly Row[]][] {
  const names = [...new Set(rows.map(({ model, rule }) => `numpy's ${model}, ${JSON.stringify(rule)}`))];
  return names.map((name) => [
    name,
    rows.filter(({ model, rule }) => `numpy's ${model}, ${JSON.stringify(rule)}` === name),
  ]);
}
