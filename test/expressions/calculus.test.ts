/** Expectations, integrals, roots, limits, proximal operators and spectra against closed forms, and where they do not exist. */
import { describe, expect, it } from 'vitest';
import { normalCdf } from '../../src/numerics/erf.ts';
import { losses } from '../../src/parts/losses/loss.ts';
import { relativeError } from '../helpers/random.ts';
import { outcomeOf, valueAt } from './language.ts';
import { host } from './page.ts';

const density = (x: number) => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);

describe('gauss', () => {
  it.each<[string, number]>([
    ['gauss(z^4, z)', 3],
    ['gauss(max(z - tau, 0), z)', density(0.3) - 0.3 * normalCdf(-0.3)],
    ['gauss(z > tau ? 1 : 0, z)', normalCdf(-0.3)],
    ['gauss(exp(3*z), z)', Math.exp(4.5)],
    ['gauss(exp(12*z), z)', Math.exp(72)],
    ['gauss(Phi(1000*(z - tau)), z)', normalCdf(-0.3 / Math.sqrt(1 + 1e-6))],
    ['gauss(phi((z - tau)/1e-5)/1e-5, z)', density(0.3 / Math.sqrt(1 + 1e-10)) / Math.sqrt(1 + 1e-10)],
    ['gauss(1e-8/((z - tau)^2 + 1e-16)/pi, z)', density(0.3)],
    ['gauss(relu(z - 12), z)', 1.4605201169845548e-34],
    ['gauss(erf(z/sqrt(2))*erf(gamma*z/sqrt(2)), z)', (2 / Math.PI) * Math.asin(2 / Math.sqrt(2 * 5))],
    ['gauss(gauss(max(z + noise*w, 0)*w, w), z)', 0.25],
    ['gauss(gauss(sign(z - w)*z, w), z)', 1 / Math.sqrt(Math.PI)],
    ['gauss(sin(200*z)^2, z)', 0.5],
    ['gauss(cos(200*z)^2*z^2, z)', 0.5],
    // The bell 1/cosh has variance π²/4.
    ['gauss(1/cosh(1000*(z - tau)), z)*1000/pi', density(0.3) * (1 - (0.91 * Math.PI ** 2) / 8e6)],
    ['gauss(abs(z^3 - z), z)', 1.13788123535028],
    ['re(gauss(1/(z - i), z)*(0 - i)) - sqrt(pi/2)*exp(0.5)*erfc(sqrt(0.5))', 0],
  ])('%s', (text, value) => {
    // A pole at 10⁻⁸ from the line moves what the density is by as much.
    const tolerance = text.includes('1e-8/') ? 1e-7 : 1e-11;
    expect(Math.abs(valueAt(text) - value)).toBeLessThan(
      tolerance * Math.max(Math.abs(value), value === 0 ? 1 : 0),
    );
  });

  it.each<[string, RegExp]>([
    ['gauss(exp(z^2/2), z)', /does not exist/],
    ['gauss(1/z, z)', /did not converge|infinite/],
    ['gauss(log(z), z)', /gauss\(log\(z\), z\): it is not defined at -/],
  ])('%s is a gap', (text, reason) => expect(outcomeOf(text).gap).toMatch(reason));
});

describe('integral', () => {
  it.each<[string, number]>([
    ['integral(x^2, x, 0, 3)', 9],
    ['integral(x^2, x, 3, 0)', -9],
    ['integral(1/sqrt(x), x, 0, 1)', 2],
    ['integral(log(x)^2, x, 0, 1)', 2],
    ['integral(exp(-x^2), x, -inf, inf)', Math.sqrt(Math.PI)],
    ['integral(exp(-x)/sqrt(x), x, 0, inf)', Math.sqrt(Math.PI)],
    ['integral(1/(1 + x^2), x, -inf, 0)', Math.PI / 2],
    ['integral(x^-1.5, x, 1, inf)', 2],
    ['integral(abs(sin(x)), x, 0, 4*pi)', 8],
    ['integral(exp(x)/(1 + exp(x))^2, x, -inf, inf)', 1],
    ['integral(integral(x*y, y, 0, x), x, 0, 1)', 1 / 8],
    ['integral(phi((x - 500)/2)/2, x, 0, 1000)', 1],
    ['integral(exp(-abs(x - 3)), x, -inf, inf)', 2],
    // The mass and the mean of the Marchenko–Pastur law by its density.
    [
      'integral(sqrt(((1 + sqrt(noise))^2 - x)*(x - (1 - sqrt(noise))^2))/(2*pi*noise), x, (1 - sqrt(noise))^2, (1 + sqrt(noise))^2)',
      1,
    ],
  ])('%s', (text, value) => expect(relativeError(valueAt(text), value)).toBeLessThan(1e-10));

  it.each([
    'integral(1/x, x, 0, 1)',
    'integral(1/x, x, 1, inf)',
    'integral(1/x, x, -1, 2)',
    'integral(sin(x), x, 0, inf)',
    'integral(1/(x - tau)^2, x, 0, 1)',
  ])('%s is a gap', (text) => expect(outcomeOf(text).gap).toMatch(/did not converge|not defined|infinite/));
});

