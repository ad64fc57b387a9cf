/** Planned simulations decide what they promise, within their budget, and are the same plan whenever nothing was different. */
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/comparison/judge.ts';
import { openEmbedded } from '../../src/linalg/embedded.ts';
import { signatures } from '../../src/models/registry.ts';
import { planCases } from '../../src/pipeline/cases.ts';
import { foresee, outlookOf } from '../../src/pipeline/foresight.ts';
import { drawClaims, fitPace } from '../../src/pipeline/pilot.ts';
import { type PlannedSimulation, planSimulation } from '../../src/pipeline/planning.ts';
import { simulating } from '../../src/pipeline/steps.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import type { Scenario, Simulation } from '../../src/scenario/scenario.ts';
import { draw, judged, type Memory } from './inProcess.ts';

const backend = openEmbedded();
const pace = { perRoot: 3e-7, perOperation: 5e-11 };

function scenarioOf(text: string, tolerance = 0.08): Scenario {
  const source = text.includes('comparison:') ? text : `${text}\ncomparison: { tolerance: ${tolerance} }`;
  return loadScenario('planned.yaml', source, signatures);
}

const plan = (scenario: Scenario, budget: number, seed = '1') =>
  planSimulation(scenario, { budget, backend, seed, pace });

/** What the planned trials say of the theory times a factor. @param known  trials that need not be drawn again */
function judgedBy(
  scenario: Scenario,
  { simulation }: PlannedSimulation,
  { theoryFactor = 1, known = new Map() }: { readonly theoryFactor?: number; readonly known?: Memory } = {},
) {
  const { comparison, ...rest } = simulating(scenario, simulation);
  const whole = { ...rest, comparison: { ...comparison, theoryFactor } };
  const planned = { scenario: whole, cases: planCases(whole) };
  draw(planned, known);
  return judged(planned, known);
}

const widths = ({ expected }: PlannedSimulation) => expected.map(({ width }) => width!);
const decided = ({ expected }: PlannedSimulation) => expected.filter((each) => each.decided).length;

const ridgeless = 'model: linear\nparameters: { gamma: [0.5, 2, 3], noise: [0.1, 1] }';
const rademacher = `${ridgeless}\ninputs: { distribution: rademacher }`;
const features = 'model: random-features\nparameters: { psi1: [0.5, 3], psi2: 2, ridge: 1e-2, noise: 0.1 }';
const kernels =
  'model: kernel\nparameters: { kernel: ntk, dimension: 20, n: [40, 120], degrees: "0.5,0.3", noise: 0.1, ridge: 1e-3 }';

