import { describe, expect, it } from 'vitest';
import { openBackend } from '../../src/linalg/select.ts';
import { classification } from '../../src/models/classification/classification.ts';
import { seriesOf } from '../../src/pipeline/cases.ts';
import type { Point } from '../../src/problem/parameter.ts';
import { runTrial, type TrialPlan } from '../../src/simulation/trial.ts';

const defaults: Point = Object.fromEntries(
  [...classification.parameters, ...classification.inputs].flatMap(({ name, default: fallback }) =>
    fallback === undefined ? [] : [[name, fallback]],
  ),
);

function planOf(point: Point, size: number, seed: string): TrialPlan {
  const series = [seriesOf(classification.realise({ ...defaults, ...point }, size))];
  return { design: 'direct', series, labels: 1, nonlinear: false, seed };
}

describe('a trial of a classifier', () => {
  it('is fitted where second-order steps lead around in a circle', () => {
    const features = { alpha: 0.7, psi1: 0.8, activation: 'relu', distribution: 'sphere' };
    const point = { ...features, loss: 'hinge', labels: 'flip', flip: 0.07, ridge: 0.02 };
    const [values] = runTrial(openBackend('embedded'), planOf(point, 40, 'h'), 213);
    const [error, , testLoss, trainLoss] = values!;
    expect(error).toBeLessThan(0.6);
    expect(trainLoss).toBeLessThan(testLoss);
  });

  it('needs no more of a separable sample than its direction, for the logistic loss without a ridge', () => {
    const backend = openBackend('embedded');
    const [logistic] = runTrial(backend, planOf({ alpha: 0.8, loss: 'logistic', ridge: 0 }, 50, 's'), 0);
    const [hinge] = runTrial(backend, planOf({ alpha: 0.8, loss: 'hinge', ridge: 0 }, 50, 's'), 0);
    expect(logistic![0]).toBeCloseTo(hinge![0], 12);
    expect(logistic!.at(-1)).toBeCloseTo(hinge!.at(-1)!, 12);
    expect([logistic![2], logistic![6], logistic![7]]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });
});
