import { describe, expect, it } from 'vitest';
import { openEmbedded } from '../../../src/linalg/embedded.ts';
import { linear } from '../../../src/models/linear/linear.ts';
import type { RegressionModel } from '../../../src/models/model.ts';
import { randomFeatures } from '../../../src/models/random-features/randomFeatures.ts';
import type { Point } from '../../../src/parts/parameter.ts';
import type { DrawCell } from '../../../src/simulators/cell.ts';
import { cellName, samplerOf } from '../../../src/simulators/cell.ts';
import { drawInputRows, drawLabels, openStreams } from '../../../src/simulators/draw.ts';
import { penalty } from '../../../src/simulators/regression/direct.ts';
import { fittedValues } from '../../../src/simulators/regression/fitted.ts';
import type { RegressionPlan } from '../../../src/simulators/regression/plan.ts';
import regression from '../../../src/simulators/regression/regression.ts';
import { runTrial, type TrialValues } from '../../../src/simulators/simulator.ts';

const backend = openEmbedded();
const base: Point = {
  signal: 1,
  nonlinear: 0.5,
  noise: 0.2,
  ridge: 0,
  activation: 'relu',
  weights: 'sphere',
  distribution: 'gaussian',
  blocks: 'isotropic',
  observedShare: 1,
};

function planOf(
  model: RegressionModel<DrawCell>,
  point: Point,
  size: number,
  ridges: readonly number[],
): RegressionPlan {
  const { cell } = model.realise(point, size).series;
  const series = ridges.map((ridge) => ({ cell, ridge }));
  return { design: 'direct', series, labels: 'exact', nonlinear: true, seed: 'test' };
}

/** The same averages by fitting a whole basis of signals and one of noise. */
function fittedBases(plan: RegressionPlan, trial: number): TrialValues[] {
  const { cell } = plan.series[0]!;
  return backend.workspace.scope(() => {
    const streams = openStreams(plan.seed, cellName(cell), trial);
    const x = drawInputRows(backend, cell, cell.samples, streams('inputs'));
    const drawn = { x, streams, ...samplerOf(cell).design(backend, x, streams, Number.POSITIVE_INFINITY) };
    const shifts = plan.series.map(({ ridge }) => penalty(cell, ridge));
    return fittedValues(backend, samplerOf(cell), drawn, drawLabels(backend, plan, cell, streams), shifts);
  });
}

describe('labels: exact', () => {
  const cases: [RegressionModel<DrawCell>, Point, number][] = [
    [linear, { ...base, gamma: 0.6, blocks: '0.25:3,0.75:0.4', observedShare: 0.5 }, 40],
    [linear, { ...base, gamma: 1.7, blocks: '0.25:3,0.75:0.4', observedShare: 0.8 }, 40],
    [
      linear,
      { ...base, gamma: 0.6, blocks: '0.25:3,0.75:0.4', testVariance: '1,2*s', observedShare: 0.5 },
      40,
    ],
    [linear, { ...base, gamma: 1.7, blocks: '0.25:3,0.75:0.4', testVariance: '1,2*s' }, 40],
    [linear, { ...base, gamma: 1 }, 30],
    [randomFeatures, { ...base, psi1: 1, psi2: 2.5, distribution: 'sphere' }, 20],
    [randomFeatures, { ...base, psi1: 8, psi2: 2, distribution: 'sphere' }, 20],
    [randomFeatures, { ...base, psi1: 9, psi2: 2, activation: 'erf', blocks: '0.5:1.7,0.5:0.3' }, 20],
    [randomFeatures, { ...base, psi1: 1, psi2: 3, activation: 'tanh' }, 12],
    [randomFeatures, { ...base, psi1: 4, psi2: 2, activation: 'tanh', distribution: 'rademacher' }, 12],
    // Rank d only: by eigenvectors on either side.
    [randomFeatures, { ...base, psi1: 2, psi2: 5, activation: 'identity' }, 15],
    [randomFeatures, { ...base, psi1: 5, psi2: 2, activation: 'identity' }, 15],
    [randomFeatures, { ...base, psi1: 2, psi2: 2 }, 15],
  ];

  it.each(cases.map((each) => [JSON.stringify(each[1]), ...each] as const))(
    '%s: traces give what whole bases of signals and noise give',
    (_, model, point, size) => {
      const plan = planOf(model, point, size, [0, 1e-13, 1e-3, 0.3, 100]);
      const exact = runTrial(regression, backend, plan, 5);
      fittedBases(plan, 5).forEach((plain, i) => {
        plain.forEach((value, part) => {
          const name = `ridge ${plan.series[i]!.ridge} part ${part}`;
          expect(Math.abs(exact[i]![part]! - value), name).toBeLessThan(1e-8 * value + 1e-13);
        });
      });
    },
  );

  it('has the mean of plain label draws on the same designs, and a fraction of their variance', () => {
    for (const [model, point] of [
      [randomFeatures, { ...base, psi1: 0.5, psi2: 2, distribution: 'sphere' }],
      [randomFeatures, { ...base, psi1: 4, psi2: 2, distribution: 'sphere' }],
      [linear, { ...base, gamma: 0.5 }],
    ] as const) {
      const exact = planOf(model, point, 24, [0.1]);
      const trials = Array.from({ length: 200 }, (_, trial) => trial);
      const averaged = trials.map((trial) => runTrial(regression, backend, exact, trial)[0]!);
      const drawn = trials.map((trial) => runTrial(regression, backend, { ...exact, labels: 1 }, trial)[0]!);
      for (const part of [0, 2, 3, 5]) {
        const differences = trials.map((trial) => drawn[trial]![part]! - averaged[trial]![part]!);
        const { mean, variance } = moments(differences);
        expect(Math.abs(mean), `part ${part}`).toBeLessThan(4.5 * Math.sqrt(variance / trials.length));
        const between = (values: readonly TrialValues[]) => moments(values.map((v) => v[part]!)).variance;
        expect(between(averaged), `part ${part}`).toBeLessThan(0.5 * between(drawn));
      }
    }
  });
});

function moments(sample: readonly number[]) {
  const mean = sample.reduce((sum, x) => sum + x, 0) / sample.length;
  return { mean, variance: sample.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (sample.length - 1) };
}