describe('a planned simulation', () => {
  it.each([
    ['with exact means', ridgeless, 'tridiagonal', 1],
    ['of ridge regression', `${ridgeless.replace('}', ', ridge: 0.1 }')}`, 'tridiagonal', 2],
    ['with a ladder', rademacher, 'direct', 2],
    ['of random features', features, 'direct', 2],
    [
      'of ensembles',
      'model: random-features\nparameters: { psi1: 1, psi2: 1, ridge: 0.1, noise: 0.1, ensemble: 3 }\ncomparison: { tolerance: 0.12 }',
      'crossed',
      2,
    ],
    [
      'of classification',
      'model: classification\nparameters: { alpha: 4, ridge: 1, loss: square }\ncomparison: { tolerance: 0.08 }',
      'direct',
      2,
    ],
  ])(
    '%s agrees with the theory and refutes one that is off by the tolerance',
    async (_, text, design, sizes) => {
      const scenario = scenarioOf(text);
      const found = await plan(scenario, 5);
      expect(found.simulation).toMatchObject({ design, seed: '1' });
      expect(found.simulation!.sizes!.length).toBeGreaterThanOrEqual(sizes);
      expect(found.simulation!.trials).toHaveLength(found.simulation!.sizes!.length);
      expect(found.seconds).toBeLessThan(4.5);
      expect(decided(found)).toBe(found.expected.length);
      const { tolerance } = scenario.comparison;
      expect(Math.max(...widths(found))).toBeLessThanOrEqual(0.8 * tolerance);
      const known: Memory = new Map();
      const right = judgedBy(scenario, found, { known });
      expect(right.verdict).toBe('agree');
      for (const [i, { excludes }] of right.limits.entries()) {
        expect(excludes! / widths(found)[i]!).toBeGreaterThan(0.5);
        expect(excludes! / widths(found)[i]!).toBeLessThan(2);
      }
      expect(judgedBy(scenario, found, { theoryFactor: 1 + tolerance, known }).verdict).toBe('disagree');
    },
  );

  it('takes the sizes that the points have', async () => {
    const scenario = scenarioOf(kernels);
    const found = await plan(scenario, 10);
    expect(found.simulation).toMatchObject({ sizes: null, design: 'direct' });
    expect(found.simulation!.trials).toHaveLength(1);
    expect(decided(found)).toBe(2);
    expect(judgedBy(scenario, found).verdict).toBe('agree');
  });

  it('takes the design that measures what is compared', async () => {
    const compare = (quantities: string) =>
      scenarioOf(
        `model: linear\nparameters: { gamma: 2, ridge: 0.1, noise: 1 }\ncomparison: { tolerance: 0.1, quantities: [${quantities}] }`,
      );
    expect((await plan(compare('gcv'), 4)).simulation!.design).toBe('leave-one-out');
    expect((await plan(compare('bias2'), 4)).simulation!.design).toBe('crossed');
    await expect(plan(compare('gcv, bias2'), 4)).rejects.toThrow(
      /gcv, bias2 need the designs .*; expected those of one/,
    );
  });

  it('is the same for the same scenario, seed, budget and pace, and plain JSON', async () => {
    const scenario = scenarioOf(features);
    const found = await plan(scenario, 1);
    expect(await plan(scenario, 1)).toEqual(found);
    const { simulation, ...rest } = found;
    expect(JSON.parse(JSON.stringify({ simulation, seconds: rest.seconds, pace: rest.pace }))).toEqual({
      simulation,
      seconds: rest.seconds,
      pace,
    });
    expect(widths(await plan(scenario, 1, '2'))).not.toEqual(widths(found));
  });

  it('uses nothing of a simulation that is there but its seed', async () => {
    const scenario = scenarioOf(rademacher);
    const given: Simulation = { sizes: [5], trials: [3], design: 'nested', labels: 1, seed: 'own' };
    const found = await planSimulation(simulating(scenario, given), { budget: 1, backend, pace });
    expect(found).toEqual(await plan(scenario, 1, 'own'));
  });

  it('measures its own pace', async () => {
    const { simulation, pace: own } = await planSimulation(scenarioOf(features), { budget: 2, backend });
    expect(own!.perRoot + own!.perOperation).toBeGreaterThan(0);
    expect(simulation!.seed).toBe('1');
  });
});

