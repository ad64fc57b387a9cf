/** What trials measure, by name: every design fills the columns that it declares, and every measured quantity is read off them. */

import { describe, expect, it } from 'vitest';
import { openEmbedded } from '../../src/linalg/embedded.ts';
import { signatures } from '../../src/models/registry.ts';
import { demandsOf, planCases } from '../../src/pipeline/cases.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { designOf, readerOf, runTrial } from '../../src/simulators/simulator.ts';

const backend = openEmbedded();
const scenario = (model: string, parameters: string, simulation: string, quantities = 'excessRisk') => `
title: columns
model: ${model}
parameters: { ${parameters} }
simulation: { trials: 2, ${simulation} }
comparison: { quantities: [${quantities}] }
`;

const risks = 'excessRisk, testError, trainError, bias, variance';
const terms = 'bias2, varianceData, varianceFeatures, varianceInteraction, noiseData, noiseInteraction';
const measured =
  'classificationError, labelError, testLoss, trainLoss, trainingError, separable, q, m, slope, deviation, margin';
const given = [
  ['direct', scenario('linear', 'gamma: 2, nonlinear: 0.5', 'sizes: 12', risks)],
  ['direct', scenario('random-features', 'psi1: 2, psi2: 1', 'sizes: 12, labels: exact', risks)],
  ['direct', scenario('linear', 'gamma: 2, time: 3', 'sizes: 12', risks)],
  ['nested', scenario('linear', 'gamma: [0.5, 2]', 'sizes: 12, design: nested', risks)],
  ['tridiagonal', scenario('linear', 'gamma: 2', 'sizes: 12, design: tridiagonal', risks)],
  [
    'crossed',
    scenario(
      'random-features',
      'psi1: 2, psi2: 1, ensemble: 3',
      'sizes: 12, design: crossed',
      `${risks}, ${terms}`,
    ),
  ],
  ['bagged', scenario('linear', 'gamma: 0.5, subsample: 0.5, bags: 3', 'sizes: 12, design: bagged', risks)],
  [
    'leave-one-out',
    scenario('linear', 'gamma: 0.5', 'sizes: 12, design: leave-one-out', `${risks}, gcv, leaveOneOut`),
  ],
  ['kernel', scenario('kernel', 'n: 12, dimension: 5, degrees: "1"', '', risks)],
  ['deep', scenario('deep-random-features', 'widths: "2,2", psi2: 2', 'sizes: 12', risks)],
  ['classifier', scenario('classification', 'alpha: 0.5, loss: hinge', 'sizes: 12', measured)],
] as const;

describe('the columns of a design', () => {
  it.each(given)('%s are distinct, filled, and enough for every quantity', (name, text) => {
    const loaded = loadScenario('columns.yaml', text, signatures);
    const cases = planCases(loaded);
    const { simulator, plan } = demandsOf(cases, loaded)[0]!;
    const design = designOf(simulator, plan);
    const { columns } = design;
    expect(design.name).toBe(name);
    expect(new Set(columns).size).toBe(columns.length);
    const trials = runTrial(simulator, backend, plan, 0);
    for (const values of trials) expect(values.length).toBe(columns.length);
    const { readout } = cases[0]!.sizes[0]!;
    for (const quantity of design.quantities)
      expect(simulator.read(readerOf(columns)(trials[0]!), readout, quantity), quantity).toBeTypeOf('number');
  });

  it('are the only ones that can be read', () => {
    expect(() => readerOf(['riskSignal'])([1])('riskNoise')).toThrow("no column 'riskNoise'");
  });
});
