import { describe, expect, it } from 'vitest';
import { openBackend } from '../../../src/linalg/select.ts';
import { classification } from '../../../src/models/classification/classification.ts';
import type { Point } from '../../../src/parts/parameter.ts';
import classifiers from '../../../src/simulators/classification/classification.ts';
import type { ClassifierPlan } from '../../../src/simulators/classification/plan.ts';
import { drawnMargins } from '../../../src/simulators/classification/trial.ts';
import { runTrial } from '../../../src/simulators/simulator.ts';
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

  it('is fitted where a sample is separable by next to nothing', () => {
    const point = { alpha: 2.5, labels: 'flip', flip: 0.1, ridge: 0 };
    const backend = openBackend('embedded');
    const [hinge, ...others] = ['hinge', 'squared-hinge', 'logistic'].map(
      (loss) => readTrial(backend, planOf({ ...point, loss }, 40, '1'), 185, classifiers)[0]!,
    );
    expect(hinge!('separable')).toBe(1);
    expect(hinge!('margin')).toBeCloseTo(6.9506e-7, 10);
    expect(hinge!('trainingError')).toBe(0);
    for (const other of others)
      expect(other('classificationError')).toBeCloseTo(hinge!('classificationError'), 9);
  });

  it('is at a vertex of the linear program that the hinge without a ridge is on data that cannot be separated', () => {
    const backend = openBackend('embedded');
    const plan = planOf({ alpha: 2.5, labels: 'flip', flip: 0.1, loss: 'hinge', ridge: 0 }, 40, '1');
    // Of the second and the third the vertex is not that of the hinge at 10⁻⁷ of a row's squared length.
    for (const trial of [3, 1526, 2154]) {
      const margins = drawnMargins(backend, plan, trial)[0]!;
      expect(Math.min(...margins), `trial ${trial}`).toBeLessThan(0);
      expect(margins.filter((u) => Math.abs(u - 1) < 1e-6).length, `trial ${trial}`).toBe(40);
    }
  });

  it('has no value where a fit has no certificate, beside series that have theirs', () => {
    const backend = openBackend('embedded');
    const point = { alpha: 2.5, labels: 'flip', flip: 0.1, loss: 'hinge' };
    const series = [1e-30, 0.1].flatMap((ridge) => planOf({ ...point, ridge }, 20, '1').series);
    const plan: ClassifierPlan = { design: 'direct', series, seed: '1' };
    const trials = Array.from({ length: 20 }, (_, trial) => runTrial(classifiers, backend, plan, trial));
    const without = trials.filter(([tiny]) => tiny!.every(Number.isNaN));
    expect(without.length).toBeGreaterThan(0);
    expect(without.length).toBeLessThan(trials.length);
    for (const [, usual] of trials) expect(usual![0]).toBeLessThan(0.6);
  });

  it('has the same bytes whichever other series are read off its draw', () => {
    const backend = openBackend('embedded');
    for (const psi1 of [2, 4]) {
      const point = { alpha: 3, psi1, activation: 'tanh', ridge: 0.01 };
      const plans = ['logistic', 'hinge', 'squared-hinge', 'square'].map((loss) =>
        planOf({ ...point, loss }, 20, 'o'),
      );
      const together = runTrial(
        classifiers,
        backend,
        { ...plans[0]!, series: plans.flatMap(({ series }) => series) },
        0,
      );
      expect(plans.map((plan) => runTrial(classifiers, backend, plan, 0)[0])).toEqual(together);
    }
  });

  it('does not depend on the trials before it', () => {
    const plan = planOf({ alpha: 3, psi1: 2, activation: 'tanh', loss: 'hinge', ridge: 0.01 }, 20, 'o');
    const run = (trials: number[]) => {
      const backend = openBackend('embedded');
      return new Map(trials.map((trial) => [trial, runTrial(classifiers, backend, plan, trial)]));
    };
    const [up, down] = [run([0, 1, 2, 3]), run([3, 2, 1, 0])];
    for (const trial of up.keys()) expect(down.get(trial)).toEqual(up.get(trial));
  });
});