describe('root', () => {
  it('is where the sign changes, and only there', () => {
    expect(valueAt('root(x^3 - gamma, x, 0, 2)')).toBeCloseTo(2 ** (1 / 3), 14);
    expect(valueAt('root(x - tau, x, -1e6, 1e6)')).toBeCloseTo(0.3, 14);
    expect(outcomeOf('root(x^2 + 1, x, -1, 1)').gap).toMatch(/does not change its sign/);
    expect(outcomeOf('root(x^2 - 1, x, -2, 2)').gap).toMatch(/changes its sign 2 times/);
    expect(outcomeOf('root(1/x, x, -1, 2)').gap).toMatch(/changes its sign at a pole/);
    expect(outcomeOf('root(x, x, -inf, 2)').gap).toMatch(/finite ends/);
  });
});

describe('limit', () => {
  it.each<[string, number]>([
    ['limit(sin(x)/x, x, 0)', 1],
    ['limit((1 - cos(x))/x^2, x, 0)', 0.5],
    ['limit((1 + 1/x)^x, x, inf)', Math.E],
    ['limit(1 + sqrt(x), x, 0)', 1],
    ['limit((sqrt(x) - sqrt(gamma))/(x - gamma), x, gamma)', 1 / (2 * Math.SQRT2)],
    ['limit(tanh(x), x, -inf)', -1],
    // The ridgeless limit of the mean resolvent.
    ['limit(mp(-x, noise), x, 0)', 2],
    ['limit(x*mp(-x, gamma), x, 0)', 0.5],
  ])('%s', (text, value) => {
    const { value: got, error } = outcomeOf(text) as { value: number; error: number };
    expect(Math.abs(got - value)).toBeLessThanOrEqual(Math.max(error, 1e-14));
    expect(error).toBeLessThan(1e-8);
  });

  it.each<[string, RegExp]>([
    ['limit(1/x, x, 0)', /does not settle/],
    ['limit(log(x), x, 0)', /does not settle/],
    ['limit(sin(1/x), x, 0)', /does not settle/],
    ['limit(abs(x)/x, x, 0)', /different limits from below, -1, and above, 1/],
    ['limit(sqrt(-1 - x^2), x, 0)', /not defined near/],
  ])('%s is a gap', (text, reason) => expect(outcomeOf(text).gap).toMatch(reason));
});

describe('prox', () => {
  const generic: Readonly<Record<string, string>> = {
    logistic: 'log(1 + exp(-x))',
    hinge: 'max(0, 1 - x)',
    square: '(1 - x)^2/2',
    squaredHinge: 'max(0, 1 - x)^2/2',
  };
  const named = {
    logistic: losses.logistic,
    hinge: losses.hinge,
    square: losses.square,
    squaredHinge: losses['squared-hinge'],
  };

  it.each(Object.entries(named))(
    'of the loss %s is that of the losses, by name and as an expression',
    (name, loss) => {
      for (const omega of [-30, -1, 0.2, 1, 4]) {
        for (const v of [0.01, 1, 100]) {
          const expected = loss.proximal(omega, v);
          const scale = Math.max(1, Math.abs(expected));
          for (const each of [`prox(${name}, ${omega}, ${v})`, `prox(${generic[name]}, x, ${omega}, ${v})`])
            expect(Math.abs(valueAt(each) - expected), each).toBeLessThan(1e-13 * scale);
        }
      }
    },
  );

  it('needs a convex loss and V ≥ 0', () => {
    expect(valueAt('prox(logistic, gamma, 0)')).toBe(2);
    expect(outcomeOf('prox(logistic, gamma, -1)').gap).toMatch(/V ≥ 0, not -1/);
    expect(outcomeOf('prox(-x^2, x, 1, 1)').gap).toMatch(/not convex/);
  });
});

describe('spectrum', () => {
  it('is a mean over parameters, with powers that sum to 1', () => {
    expect(valueAt('spectrum(1, s, v)')).toBe(1);
    expect(valueAt('spectrum(v, s, v)')).toBe(1);
    expect(valueAt('spectrum(s/(s + ridge), s, v)')).toBeCloseTo((0.5 / 0.6 + 1.5 / 1.6) / 2, 14);
    expect(valueAt('spectrum(v*s^2, s, v)')).toBeCloseTo(0.25 * 0.25 + 0.75 * 2.25, 14);
    expect(host.spectrum!.powers.reduce((sum, each) => sum + each)).toBe(1);
  });
});
