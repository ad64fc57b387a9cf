/** Model signatures for tests: every kind of parameter, required and not. */
import { InputError } from '../../src/errors.ts';
import type { NumberParameter, Parameter, TextParameter } from '../../src/parts/parameter.ts';
import type { ModelSignature } from '../../src/scenario/scenario.ts';

export function number(name: string, rest: Partial<NumberParameter> = {}): NumberParameter {
  return { kind: 'number', name, tex: name, meaning: `the ${name}`, minimum: 0, ...rest };
}

export const activation: TextParameter = {
  kind: 'text',
  name: 'activation',
  tex: '\\sigma',
  meaning: 'the activation',
  valid: 'relu, tanh, or max(…)',
  commas: 'separate',
  default: 'relu',
  check: (text) => {
    if (!/^(relu|tanh|max\(.*\))$/.test(text))
      throw new InputError(`${JSON.stringify(text)} is not an activation`);
  },
};

export const blocks: TextParameter = {
  kind: 'text',
  name: 'blocks',
  tex: '\\Sigma',
  meaning: 'the covariance',
  valid: 'isotropic or share:variance pairs',
  default: 'isotropic',
  check: (text) => {
    if (!/^(isotropic|[\d.]+:[\d.]+(,[\d.]+:[\d.]+)*)$/.test(text)) {
      throw new InputError(`${JSON.stringify(text)} is not a list of blocks`);
    }
  },
};

export const distribution: Parameter = {
  kind: 'choice',
  name: 'distribution',
  tex: 'x',
  meaning: 'the distribution',
  choices: ['gaussian', 'sphere'],
  default: 'gaussian',
};

const quantities = ['excessRisk', 'testError', 'bias'];
const noise = number('noise', { default: 0 });

export const models: readonly ModelSignature[] = [
  {
    name: 'random-features',
    parameters: [
      number('psi1', { exclusive: true }),
      number('psi2', { exclusive: true, maximum: 1e6 }),
      number('ridge', { default: 0 }),
      noise,
      activation,
    ],
    inputs: [distribution, blocks],
    absoluteSize: () => null,
    quantities,
    simulated: quantities,
  },
  {
    name: 'linear',
    parameters: [number('gamma'), noise],
    inputs: [distribution],
    absoluteSize: () => null,
    quantities,
    simulated: quantities,
  },
];
