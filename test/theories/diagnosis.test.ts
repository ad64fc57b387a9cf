import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { ridgeRisk } from '../../src/models/linear/closedForm.ts';
import type { Point } from '../../src/parts/parameter.ts';
import { diagnose } from '../../src/theories/diagnosis.ts';
import { slipsFor, valueAt } from '../../src/theories/slips.ts';
import { diagnosePlanted, engineOf, pointOf, slipNames, type Values } from './refuted.ts';

const linearPoints = [
  { gamma: 0.6, noise: 0.3, ridge: 0.05, nonlinear: 0.2, signal: 1.2 },
  { gamma: 1.7, noise: 0.7, ridge: 0.4, nonlinear: 0.35, signal: 0.8 },
];
const featurePoints = [
  { psi1: 1.3, psi2: 2.9, noise: 0.3, ridge: 0.05, nonlinear: 0.2 },
  { psi1: 3.7, psi2: 1.6, noise: 0.7, ridge: 0.02, nonlinear: 0.1 },
];
const sizedPoints = [
  { n: 150, k: 210, d: 70, noise: 0.3, ridge: 0.02, nonlinear: 0.2 },
  { n: 90, k: 240, d: 110, noise: 0.5, ridge: 0.03, nonlinear: 0.1 },
];

/** What spoils a formula so that only the named slip mends it. */
const spoilers: Readonly<Record<string, Parameters<typeof diagnosePlanted>[3]>> = {
  'gamma → 1/gamma': { values: ({ gamma }) => ({ gamma: 1 / gamma! }) },
  'psi1 ↔ psi2': { values: ({ psi1, psi2 }) => ({ psi1: psi2!, psi2: psi1! }) },
  'noise → sqrt(noise)': { values: ({ noise }) => ({ noise: noise! ** 2 }) },
  'noise → noise^2': { values: ({ noise }) => ({ noise: Math.sqrt(noise!) }) },
  'noise → noise + nonlinear': { values: ({ noise, nonlinear }) => ({ noise: noise! - nonlinear! }) },
  'engine at noise 0': { values: () => ({ noise: 0 }) },
  'engine at nonlinear 0': { values: () => ({ nonlinear: 0 }) },
  'noise → 0': { value: (value, { noise }) => value + 0.3 * noise! ** 3 },
  'nonlinear → 0': { value: (value, { nonlinear }) => value + 0.3 * nonlinear! ** 3 },
  '+ noise': { value: (value, { noise }) => value - noise! },
  '− noise': { value: (value, { noise }) => value + noise! },
  '+ nonlinear': { value: (value, { nonlinear }) => value - nonlinear! },
  '− nonlinear': { value: (value, { nonlinear }) => value + nonlinear! },
  excessRisk: { of: 'excessRisk' },
  testError: { of: 'testError' },
  'excessRisk/2': { of: 'excessRisk', value: (value) => value / 2 },
  'testError/2': { of: 'testError', value: (value) => value / 2 },
  '2*excessRisk': { of: 'excessRisk', value: (value) => value * 2 },
  '2*testError': { of: 'testError', value: (value) => value * 2 },
};

/** The spoiler of a convention for the ridge: the formula's ridge is the engine's by the inverse factor. */
function ridgeSpoiler(name: string): Parameters<typeof diagnosePlanted>[3] {
  const [, sign, factor] = /^ridge → ridge([*/])\(?(.*?)\)?$/.exec(name)!;
  const spoilt = sign === '*' ? `ridge/(${factor})` : `ridge*${factor}`;
  return { values: (values: Values) => ({ ridge: valueAt(spoilt, values)! }) };
}

/** To the test error a nonlinear target is noise and nothing else: to leave it out is to leave it out of the noise. */
const likeNoise = ['engine at nonlinear 0', 'noise → noise + nonlinear'];

const spoilerOf = (name: string) => (name.startsWith('ridge') ? ridgeSpoiler(name) : spoilers[name]!);

/** Names of the slips that have all of their parameters at the points. */
function applicable(quantity: string, points: readonly Point[]): string[] {
  return slipsFor(quantity, 'formula')
    .filter(({ replaced, added, asked }) =>
      [...Object.entries({ ...replaced, ...asked }).flat(), added].every((text) =>
        points.every((point) => valueAt(text, point) !== null),
      ),
    )
    .map(({ name }) => name);
}

const scenes: [model: string, quantity: string, points: readonly Point[]][] = [
  ['linear', 'excessRisk', linearPoints],
  ['linear', 'testError', linearPoints],
  ['random-features', 'excessRisk', featurePoints],
  ['random-features', 'testError', featurePoints],
  ['random-features', 'excessRisk', sizedPoints],
];

