import { describe, expect, it } from 'vitest';
import { InputError, modelNamed, type Point, predict } from '../../src/index.ts';
import { descent } from '../cli/harness.ts';

describe('the library’s predict', () => {
  it('has the defaults of the command line, and its numbers', async () => {
    const { out } = await descent('calc', 'linear', '--gamma', '2', '--noise', '0.1', '--json');
    const given = predict(modelNamed('linear'), { gamma: 2, noise: 0.1 });
    expect(given.excessRisk).toBe(JSON.parse(out)[0].excessRisk);
    // min-norm interpolation: r²(1 − 1/γ) + σ²/(γ − 1).
    expect(given.excessRisk).toBeCloseTo(0.5 + 0.1, 12);
    const whole = { signal: 1, nonlinear: 0, ridge: 0, observedShare: 1, blocks: 'isotropic' };
    expect(predict(modelNamed('linear'), { gamma: 2, noise: 0.1, ...whole })).toEqual(given);
  });

  it('takes words, and numbers as they are written', () => {
    const tuned = predict(modelNamed('linear'), { gamma: 2, noise: '1e-1', ridge: 'optimal' });
    // The optimal ridge is γσ²/r².
    const { excessRisk } = predict(modelNamed('linear'), { gamma: 2, noise: 0.1, ridge: 0.2 });
    expect(tuned.excessRisk).toBeCloseTo(excessRisk!, 12);
    const { status } = predict(modelNamed('classification'), { alpha: 2, ridge: 1 });
    expect(status).toBe('ok');
  });

  it.each<[name: string, given: Point, says: string]>([
    ['linear', { gamma: 2, noise: -1 }, 'noise: -1 is out of range; expected a number from 0'],
    ['linear', { gamma: 2, noise: Number.NaN }, 'noise: NaN is out of range'],
    ['linear', { noise: 1 }, 'gamma is missing; expected fitted parameters per sample'],
    [
      'linear',
      { gamma: 2, sigma2: 1 },
      'sigma2 is not a parameter of linear; did you mean noise, the variance σ²? (valid: gamma,',
    ],
    ['linear', { gamma: 2, toString: 1 } as unknown as Point, 'toString is not a parameter of linear'],
    ['linear', { gamma: '1,2' }, 'gamma: "1,2" is several values; expected one'],
    ['linear', { gamma: 2, time: 3, ridge: 1 }, 'time 3 needs ridge 0, not 1'],
    ['linear', { n: 10, p: 3, gamma: 2 }, 'exclude each other'],
    [
      'classification',
      { alpha: 2, loss: 'constructor' },
      'loss: "constructor" is not known; expected one of square',
    ],
    ['random-features', { psi1: 1, psi2: 1, activation: 'rleu' }, "did you mean 'relu'?"],
  ])('refuses, of %s, %j', (name, given, says) => {
    const attempt = () => predict(modelNamed(name), given);
    expect(attempt).toThrow(InputError);
    expect(attempt).toThrow(says);
  });

  it('knows what models there are', () => {
    expect(() => modelNamed('lineer' as string)).toThrow(
      'the model lineer is not known; did you mean linear?',
    );
    expect(() => modelNamed('__proto__' as string)).toThrow(InputError);
  });
});
