import { describe, expect, it } from 'vitest';
import { openBackend } from '../../../src/linalg/select.ts';
import { classification } from '../../../src/models/classification/classification.ts';
import type { Point } from '../../../src/problem/parameter.ts';
import classifiers from '../../../src/simulators/classification/classification.ts';
import type { ClassifierPlan } from '../../../src/simulators/classification/plan.ts';
import { readTrial } from '../../helpers/trials.ts';

const defaults: Point = Object.fromEntries(
  [...classification.parameters, ...classification.inputs].flatMap(({ name, default: fallback }) =>
    fallback === undefined ? [] : [[name, fallback]],
  ),
);

function planOf(point: Point, size: number, seed: string): ClassifierPlan {
  const series = [classification.realise({ ...defaults, ...point }, size).series];
  return { design: 'direct', series, seed };
}

describe('a trial of a classifier', () => {
  it('is fitted where second-order steps lead around in a circle', () => {
    const features = { alpha: 0.7, psi1: 0.8, activation: 'relu', distribution: 'sphere' };
    const point = { ...features, loss: 'hinge', labels: 'flip', flip: 0.07, ridge: 0.02 };
    const read = readTrial(openBackend('embedded'), planOf(point, 40, 'h'), 213, classifiers)[0]!;
    expect(read('classificationError')).toBeLessThan(0.6);
    expect(read('trainLoss')).toBeLessThan(read('testLoss'));
  });

  it('needs no more of a separable sample than its direction, for the logistic loss without a ridge', () => {
    const backend = openBackend('embedded');
    const fitted = (loss: string) =>
      readTrial(backend, planOf({ alpha: 0.8, loss, ridge: 0 }, 50, 's'), 0, classifiers)[0]!;
    const [logistic, hinge] = [fitted('logistic'), fitted('hinge')];
    for (const column of ['classificationError', 'margin'])
      expect(logistic(column)).toBeCloseTo(hinge(column), 12);
    for (const column of ['testLoss', 'q', 'm']) expect(logistic(column)).toBeNaN();
  });
});
