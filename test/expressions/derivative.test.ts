/** Derivatives against quotients of differences, for every function, and through forms against closed ones. */
import { describe, expect, it } from 'vitest';
import { functions } from '../../src/expressions/functions.ts';
import { relativeError } from '../helpers/random.ts';
import { outcomeOf, valueAt } from './language.ts';

/** Where each is defined and smooth. */
const places: Readonly<Record<string, number>> = {
  acosh: 1.7,
  lgamma: 2.6,
  gammaFunction: 2.6,
  digamma: 2.6,
};

describe('derivative', () => {
  const unary = Object.entries(functions).filter(([, { arity }]) => arity[0] === 1);

  it.each(unary.map(([name]) => name))('of %s, exact to 1e-10', (name) => {
    const tau = places[name] ?? 0.37;
    const difference = (h: number) =>
      (valueAt(`${name}(tau)`, { tau: tau + h }) - valueAt(`${name}(tau)`, { tau: tau - h })) / (2 * h);
    const h = 1e-2;
    // Order eight: its own error is some 10⁻¹².
    const [a, b, c, d] = [h, h / 2, h / 4, h / 8].map(difference) as [number, number, number, number];
    const [e, f, g] = [(4 * b - a) / 3, (4 * c - b) / 3, (4 * d - c) / 3];
    const [k, l] = [(16 * f - e) / 15, (16 * g - f) / 15];
    const expected = (64 * l - k) / 63;
    const got = valueAt(`derivative(${name}(tau), tau)`, { tau });
    expect(Math.abs(got - expected)).toBeLessThan(1e-10 * Math.max(1, Math.abs(expected)));
  });

  it.each<[string, string]>([
    [
      'derivative(mp(-ridge, gamma), ridge)',
      '-integral(sqrt(((1 + sqrt(gamma))^2 - x)*(x - (1 - sqrt(gamma))^2))/(2*pi*gamma*x)/(x + ridge)^2, x, (1 - sqrt(gamma))^2, (1 + sqrt(gamma))^2) - (1 - 1/gamma)/ridge^2',
    ],
    [
      'derivative(tau^gamma*gamma^tau, tau)',
      'gamma*tau^(gamma - 1)*gamma^tau + tau^gamma*gamma^tau*log(gamma)',
    ],
    ['derivative(max(tau, tau^2, -1), tau)', '1'],
    ['derivative(tau > 1 ? 1 : sin(tau), tau)', 'cos(tau)'],
    ['derivative(gauss(max(z - tau, 0), z), tau)', '-Phi(-tau)'],
    ['derivative(gauss(z > tau ? 1 : 0, z), tau)', '-phi(tau)'],
    ['derivative(derivative(gauss(max(z - tau, 0), z), tau), tau)', 'phi(tau)'],
    ['derivative(gauss(tanh(tau*z)^2, z), tau)', 'gauss(2*tanh(tau*z)*z/cosh(tau*z)^2, z)'],
    ['derivative(integral(x^2*tau, x, 0, tau), tau)', '4*tau^3/3'],
    ['derivative(integral(exp(-tau*x), x, tau, inf), tau)', '-exp(-tau^2)*(2 + 1/tau^2)'],
    ['derivative(root(x^3 - tau, x, 0, 1), tau)', 'tau^(-2/3)/3'],
    ['derivative(limit(sin(tau*x)/x, x, 0), tau)', '1'],
    ['derivative(prox(square, tau, gamma), gamma)', '(1 - tau)/(1 + gamma)^2'],
    ['derivative(prox(hinge, tau, noise), tau)', '1'],
    ['derivative(prox(hinge, tau, gamma), tau)', '0'],
    ['derivative(prox(squaredHinge, tau, gamma), tau)', '1/(1 + gamma)'],
    ['derivative(prox(logistic, tau, gamma), tau)', 'derivative(prox(log(1 + exp(-x)), x, tau, gamma), tau)'],
    [
      'derivative(prox(logistic, tau, gamma), gamma)',
      'derivative(prox(log(1 + exp(-x)), x, tau, gamma), gamma)',
    ],
    ['derivative(prox(max(0, 1 - x), x, tau, noise), noise)', '1'],
    ['derivative(spectrum(s/(s + tau), s, v), tau)', '-spectrum(s/(s + tau)^2, s, v)'],
    [
      'derivative(engineKappa(ridge), ridge)',
      '(1 + (ridge + gamma + 1)/sqrt((ridge + gamma - 1)^2 + 4*ridge))/2',
    ],
    ['derivative(re((tau + i)^3), tau)', '3*tau^2 - 3'],
    ['derivative(abs(tau + i), tau)', 'tau/sqrt(1 + tau^2)'],
    ['gauss(derivative(tanh(z), z), z)', 'gauss(z*tanh(z), z)'],
    ['root(derivative(x^2 - tau*x, x), x, 0, 1)', 'tau/2'],
    ['derivative(root(derivative(x^2 - tau*x, x), x, 0, 1), tau)', '1/2'],
  ])('%s', (text, expected) => {
    const [got, want] = [valueAt(text), valueAt(expected)];
    expect(want === 0 ? Math.abs(got) : relativeError(got, want)).toBeLessThan(1e-10);
  });

  it.each<[string, RegExp]>([
    ['derivative(abs(tau - 0.3), tau)', /there may be a kink or a jump at tau = 0.3/],
    ['derivative(gauss(abs(tau - 0.3) + (z > tau ? 1 : 0), z), tau)', /kink or a jump/],
    ['derivative(sqrt(gamma - 2), gamma)', /kink or a jump|division by zero/],
  ])('%s is a gap', (text, reason) => expect(outcomeOf(text).gap).toMatch(reason));
});
