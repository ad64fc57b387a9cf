import { describe, expect, it } from 'vitest';
import { openEmbedded } from '../../../src/linalg/embedded.ts';
import { linear } from '../../../src/models/linear/linear.ts';
import type { RegressionModel } from '../../../src/models/model.ts';
import { randomFeatures } from '../../../src/models/random-features/randomFeatures.ts';
import type { Labels } from '../../../src/parts/design.ts';
import type { Point } from '../../../src/parts/parameter.ts';
import type { DrawCell } from '../../../src/simulators/cell.ts';
import { cellName, samplerOf } from '../../../src/simulators/cell.ts';
import { drawInputRows, drawLabels, openStreams } from '../../../src/simulators/draw.ts';
import { designRows } from '../../../src/simulators/regression/costs.ts';
import { penalty } from '../../../src/simulators/regression/direct.ts';
import { fittedValues } from '../../../src/simulators/regression/fitted.ts';
import type { RegressionPlan } from '../../../src/simulators/regression/plan.ts';
import regression from '../../../src/simulators/regression/regression.ts';
import { runTrial, type TrialValues } from '../../../src/simulators/simulator.ts';
import { metered } from '../../helpers/metered.ts';
import { trialBytes } from '../../helpers/trials.ts';

const base: Point = {
  signal: 1,
  nonlinear: 0.5,
  noise: 0.2,
  ridge: 0,
  activation: 'relu',
  weights: 'sphere',
  distribution: 'sphere',
  blocks: 'isotropic',
  observedShare: 1,
};

function planOf(
  model: RegressionModel<DrawCell>,
  point: Point,
  size: number,
  {
    labels,
    ridges,
    times = [],
  }: { readonly labels: Labels; readonly ridges: readonly number[]; readonly times?: readonly number[] },
): RegressionPlan {
  const { cell } = model.realise({ ...base, ...point }, size).series;
  const flows = times.map((time) => ({ cell, ridge: 0, schedule: { kind: 'flow', time } as const }));
  const series = [...ridges.map((ridge) => ({ cell, ridge })), ...flows];
  return { design: 'direct', series, labels, nonlinear: labels !== 1, seed: 'costs' };
}

describe('the memory of a trial', () => {
  const shapes: [RegressionModel<DrawCell>, Point, number][] = [
    [linear, { gamma: 0.3 }, 900],
    [linear, { gamma: 3 }, 500],
    [randomFeatures, { psi1: 1, psi2: 6 }, 150],
    [randomFeatures, { psi1: 8, psi2: 3 }, 150],
    [randomFeatures, { psi1: 3, psi2: 3 }, 150],
    [randomFeatures, { psi1: 6, psi2: 2, activation: 'tanh' }, 120],
    [randomFeatures, { psi1: 2, psi2: 6, activation: 'tanh' }, 120],
  ];
  const labels: [Labels, readonly number[], (readonly number[])?][] = [
    [1, [1e-3, 1e-2, 1e-1]],
    [1, [0]],
    [40, [0, 1e-2]],
    ['exact', [1e-3, 0.1]],
    ['exact', [0]],
    [1, [], [3]],
    [40, [], [1, 10, 100]],
  ];
  it.each(shapes.map((each) => [JSON.stringify(each[1]), ...each] as const))(
    '%s: what is reserved is enough, and at most twice what is used',
    (_, model, point, size) => {
      for (const [count, ridges, times] of labels) {
        const plan = planOf(model, point, size, { labels: count, ridges, times: times ?? [] });
        const { backend, peak } = metered(openEmbedded());
        runTrial(regression, backend, plan, 0);
        const reserved = trialBytes(plan);
        const name = `labels ${count} ridges ${ridges}: ${peak() / 1e6} of ${reserved / 1e6}`;
        expect(peak(), name).toBeLessThanOrEqual(reserved);
        expect(2 * peak(), name).toBeGreaterThan(reserved - 2 ** 23);
      }
    },
  );
});

describe('a design that is not held', () => {
  const backend = openEmbedded();

  function fitted(plan: RegressionPlan, panelRows: number): TrialValues[] {
    const { cell } = plan.series[0]!;
    return backend.workspace.scope(() => {
      const streams = openStreams(plan.seed, cellName(cell), 1);
      const x = drawInputRows(backend, cell, cell.samples, streams('inputs'));
      const drawn = { x, streams, ...samplerOf(cell).design(backend, x, streams, panelRows) };
      const shifts = plan.series.map(({ ridge }) => penalty(cell, ridge));
      return fittedValues(backend, samplerOf(cell), drawn, drawLabels(backend, plan, cell, streams), shifts);
    });
  }

  it('gives the risks of the one that is, on either side of the threshold', () => {
    for (const [point, ridges] of [
      [{ psi1: 1, psi2: 3 }, [0, 1e-3, 0.1]],
      [{ psi1: 3, psi2: 1 }, [0, 1e-3, 0.1]],
      [{ psi1: 2, psi2: 2, activation: 'tanh' }, [1e-3]],
      // Rank d: by the eigenvectors of the Gram matrix.
      [{ psi1: 3, psi2: 2, activation: 'identity' }, [0, 0.1]],
    ] as const) {
      const plan = planOf(randomFeatures, point, 20, { labels: 3, ridges });
      const held = fitted(plan, Number.POSITIVE_INFINITY);
      for (const panelRows of [1, 7, 30]) {
        fitted(plan, panelRows).forEach((values, i) => {
          values.forEach((value, part) => {
            expect(Math.abs(value - held[i]![part]!)).toBeLessThan(1e-9 * held[i]![part]! + 1e-13);
          });
        });
      }
    }
  });

  it('is chosen by the size of the matrices, and makes room below 4 GiB for 12000 features on 6000 samples', () => {
    const small = planOf(randomFeatures, { psi1: 6, psi2: 3 }, 200, { labels: 1, ridges: [1e-3] });
    const large = planOf(randomFeatures, { psi1: 6, psi2: 3 }, 2000, { labels: 1, ridges: [1e-3] });
    expect(designRows(small)).toBe(1200);
    expect(designRows(large)).toBeLessThan(1000);
    expect(trialBytes(large)).toBeLessThan(1.2 * 2 ** 30);
  });
});