describe('a budget that does not suffice', () => {
  const scenario = scenarioOf(features, 0.002);

  it('is used, and the more of it the less is left undecided', async () => {
    const found = await Promise.all([1, 4, 16].map((budget) => plan(scenario, budget)));
    for (const [i, { seconds, expected }] of found.entries()) {
      expect(seconds).toBeLessThanOrEqual(0.9 * [1, 4, 16][i]!);
      expect(seconds).toBeGreaterThan(0.8 * [1, 4, 16][i]!);
      expect(expected.every((each) => !each.decided && each.untested === null)).toBe(true);
    }
    const worst = found.map((each) => Math.max(...widths(each)));
    expect(worst[1]! / worst[0]!).toBeLessThan(0.75);
    expect(worst[2]! / worst[1]!).toBeLessThan(0.75);
  });

  it('is refused where it allows no trials, with what would be needed', async () => {
    await expect(plan(scenario, 1e-4)).rejects.toThrow(
      /budget = 0.0001: too few core seconds .* expected about [\d.]+ or more/,
    );
    for (const budget of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      await expect(plan(scenario, budget)).rejects.toThrow(
        `budget = ${budget}: a positive number of core seconds`,
      );
  });

  it('decides on some where it does not suffice for all', async () => {
    const text = rademacher.replace('[0.5, 2, 3]', '[0.5, 3]').replace('[0.1, 1]', '0.1');
    const [wide, narrow] = widths(await plan(scenarioOf(text, 1e-4), 2)) as [number, number];
    expect(wide / narrow).toBeGreaterThan(2);
    const found = await plan(scenarioOf(text, Math.sqrt(wide * narrow) / 0.8), 2);
    expect(found.expected.map((each) => each.decided)).toEqual([false, true]);
    expect(found.seconds).toBeLessThan(2);
  });
});

describe('points whose means are not judged', () => {
  it('do not drive the plan', async () => {
    const found = await plan(scenarioOf('model: linear\nparameters: { gamma: [0.5, 1], noise: 1 }'), 10);
    const [tested, untested] = found.expected;
    expect(tested).toMatchObject({ parameters: { gamma: 0.5 }, decided: true, untested: null });
    expect(untested).toMatchObject({ parameters: { gamma: 1 }, decided: false, width: null });
    expect(untested!.untested).toMatch(/too near the ridgeless threshold/);
  });

  it('are tested at sizes at which they are far enough from the threshold', async () => {
    const scenario = scenarioOf('model: linear\nparameters: { gamma: 0.95, noise: 1 }');
    const found = await plan(scenario, 5);
    expect(found.simulation!.sizes![0]).toBeGreaterThan(8 / 0.05);
    expect(decided(found)).toBe(1);
    expect(judgedBy(scenario, found).verdict).toBe('agree');
  });

  it('alone are not simulated', async () => {
    const found = await plan(scenarioOf('model: linear\nparameters: { gamma: 1, noise: 1 }'), 10);
    expect(found).toMatchObject({ simulation: null, seconds: 0, expected: [{ decided: false }] });
  });

  it('are named where no trials can be drawn', async () => {
    const text = (rules: string) =>
      `model: classification\nparameters: { alpha: 2, rule: ${rules}, psi1: 2, activation: tanh }`;
    const found = await plan(scenarioOf(text('bayes-optimal')), 10);
    expect(found).toMatchObject({ simulation: null, seconds: 0 });
    expect(found.expected.map(({ untested }) => untested)).toEqual([
      'no trials of the model classification can be drawn at this point',
    ]);
  });
});

describe('what is expected', () => {
  it('is said of every theory, each with an error rate of its own', async () => {
    const own = scenarioOf(`${rademacher}
theories:
  - engine
  - {name: half, excessRisk: "0.5*(gamma < 1 ? noise*gamma/(1-gamma) : 1 - 1/gamma + noise/(gamma-1))"}
comparison: { tolerance: 0.05 }`);
    const { expected } = await plan(own, 10);
    expect(expected.map(({ by }) => by)).toEqual([...Array(6).fill('engine'), ...Array(6).fill('half')]);
    // Half the theory has twice the relative width, but that a skewed mean errs more to one side than to the other.
    for (const i of [0, 1, 2, 3, 4, 5]) {
      expect(expected[i + 6]!.width! / expected[i]!.width!).toBeGreaterThan(1.6);
      expect(expected[i + 6]!.width! / expected[i]!.width!).toBeLessThan(2.4);
    }
  });

  it('is what the comparison says where the trials are those of the pilot', async () => {
    const scenario = simulating(scenarioOf(ridgeless), {
      ...{ sizes: [60], trials: [50], design: 'direct', labels: 8, seed: 'pilot' },
    });
    const claims = await drawClaims(planCases(scenario), scenario, backend);
    const { judgements } = judge(claims, scenario.comparison);
    const { tested, untested } = foresee(claims, scenario);
    expect(untested).toEqual([]);
    for (const [i, each] of tested.entries()) {
      const { width } = outlookOf(each, [{ size: 60, trials: 50 }]);
      expect(width / judgements[i]!.excludes!).toBeCloseTo(1, 10);
      // Four times the trials halve the error but for the smaller critical value.
      const more = outlookOf(each, [{ size: 60, trials: 200 }]).width;
      expect(more / width).toBeLessThan(0.5);
      expect(more / width).toBeGreaterThan(0.3);
    }
  });
});

describe('the pace', () => {
  it('is the one through the last two trials', async () => {
    const of = (operations: number) => ({
      operations,
      seconds: 2e-7 * Math.sqrt(operations) + 3e-11 * operations,
    });
    const found = fitPace([{ operations: 1e3, seconds: 1 }, of(1e6), of(1e9)]);
    expect(found.perRoot / 2e-7).toBeCloseTo(1, 10);
    expect(found.perOperation / 3e-11).toBeCloseTo(1, 10);
  });

  it('errs to the slow side where chance puts the trials on none', async () => {
    const slow = fitPace([
      { operations: 1e4, seconds: 1e-6 },
      { operations: 1e6, seconds: 1e-2 },
    ]);
    expect(slow).toEqual({ perRoot: 5e-9, perOperation: 1e-8 });
    const fast = fitPace([
      { operations: 1e4, seconds: 1e-2 },
      { operations: 1e6, seconds: 1e-2 },
    ]);
    expect(fast.perRoot).toBeCloseTo(5e-6, 15);
    expect(fast.perOperation).toBeCloseTo(5e-9, 18);
    expect(fitPace([{ operations: 1e6, seconds: 1 }])).toEqual({ perRoot: 0, perOperation: 1e-6 });
  });
});
