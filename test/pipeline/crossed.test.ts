import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { signatures } from '../../src/models/registry.ts';
import { planCases } from '../../src/pipeline/cases.ts';
import { figureOf } from '../../src/pipeline/figure.ts';
import { readResults } from '../../src/pipeline/savedResults.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { decomposedQuantities } from '../../src/simulators/regression/quantities.ts';
import { readOff } from '../../src/simulators/regression/readings.ts';
import { readerOf } from '../../src/simulators/simulator.ts';
import { resultsOf } from './inProcess.ts';

const crossed = `title: Terms
model: random-features
parameters: { psi1: [0.5, 3], psi2: 1.2, noise: [0, 0.5], ridge: 0.01, ensemble: [1, 3] }
inputs: { distribution: sphere }
simulation: { sizes: [12, 24], trials: 12, design: crossed, labels: 8 }
comparison: { tolerance: 3 }
figure: { x: psi1, y: [bias2, kappa, noiseData], series: [noise, ensemble], xScale: log, yScale: log }
`;

const load = (overrides: readonly string[] = []) =>
  loadScenario('terms.yaml', crossed, signatures, overrides);

describe('a crossed scenario', () => {
  const results = resultsOf(crossed);

  it('compares what its figure shows, as far as that is measured', () => {
    expect(results.scenario.comparison.quantities).toEqual(['bias2', 'noiseData']);
    expect(results.limits.length).toBe(16);
    expect(results.verdict).toBe('agree');
  });

  it('reads all ensembles and noise levels off one draw', () => {
    const at = (noise: number, ensemble: number, quantity: string) =>
      results.cells
        .filter(
          ({ parameters: p, quantity: q }) =>
            p['noise'] === noise && p['ensemble'] === ensemble && q === quantity,
        )
        .map(({ mean }) => mean);
    expect(at(0.5, 3, 'bias2')).toEqual(at(0, 1, 'bias2'));
    expect(at(0.5, 3, 'noiseData')).toEqual(at(0.5, 1, 'noiseData'));
    expect(at(0, 1, 'noiseData')).toEqual([0, 0, 0, 0]);
  });

  it('draws one curve for every quantity and value of the series, which its results say again', () => {
    const figure = figureOf([results]);
    if (figure?.kind !== 'curves') throw new Error('no curves');
    expect(figure.y.label).toBe('\\text{error}');
    expect(figure.series.length).toBe(12);
    expect(figure.series[0]!.label).toBe('\\text{bias}^2,\\; \\sigma^2 = 0,\\; K = 1');
    expect(figure.series.map(({ marks }) => marks?.length)).toEqual([2, 2, 2, 2, 0, 0, 0, 0, 2, 2, 2, 2]);
    const saved = readResults('results.json', JSON.stringify(results));
    expect(figureOf([saved.results])).toEqual(JSON.parse(JSON.stringify(figure)));
  });

  it.each([
    [
      ['simulation.design=direct', 'comparison.quantities=[bias2]'],
      '"bias2" is not measured by the design direct; expected simulation.design: crossed',
    ],
    [
      ['comparison.quantities=[bias2, gcv]'],
      '"gcv" is not measured by the design crossed; expected simulation.design: leave-one-out',
    ],
    [['comparison.quantities=[bias2, bias2]'], '"bias2" is there twice'],
    [['figure.y=[bias2, bias2]'], 'figure.y: "bias2" is there twice'],
    [['figure.y=[bias2, biasTwo]'], 'figure.y: "biasTwo" is not a quantity; did you mean bias?'],
    [['figure.y=[]'], 'figure.y: [] is not valid; expected a quantity or a list of them'],
    [['figure.y=[noise, bias2]', 'figure.color=bias2'], 'a heat map (color is given) has one y axis'],
    [['parameters.ensemble=1.5'], 'ensemble: 1.5 is not a whole number'],
  ])('refuses %j', (overrides, message) => {
    expect(() => load(overrides)).toThrow(InputError);
    expect(() => load(overrides)).toThrow(message);
  });

  it('is the only one that averages ensembles; without comparing terms others may draw them', () => {
    const direct = load(['simulation.design=direct']);
    expect(direct.comparison.quantities).toEqual(['excessRisk']);
    expect(() => planCases(direct)).toThrow(
      'simulation.design: direct cannot average ensemble 3 predictors; expected the design crossed',
    );
    expect(planCases(load(['simulation.design=direct', 'parameters.ensemble=1'])).length).toBe(4);
    const theory = loadScenario('terms.yaml', crossed.replace(/simulation.*\n/, ''), signatures);
    expect(theory.comparison.quantities).toEqual(['bias2', 'noiseData']);
  });
});

describe('readOff', () => {
  const columns = {
    ...{ riskSignal: 3, riskNonlinear: 2, riskNoise: 5 },
    ...{ trainSignal: 0.5, trainNonlinear: 0.3, trainNoise: 0.7 },
    ...{ riskSignalSharedData: 2, riskNonlinearSharedData: 1.6, riskNoiseSharedData: 2.5 },
    ...{ trainSignalSharedData: 0.4, trainNonlinearSharedData: 0.2, trainNoiseSharedData: 0.6 },
    ...{ riskSignalSharedFeatures: 1.5, riskNonlinearSharedFeatures: 1.4 },
    ...{ riskSignalIndependent: 1.1, riskNonlinearIndependent: 1.2 },
  };
  const values = readerOf(Object.keys(columns))(Object.values(columns));
  const readout = { ridge: 0, signal: 2, nonlinear: 0.5, noise: 0.3, predictors: 4 };

  it('splits the risk of an ensemble into terms and into bias and variance, without remainder', () => {
    for (const ensemble of [1, 4]) {
      const read = (quantity: (typeof decomposedQuantities)[number]) =>
        readOff(values, { ...readout, predictors: ensemble }, quantity);
      const sum = decomposedQuantities.reduce((total, term) => total + read(term), 0);
      expect(sum).toBeCloseTo(read('excessRisk'), 14);
      expect(read('bias') + read('variance')).toBeCloseTo(read('excessRisk'), 14);
      expect(read('testError') - read('excessRisk')).toBeCloseTo(0.3, 14);
    }
    // A quarter of 2·0.5 + 0.5·0.3 + 0.3·0.7, and three of 2·0.4 + 0.5·0.2 + 0.3·0.6.
    expect(readOff(values, readout, 'trainError')).toBeCloseTo(1.36 / 4 + (3 * 1.08) / 4, 14);
  });
});
