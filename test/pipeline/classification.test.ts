import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { signatures } from '../../src/models/registry.ts';
import { figureOf } from '../../src/pipeline/figure.ts';
import { runScenario } from '../../src/pipeline/run.ts';
import { loadScenario } from '../../src/scenario/load.ts';

const out = mkdtempSync(join(tmpdir(), 'descent-'));
afterAll(() => rmSync(out, { recursive: true }));

const scenario = (parameters: string, rest: string) => `
title: Test
model: classification
parameters: ${parameters}
simulation: { sizes: [25, 50, 100], trials: [240, 120, 60], seed: test }
${rest}`;

async function run(name: string, text: string, workers = 1) {
  const loaded = loadScenario(`${name}.yaml`, text, signatures);
  return (await runScenario(loaded, { out, workers, blas: 'embedded', fresh: true })).results;
}

const cases: readonly (readonly [string, string, string])[] = [
  [
    'losses',
    '{ alpha: 2.5, loss: [logistic, hinge, squared-hinge], labels: probit, delta: 0.3, ridge: 0.3 }',
    '[classificationError, labelError, q, trainLoss, testLoss]',
  ],
  [
    'maximum-margin',
    '{ alpha: [0.5, 1.5], rule: maximum-stability }',
    '[classificationError, margin, separable]',
  ],
  [
    'random-features',
    '{ alpha: 2, psi1: [0.7, 3], activation: tanh, ridge: 0.2 }',
    '[classificationError, q]',
  ],
  ['likelihood', '{ alpha: 8, labels: logit, signal: 2 }', '[slope, deviation]'],
  ['hebb', '{ alpha: [0.5, 4], rule: hebb, labels: flip, flip: 0.1 }', '[classificationError, labelError]'],
  [
    'message-passing',
    '{ alpha: 2, passes: [1, 3, 6], rule: message-passing, ridge: 0.2 }',
    '[classificationError, q]',
  ],
  ['posterior', '{ alpha: [0.5, 2], rule: [gibbs, bayes-optimal] }', '[classificationError]'],
  ['hidden', '{ alpha: 2, observedShare: 0.5, ridge: 0.1, loss: hinge }', '[classificationError, m]'],
];

describe('classifiers', () => {
  it.each(cases)('agree with theory, and refute one far off: %s', async (name, parameters, quantities) => {
    const comparison = (factor: number) =>
      `comparison: { quantities: ${quantities}, tolerance: 0.5, theoryFactor: ${factor} }`;
    const { verdict, limits } = await run(name, scenario(parameters, comparison(1)));
    expect(limits.filter((limit) => limit.verdict === 'disagree')).toEqual([]);
    expect(verdict).toBe('agree');
    const wrong = await run(name, scenario(parameters, comparison(1.6)));
    expect(wrong.verdict).toBe('disagree');
  });

  it('have the same trials on any number of workers', async () => {
    const text = scenario('{ alpha: [1, 2], loss: [logistic, hinge] }', '');
    const [one, two] = [await run('one', text), await run('two', text, 2)];
    expect(two.cells).toEqual(one.cells);
  });

  it('leave rules that cannot be drawn to theory, and draw the floor', async () => {
    const text = scenario(
      '{ alpha: [0.5, 2], rule: [hebb, bayes-optimal] }',
      'inputs: { blocks: "0.5:1.5,0.5:0.5" }\ncomparison: { quantities: [classificationError] }\nfigure: { x: alpha, y: classificationError, series: rule, floor: true }',
    );
    const results = await run('rules', text);
    expect(results.limits.map(({ parameters }) => parameters['rule'])).toEqual(['hebb', 'hebb']);
    expect(results.theory).toHaveLength(4);
    const figure = figureOf([results])!;
    const labels = figure.kind === 'curves' ? figure.series.map(({ label }) => label) : [];
    expect(labels).toHaveLength(3);
    expect(labels.at(-1)).toBe('\\text{Bayes-optimal}');
  });

  it('are refused a loss that no rule minimises, and take one that some rule does', () => {
    const load = (rules: string) =>
      loadScenario('a.yaml', scenario(`{ alpha: [0.5, 2], rule: ${rules}, loss: hinge }`, ''), signatures);
    expect(() => load('hebb')).toThrow(
      'parameters.loss: "hinge" would not be used; it is for rule minimise and message-passing',
    );
    expect(load('[hebb, minimise]').axes.find(({ name }) => name === 'loss')!.values).toEqual(['hinge']);
  });

  it('are refused a floor that is not known, and other designs', () => {
    const linear = `
title: T
model: linear
parameters: { gamma: [0.5, 2] }
figure: { x: gamma, y: excessRisk, floor: true }`;
    expect(() => loadScenario('a.yaml', linear, signatures)).toThrow('5:43: figure.floor: true');
  });
});
