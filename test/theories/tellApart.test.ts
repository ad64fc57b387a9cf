import { describe, expect, it } from 'vitest';
import { models } from '../../src/models/registry.ts';
import { isInDomain, type NumberParameter, type Point } from '../../src/parts/parameter.ts';
import { diagnose } from '../../src/theories/diagnosis.ts';
import { pointsAround } from '../../src/theories/nearby.ts';
import { diagnosePlanted, engineOf, pointOf, slipNames } from './refuted.ts';

/** Points at which slips coincide, which these are, and the one that was made. */
const coincidences: [
  model: string,
  quantity: string,
  points: readonly Point[],
  same: readonly string[],
  made: string,
  plant: Parameters<typeof diagnosePlanted>[3],
][] = [
  [
    'random-features',
    'excessRisk',
    [{ psi1: 2, psi2: 3, noise: 0.3, ridge: 0.05 }],
    ['ridge → ridge/2', 'ridge → ridge/psi1'],
    'ridge → ridge/psi1',
    { values: ({ ridge, psi1 }) => ({ ridge: ridge! * psi1! }) },
  ],
  [
    'random-features',
    'excessRisk',
    [{ psi1: 2, psi2: 2, noise: 0.3, ridge: 0.05 }],
    ['ridge → ridge*2', 'ridge → ridge*psi1', 'ridge → ridge*psi2'],
    'ridge → ridge*psi2',
    { values: ({ ridge, psi2 }) => ({ ridge: ridge! / psi2! }) },
  ],
  [
    'random-features',
    'excessRisk',
    [{ n: 200, k: 300, d: 200, noise: 0.3, ridge: 0.05 }],
    ['ridge → ridge/n', 'ridge → ridge/d'],
    'ridge → ridge/n',
    { values: ({ ridge, n }) => ({ ridge: ridge! * n! }) },
  ],
  [
    'linear',
    'testError',
    [{ gamma: 0.5, noise: 0.25, ridge: 0.1 }],
    ['ridge → ridge*2', 'ridge → ridge/gamma'],
    'ridge → ridge*2',
    { values: ({ ridge }) => ({ ridge: ridge! / 2 }) },
  ],
  [
    // √noise = noise + nonlinear.
    'linear',
    'excessRisk',
    [0.5, 1.5].map((gamma) => ({ gamma, noise: 0.25, nonlinear: 0.25, ridge: 0.1 })),
    ['noise → sqrt(noise)', 'noise → noise + nonlinear'],
    'noise → sqrt(noise)',
    { values: ({ noise }) => ({ noise: noise! ** 2 }) },
  ],
  [
    // Without ridge the excess risk is noise γ/(1 − γ): at γ = 1/2 it is the noise, and half the test error.
    'linear',
    'testError',
    [0.3, 0.7].map((noise) => ({ gamma: 0.5, noise, ridge: 0 })),
    ['excessRisk', 'testError/2'],
    'excessRisk',
    { of: 'excessRisk' },
  ],
];