describe.each(scenes)('a slip in a formula of %s for %s', (model, quantity, points) => {
  // The risks have terms in all of these.
  const planted = applicable(quantity, points).filter((name) => !name.endsWith('→ 0'));

  it('has all the conventions of its parameters', () => {
    const has = (name: string) => planted.includes(`ridge → ${name}`);
    expect(has('ridge*2') && has('ridge/2')).toBe(true);
    expect(has('ridge*gamma') && planted.includes('gamma → 1/gamma')).toBe(model === 'linear');
    expect(has('ridge/(psi1*psi2)') && planted.includes('psi1 ↔ psi2')).toBe(points === featurePoints);
    expect(has('ridge*n') && has('ridge/n') && has('ridge*d') && has('ridge/d')).toBe(points === sizedPoints);
  });

  it.each(planted)('%s: is found, and none but those that are the same', (name) => {
    const { slips, tellApart, points: count } = diagnosePlanted(model, quantity, points, spoilerOf(name));
    const same = quantity === 'testError' && likeNoise.includes(name) ? likeNoise : [name];
    expect(slips.map((slip) => slip.name)).toEqual(same);
    expect(slips[0]!.sentence).toContain('the formula agrees with the engine at every tested point when ');
    expect(tellApart).toBeNull();
    expect(count).toBe(points.length);
  });
});

