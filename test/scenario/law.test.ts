/** Scenarios of laws: what they resolve to, and what is wrong with them. */
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { signatures } from '../../src/models/registry.ts';
import { scenarioSchema } from '../../src/scenario/jsonSchema.ts';
import { loadAnyScenario, loadScenario } from '../../src/scenario/load.ts';
import { isLaw } from '../../src/scenario/scenario.ts';

const spectrum = `model: linear
observe: spectrum
parameters: { gamma: [0.5, 2] }
law: { matrix: gram, scale: log }
simulation: { sizes: [60, 120], trials: 8 }
`;
const margins = `model: classification
observe: margins
parameters: { alpha: 2, ridge: 0.5 }
simulation: { sizes: 50, trials: 1 }
figure: { theme: dark }
`;

const load = (text: string, ...overrides: string[]) =>
  loadAnyScenario('law.yaml', text, signatures, overrides);

describe('a scenario of a law', () => {
  it('resolves with its defaults', () => {
    const found = load(spectrum);
    expect(isLaw(found)).toBe(true);
    expect(found.canonical).toMatchObject({
      ...{ observe: 'spectrum', title: 'law', parameters: { gamma: [0.5, 2], ridge: 0 } },
      law: { matrix: 'gram', scale: 'log', points: 2000 },
      simulation: { sizes: [60, 120], trials: [8, 8], seed: '1' },
      comparison: { alpha: 1e-4, tolerance: 0.03 },
      figure: { width: 'prl', theme: 'light', title: null },
    });
    expect(load(margins).canonical).toMatchObject({
      ...{ law: { points: 400 }, comparison: null, figure: { theme: 'dark' } },
      simulation: { sizes: [50], trials: [1] },
    });
  });

  it('is one of risks where it observes risks, or says nothing', () => {
    const risks = 'model: linear\nobserve: risks\nparameters: { gamma: 2 }\n';
    for (const text of [risks, risks.replace('observe: risks\n', '')]) expect(isLaw(load(text))).toBe(false);
    expect(load(risks).canonical).not.toHaveProperty('observe');
    expect(() => loadScenario('law.yaml', spectrum, signatures)).toThrow(
      'law.yaml:2:10: observe: "spectrum" is not valid; expected risks',
    );
  });

  it('has one size for each of absolute sizes, which it does not choose', () => {
    const absolute = spectrum.replace('gamma: [0.5, 2]', 'n: 40, p: 20');
    expect(() => load(absolute)).toThrow('cannot be chosen: the parameters are absolute sizes');
    const found = load(absolute.replace('sizes: [60, 120], ', ''));
    expect(found.simulation).toMatchObject({ sizes: null, trials: [8] });
  });

  const slips: readonly (readonly [text: string, override: string, says: string])[] = [
    [
      spectrum,
      'observe=margins',
      'no margins of linear can be observed; expected risks or spectrum, or another',
    ],
    [margins, 'observe=spectrum', 'no spectrum of classification can be observed; expected risks or margins'],
    [spectrum, 'parameters.noise=2', 'parameters.noise: 2 would not be used'],
    [
      margins,
      'parameters.signal=2',
      'parameters.signal: 2 would not be used; it is for labels logit and probit',
    ],
    [spectrum, 'law.matrix=gran', 'did you mean gram?'],
    [spectrum, 'law.points=0', 'points of the grid, a whole number from 1 to 100000'],
    [margins, 'law.matrix=gram', 'the key "matrix" is not known in law (valid: points)'],
    [margins, 'simulation.sizes=[20,40]', 'expected a size'],
    [margins, 'comparison.alpha=0.1', 'the key "comparison" is not known in a scenario'],
    [
      spectrum,
      'simulation.labels=4',
      'the key "labels" is not known in simulation (valid: sizes, trials, seed)',
    ],
    [spectrum, 'simulation.trials=[8,8,8]', 'expected one number, or one per size'],
    [spectrum, 'comparison.tolerance=0', 'a relative deviation that still counts as agreement, > 0'],
    [
      spectrum,
      'figure.x=gamma',
      'the key "x" is not known in figure (valid: width, theme, title, formats, dpi,',
    ],
    [spectrum, 'theories=[engine]', 'the key "theories" is not known in a scenario'],
  ];
  it.each(slips)('refuses in %j %s', (text, override, says) => {
    expect(() => load(text, override)).toThrow(says);
  });

  it('has the shape of the JSON Schema, and slips have not', () => {
    const schema = scenarioSchema(signatures) as Parameters<typeof z.fromJSONSchema>[0];
    const validator = z.fromJSONSchema(schema);
    for (const text of [spectrum, margins]) expect(validator.safeParse(parse(text)).success).toBe(true);
    for (const [from, to] of [
      ['model: linear', 'model: classification'],
      ['matrix: gram', 'matrix: gran'],
      ['trials: 8', 'trials: 8, labels: 2'],
    ] as const)
      expect(validator.safeParse(parse(spectrum.replace(from, to))).success, to).toBe(false);
  });
});