describe('slips that are the same at the tested points', () => {
  it.each(coincidences)('of %s, %s at %j', (model, quantity, points, same, made, plant) => {
    const found = diagnosePlanted(model, quantity, points, plant);
    expect(slipNames(found)).toEqual(same);
    const { fitting, difference, point, sentence } = found.tellApart!;
    expect(fitting).toEqual([made]);
    expect(difference).toBeGreaterThan(0.01);
    expect(sentence).toContain(`of them only ${made} fits`);
    for (const { name, kind } of engineOf(model).parameters.filter((each) => each.name in point))
      if (kind === 'number' && point[name] !== pointOf(model, points[0]!)[name])
        expect(sentence).toContain(`${name} = ${point[name]}`);
  });

  it('are told apart at points that the model takes', () => {
    // Training for a time goes without ridge.
    const found = diagnosePlanted(
      'linear',
      'excessRisk',
      [{ gamma: 0.5, noise: 0.25, nonlinear: 0.25, ridge: 0, time: 3 }],
      { values: ({ noise }) => ({ noise: noise! ** 2 }) },
    );
    expect(slipNames(found)).toEqual(['noise → sqrt(noise)', 'noise → noise + nonlinear']);
    expect(found.tellApart!.fitting).toEqual(['noise → sqrt(noise)']);
    expect(found.tellApart!.point['ridge']).toBe(0);
  });

  it('may all be wrong elsewhere', () => {
    const found = diagnosePlanted('linear', 'excessRisk', [{ gamma: 0.5, noise: 0.25, ridge: 0.1 }], {
      values: ({ ridge }) => ({ ridge: ridge! / 2 }),
      value: (value, { gamma, noise }) => value + (gamma! - 0.5) ** 2 + (noise! - 0.25) ** 2,
    });
    expect(slipNames(found)).toEqual(['ridge → ridge*2', 'ridge → ridge/gamma']);
    expect(found.tellApart!.fitting).toEqual([]);
    expect(found.tellApart!.sentence).toMatch(/none of them fits: the formula is wrong in another way$/);
  });

  it('are told apart where they differ the most, by one parameter if that is enough', () => {
    // The engine is 1, and so is the formula where the ridge is halved; where it is divided by γ it is (2/γ)³.
    const tested = pointOf('linear', { gamma: 2, noise: 0.1, ridge: 0.1 });
    const found = diagnose({
      ...engineOf('linear'),
      quantity: 'excessRisk',
      points: [tested],
      engineAt: () => 1,
      claimAt: (values, at) => ((2 * Number(values['ridge'])) / Number(at['ridge'])) ** 3,
    });
    expect(slipNames(found)).toEqual(['ridge → ridge/2', 'ridge → ridge/gamma']);
    expect(found.tellApart).toEqual({
      point: { ...tested, gamma: 4 },
      fitting: ['ridge → ridge/2'],
      difference: 7 / 9,
      sentence: 'all of these fit the tested points; at gamma = 4 of them only ridge → ridge/2 fits',
    });
  });
});

describe('points around others', () => {
  it.each(models.map(({ name, parameters, inputs }) => [name, [...parameters, ...inputs]] as const))(
    'of %s are near them, and within their domains',
    (_, parameters) => {
      const numbers = parameters.filter((each): each is NumberParameter => each.kind === 'number');
      const given = [1, 1.9].map((factor) =>
        Object.fromEntries(
          numbers.map(({ name, whole, minimum, exclusive, maximum = Infinity }, i) => [
            name,
            i % 3 === 0 && !exclusive && minimum === 0
              ? 0
              : whole
                ? 2
                : Math.min(maximum, Math.max(minimum, 0.4 * factor)),
          ]),
        ),
      );
      const [single, joint] = [...pointsAround(given, parameters)];
      expect(joint!.length).toBe(32);
      for (const point of [...single!, ...joint!]) {
        const changes = numbers.filter(({ name }) => given.every((each) => each[name] !== point[name]));
        for (const parameter of numbers) {
          const value = Number(point[parameter.name]);
          expect(isInDomain(value, parameter), `${parameter.name} ${value}`).toBe(true);
          const near = given.some((each) => {
            const from = Number(each[parameter.name]) || parameter.example || 0.1;
            return value === each[parameter.name] || (value >= 0.499 * from && value <= 2.01 * from);
          });
          expect(near, `${parameter.name} ${value}`).toBe(true);
        }
        if (single!.includes(point)) expect(changes.length).toBeLessThanOrEqual(1);
      }
    },
  );

  it('start from at most four of many, the first among them', () => {
    const gamma = engineOf('linear').parameters.filter(({ name }) => name === 'gamma');
    const many = Array.from({ length: 50 }, (_, i) => ({ gamma: 10 + i }));
    const [single] = [...pointsAround(many, gamma)];
    expect(single!.map((point) => point['gamma'])).toEqual([20, 5, 46, 11.5, 70, 17.5, 96, 24]);
  });
});
