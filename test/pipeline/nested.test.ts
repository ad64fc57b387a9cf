import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import type { Demand } from '../../src/execution/plan.ts';
import { signatures } from '../../src/models/registry.ts';
import { demandsOf, planCases } from '../../src/pipeline/cases.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { parameterCount } from '../../src/simulators/cell.ts';
import type { RegressionSeries } from '../../src/simulators/regression/plan.ts';
import { designOf } from '../../src/simulators/simulator.ts';
import { type Memory, resultsOf } from './inProcess.ts';

/** Exact means on a path of twelve. */
const linear = `title: A path
model: linear
parameters: { gamma: "logspace(0.1, 0.6, 6), logspace(1.6, 3, 6)", signal: 2, noise: 1 }
simulation: { sizes: 40, trials: 36, design: nested, labels: 20 }
comparison: { alpha: 0.05, tolerance: 0.2 }
`;

const features = `title: Paths
model: random-features
parameters: { psi1: [4, 0.5, 2], psi2: [1.5, 3], ridge: [0.1, 0], noise: 0.2 }
simulation: { sizes: [10, 20], trials: [4, 2], design: nested, labels: 5 }
`;

function demands(text: string, overrides: readonly string[] = []) {
  const scenario = loadScenario('paths.yaml', text, signatures, overrides);
  return demandsOf(planCases(scenario), scenario);
}

const seriesOf = ({ plan }: Demand) => plan.series as readonly RegressionSeries[];

describe('the demands of a nested scenario', () => {
  it('are one a path, along the features when they vary', () => {
    const found = demands(features);
    expect(found.map(({ trials, plan }) => [trials, plan.series.length])).toEqual([
      [4, 6],
      [2, 6],
      [4, 6],
      [2, 6],
    ]);
    expect(seriesOf(found[0]!).map(({ cell, ridge }) => [cell.samples, parameterCount(cell), ridge])).toEqual(
      [
        [15, 5, 0],
        [15, 5, 0.1],
        [15, 20, 0],
        [15, 20, 0.1],
        [15, 40, 0],
        [15, 40, 0.1],
      ],
    );
    expect(new Set(found.map(({ simulator, plan }) => designOf(simulator, plan).draw(plan))).size).toBe(4);
  });

  it('are along the samples when only those vary', () => {
    const found = demands(features, ['parameters.psi1=2']);
    expect(found.map((demand) => seriesOf(demand).map(({ cell }) => cell.samples))).toEqual([
      [15, 15, 30, 30],
      [30, 30, 60, 60],
    ]);
  });

  it('do not depend on the order of the values', () => {
    const other = demands(features, ['parameters.psi1=[0.5, 2, 4]', 'parameters.ridge=[0, 0.1]']);
    expect(other.map(seriesOf)).toEqual(demands(features).map(seriesOf));
  });

  it.each([
    [
      linear,
      'inputs.distribution=sphere',
      'nested cannot draw distribution sphere of linear features; expected',
    ],
    [linear, 'inputs.blocks=0.25:3,0.75:0.4', 'nested cannot draw blocks 0.25:3,0.75:0.4; expected'],
    [linear, 'parameters.observedShare=0.5', 'nested cannot draw observedShare 0.5; expected'],
    [
      linear,
      'parameters.gamma=0.5',
      'nested has no path to go, with 20 parameters and 40 samples at every point',
    ],
    [linear, 'simulation.labels=exact', 'exact is not possible with the design nested; expected'],
  ])('are refused where there is no path: %#', (text, override, message) => {
    const refused = () => demands(text, [override]);
    expect(refused).toThrow(InputError);
    expect(refused).toThrow(message);
  });
});

describe('the verdict on a path', () => {
  const drawn: Memory = new Map();
  const verdicts = (seeds: number, ...overrides: string[]) =>
    Array.from(
      { length: seeds },
      (_, i) => resultsOf(linear, [`simulation.seed=${i + 1}`, ...overrides], drawn).verdict,
    );
  const share = (all: readonly (string | null)[], wanted: string) =>
    all.filter((verdict) => verdict === wanted).length / all.length;

  it('refutes correct theory at most as often as declared, and confirms it', () => {
    const found = verdicts(80);
    expect(share(found, 'disagree')).toBeLessThanOrEqual(0.08);
    expect(share(found, 'agree')).toBeGreaterThanOrEqual(0.9);
  });

  it('refutes a theory that is wrong by 10 %', () => {
    expect(verdicts(5, 'comparison.theoryFactor=1.1')).toEqual(Array(5).fill('disagree'));
  });
});