describe('a diagnosis', () => {
  it.each([
    ['bias', 'noise → 0'],
    ['degreesOfFreedom', 'nonlinear → 0'],
  ])('sees terms that the %s has not: %s', (quantity, name) => {
    expect(slipNames(diagnosePlanted('linear', quantity, linearPoints, spoilers[name]!))).toEqual([name]);
  });

  it.each(scenes)('of the right formula of %s for %s is that nothing is wrong', (model, quantity, points) => {
    expect(diagnosePlanted(model, quantity, points, {}).slips).toEqual([]);
  });

  it.each(scenes)(
    'of a formula of %s for %s that is too large by a twentieth is none',
    (model, quantity, points) => {
      const wrong = diagnosePlanted(model, quantity, points, { value: (value) => 1.05 * value });
      expect(wrong).toEqual({ slips: [], points: points.length, tellApart: null });
    },
  );

  it('asks for every point', () => {
    const mended = ({ ridge, gamma }: Values) => ({ ridge: gamma! < 1 ? ridge! / 2 : ridge! / 2.001 });
    expect(slipNames(diagnosePlanted('linear', 'excessRisk', linearPoints, { values: mended }))).toEqual([]);
    const first = diagnosePlanted('linear', 'excessRisk', linearPoints.slice(0, 1), { values: mended });
    expect(slipNames(first)).toEqual(['ridge → ridge*2']);
  });

  it.each<[quantity: string, spoilt: (values: Values) => Values, slips: readonly string[]]>([
    ['excessRisk', () => ({}), []],
    ['testError', () => ({}), ['excessRisk']],
    ['excessRisk', ({ ridge }) => ({ ridge: 2 * ridge! }), ['ridge → ridge/2']],
    ['excessRisk', ({ ridge, gamma }) => ({ ridge: ridge! / gamma! }), ['ridge → ridge*gamma']],
    ['excessRisk', ({ gamma }) => ({ gamma: 1 / gamma! }), ['gamma → 1/gamma']],
    ['excessRisk', ({ noise }) => ({ noise: noise! ** 2 }), ['noise → sqrt(noise)']],
    // Two at once are not looked for.
    ['testError', ({ ridge }) => ({ ridge: 2 * ridge! }), []],
  ])('of Hastie’s formula for the ridge, as %s and %s: %j', (quantity, spoilt, slips) => {
    const points = linearPoints.map((point) => pointOf('linear', { ...point, nonlinear: 0 }));
    const claimAt = (given: Point) => {
      const { gamma, ridge, signal, noise } = { ...given, ...spoilt(given as Values) } as Values;
      const { bias, variance } = ridgeRisk(gamma!, ridge!, signal!, noise!);
      return bias + variance;
    };
    expect(slipNames(diagnose({ ...engineOf('linear'), quantity, points, claimAt }))).toEqual(slips);
  });

  it('says which convention the formula has, and what mends it', () => {
    const { slips } = diagnosePlanted('random-features', 'excessRisk', featurePoints, {
      values: ({ ridge, psi1 }) => ({ ridge: ridge! * psi1! }),
    });
    expect(slips.map(({ sentence }) => sentence)).toEqual([
      "ridge stands for ridge*psi1 in the engine's convention: the formula agrees with the engine at every tested point when ridge is replaced by ridge/psi1",
    ]);
  });

  it('knows the ratio of classification and the dimension of kernels', () => {
    const classified = diagnosePlanted(
      'classification',
      'classificationError',
      [1.5, 3.1].map((alpha) => ({ alpha, loss: 'square', labels: 'flip', flip: 0.1, ridge: 0.2 })),
      { values: ({ ridge, alpha }) => ({ ridge: ridge! / alpha! }) },
    );
    expect(slipNames(classified)).toEqual(['ridge → ridge*alpha']);
    const kernel = diagnosePlanted(
      'kernel',
      'excessRisk',
      [30, 70].map((n) => ({ n, dimension: 10, noise: 0.1, ridge: 0.01 })),
      { values: ({ ridge, dimension }) => ({ ridge: ridge! * dimension! }) },
    );
    expect(slipNames(kernel)).toEqual(['ridge → ridge/dimension']);
  });

  it('finds a gap that comes of a slip, and lets gaps of the engine be', () => {
    const claimAt = ({ gamma }: Point) => (Number(gamma) < 1 ? null : 1 / (1 - 1 / Number(gamma)) - 1);
    const scene = { ...engineOf('linear'), quantity: 'excessRisk', claimAt };
    const at = (gamma: number) => pointOf('linear', { gamma, noise: 1, ridge: 0 });
    // The ridgeless excess risk diverges at γ = 1.
    const found = diagnose({ ...scene, points: [at(0.5), at(1), at(0.8)] });
    expect(slipNames(found)).toEqual(['gamma → 1/gamma']);
    expect(found.points).toBe(2);
    expect(diagnose({ ...scene, points: [at(1)] })).toEqual({ slips: [], points: 0, tellApart: null });
  });

  it('takes for zero what is rounding beside the largest value', () => {
    const points = [0.5, 2].map((gamma) => pointOf('linear', { gamma, noise: 0.3, ridge: 0 }));
    // Without ridge there is no bias for γ < 1, and 1 − 1/γ above.
    const claimAt = ({ gamma }: Point) => (Number(gamma) < 1 ? 1e-16 : (1 - 1 / Number(gamma)) / 2);
    expect(slipNames(diagnose({ ...engineOf('linear'), quantity: 'bias', points, claimAt }))).toEqual([
      'bias/2',
    ]);
  });

  it('does not count what changes nothing at the tested points', () => {
    const points = [
      { gamma: 1, noise: 1, ridge: 0.3 },
      { gamma: 1, noise: 1, ridge: 0.7 },
    ];
    const half = diagnosePlanted('linear', 'excessRisk', points, {
      values: ({ ridge }) => ({ ridge: ridge! * 2 }),
    });
    expect(slipNames(half)).toEqual(['ridge → ridge/2']);
    // Just off, by more than the rounding and less than it and what a slip moves.
    const { engineAt, parameters } = engineOf('linear');
    const off = (moved: number) =>
      diagnose({
        quantity: 'excessRisk',
        parameters,
        engineAt,
        points: points.map((point) => pointOf('linear', point)),
        claimAt: (values, at) =>
          engineAt(at, 'excessRisk')! + 0.0051 - moved * (Number(values['ridge']) / Number(at['ridge']) - 1),
        rounding: 0.005,
      });
    expect(slipNames(off(0.001))).toEqual([]);
    expect(slipNames(off(0.0055))).toEqual(['ridge → ridge*2']);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses the rounding %s', (rounding) => {
    const scene = { ...engineOf('linear'), quantity: 'excessRisk', points: [], claimAt: () => 1, rounding };
    expect(() => diagnose(scene)).toThrow(InputError);
    expect(() => diagnose(scene)).toThrow(
      `rounding: ${rounding === -1 ? '-1' : String(rounding)} is out of range`,
    );
  });
});

describe('published numbers', () => {
  const { engineAt, parameters } = engineOf('linear');
  const points = [0.5, 0.8, 1.6, 2.5, 4].map((gamma) => pointOf('linear', { gamma, noise: 0.4, ridge: 0.1 }));
  const rows = new Map(points.map((point) => [point, (engineAt(point, 'testError')! / 2).toFixed(2)]));
  const table = {
    quantity: 'excessRisk',
    parameters,
    engineAt,
    points,
    form: 'table',
    claimAt: (values: Point, at: Point) =>
      Object.keys(at).every((name) => values[name] === at[name]) && rows.has(at)
        ? Number(rows.get(at))
        : null,
  };

  it('fit within their rounding', () => {
    const { slips, tellApart } = diagnose({ ...table, rounding: 0.005 });
    expect(slips).toEqual([
      {
        name: 'testError/2',
        sentence:
          'the table is one for testError/2, not excessRisk: the table agrees with the engine at every tested point when it is held against testError/2',
      },
    ]);
    expect(tellApart).toBeNull();
    expect(diagnose({ ...table, rounding: 0.002 }).slips).toEqual([]);
    expect(diagnose(table).slips).toEqual([]);
  });
});
