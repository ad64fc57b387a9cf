/**
 * Ridge regression on the last of several hidden layers of fixed random neurons. Layers below the last are centred and scaled to unit
 * variance, σ̄ = (σ − μ0)/√(μ1² + μ*²), so that the pre-activations above have unit variance; uncentred ones would give every neuron above an
 * offset of its own, which no kernel describes. Extensive quantities are counted per input dimension: d = 1.
 *
 * Schröder, Cui, Dmitriev & Loureiro, arXiv:2302.00401 (ICML 2023); Bosch, Panahi & Hassibi, arXiv:2302.13735.
 */
import { clip, InputError } from '../../errors.ts';
import { isDecimal } from '../../parts/decimal.ts';
import { findActivation, hermiteCoefficients } from '../../parts/features/activations.ts';
import { type Block, parseBlocks } from '../../parts/inputs/covariance.ts';
import type { Distribution } from '../../parts/inputs/distributions.ts';
import { type Point, splitList } from '../../parts/parameter.ts';
import type { DeepCell } from '../../simulators/deep/cell.ts';
import deep from '../../simulators/deep/deep.ts';
import { testPointCount } from '../../simulators/draw.ts';
import type { Readout } from '../../simulators/regression/readings.ts';
import type { RegressionProblem } from '../../theories/engine.ts';
import { conventionsOfRatios, withConventions } from '../conventions.ts';
import { allObserved, blocksKernel, gainOf } from '../inputKernel.ts';
import type { RegressionModel, RegressionRealisation } from '../model.ts';
import * as shared from '../parameters.ts';
import { numberOf, textOf } from '../parameters.ts';
import { regressionObservables } from '../quantities.ts';
import { inputsAt, readoutOf, realiseInputs } from '../realisation.ts';

const mostLayers = 20;

const model: RegressionModel<DeepCell> = {
  name: 'deep-random-features',
  title: 'Deep random-features regression',
  formula: [
    'f(x) = Σ_i a_i φ_i(x), i = 1…N, on the last of L layers φ^l = σ_l(W_l φ̄^{l−1}), φ̄^0 = x, φ̄^l = φ^l centred and of unit variance,',
    'rows of W_1 of norm 1, entries of the others N(0, 1/N_{l−1}); minimise (1/n) Σ (y − f)² + (N ridge/d) |a|²',
  ].join('\n'),
  references: [
    'Schröder, Cui, Dmitriev & Loureiro, Deterministic equivalent and error universality of deep random features learning, ICML 2023, arXiv:2302.00401',
    'Bosch, Panahi & Hassibi, Precise asymptotic analysis of deep random feature models, COLT 2023, arXiv:2302.13735',
  ],
  hasSpectrum: false,
  size: { tex: 'd', meaning: 'input dimension' },
  parameters: [
    shared.ratioParameter('psi2', '\\psi_2', 'n/d', 'samples per input dimension, n/d'),
    {
      kind: 'text',
      name: 'widths',
      tex: 'N/d',
      meaning: 'widths of the layers per input dimension, from the inputs on, such as 2,3,1.5',
      valid: `1 to ${mostLayers} numbers from 1e-6 to 1e6, such as 2,3,1.5`,
      check: (text) => void parseWidths(text),
      default: '2,2',
      example: '1,1',
    },
    {
      kind: 'text',
      name: 'activations',
      tex: '\\sigma',
      meaning: 'activations of the layers, such as relu,tanh,erf, or one for all of them',
      valid: 'activations separated by commas: names or expressions in x, see the model random-features',
      check: (text) => {
        for (const each of splitList(text)) hermiteCoefficients(findActivation(each));
      },
      default: 'tanh',
    },
    shared.signal,
    shared.nonlinear,
    shared.noise,
    shared.ridgeParameter('(1/n) Σ (y − f)² + (Nλ/d)|a|²', {
      numbers: ['psi2', 'signal', 'nonlinear', 'noise'],
    }),
  ],
  // Sizes are ratios, so that no spectrum has any of its own.
  inputs: shared.inputParameters.filter(({ name }) => name !== 'spectrum'),
  observables: regressionObservables,
  check: (point) => void layersOf(point),
  absoluteSize: () => null,
  cautions: () => [],
  limit: (point) => {
    const blocks = parseBlocks(textOf(point, 'blocks'));
    return limitProblem(blocks, numberOf(point, 'psi2'), layersOf(point), readoutOf(point));
  },
  simulator: deep,
  realise,
  activations: (point) => layersOf(point).map(({ activation }) => activation),
  threshold: (name, point) => (name === 'psi2' ? layersOf(point).at(-1)!.width : null),
};

export const deepRandomFeatures: RegressionModel<DeepCell> = withConventions(
  model,
  'neurons',
  (point) => ({
    n: numberOf(point, 'psi2'),
    neurons: layersOf(point).at(-1)!.width,
    d: 1,
    absolute: false,
  }),
  conventionsOfRatios('neurons'),
);

/** Widths per input dimension from a text such as '2,3,1.5'. @throws {InputError} */
function parseWidths(text: string): readonly number[] {
  const parts = text.split(',').map((part) => part.trim());
  const bad = parts.find((part) => !isDecimal(part) || !inRange(Number(part)));
  if (bad !== undefined)
    throw new InputError(
      `'${clip(bad)}' in '${clip(text)}' is not a width; expected numbers from 1e-6 to 1e6`,
    );
  if (parts.length > mostLayers)
    throw new InputError(`'${clip(text)}' has ${parts.length} layers; at most ${mostLayers} are possible`);
  return parts.map(Number);
}

function inRange(width: number): boolean {
  return width >= 1e-6 && width <= 1e6;
}

/** @throws {InputError} when the numbers of widths and activations differ, or the last activation is linear */
function layersOf(point: Point): { readonly width: number; readonly activation: string }[] {
  const [widths, activations] = [textOf(point, 'widths'), textOf(point, 'activations')];
  const numbers = parseWidths(widths);
  const names = splitList(activations);
  if (names.length !== 1 && names.length !== numbers.length) {
    throw new InputError(
      `widths ${clip(widths)} are ${numbers.length} layers and activations ${clip(activations)} ${names.length}; expected as many, or one activation for all`,
    );
  }
  const layers = numbers.map((width, i) => ({ width, activation: names[i] ?? names[0]! }));
  const { activation } = layers.at(-1)!;
  if (layers.length > 1 && hermiteCoefficients(findActivation(activation)).muStar2 === 0)
    throw new InputError(
      `activations ${clip(activations)}: the last one, ${activation}, is linear; expected one that is not`,
    );
  return layers;
}

type Layers = ReturnType<typeof layersOf>;

function limitProblem(
  blocks: readonly Block[],
  psi2: number,
  layers: Layers,
  readout: Readout,
): RegressionProblem {
  const [{ width, activation }] = layers as [Layers[number]];
  const { ridge, noise } = readout;
  return {
    kernel: blocksKernel(allObserved(blocks), gainOf(activation), readout, 1),
    training: { samples: psi2, features: width, ridge, noise },
    layers: furtherLayers(layers),
  };
}

/** Each further layer sees c²μ1² of the kernel below, c² = 1/Var σ there, and adds μ*². */
function furtherLayers(layers: Layers): NonNullable<RegressionProblem['layers']> {
  const coefficients = layers.map(({ activation }) => hermiteCoefficients(findActivation(activation)));
  return layers.slice(1).map(({ width }, i) => {
    const [below, own] = [coefficients[i]!, coefficients[i + 1]!];
    const variance = below.mu1 ** 2 + below.muStar2;
    return { features: width, gain: own.mu1 ** 2 / variance, tail: own.muStar2 };
  });
}

/** d = size inputs, n = round(ψ2 d) samples, and layers of whole widths. */
function realise(point: Point, size: number): RegressionRealisation<DeepCell> {
  const layers = layersOf(point).map(({ width, activation }) => {
    const count = Math.max(1, Math.round(width * size));
    return { count, activation, width: count / size };
  });
  const samples = Math.max(1, Math.round(numberOf(point, 'psi2') * size));
  const { blocks, readout, shares } = inputsAt(point, size);
  const drawn = {
    cell: {
      distribution: textOf(point, 'distribution') as Distribution,
      blocks,
      samples,
      layers: layers.map(({ count, activation }) => ({ count, activation })),
    },
    readout,
    ratios: { psi2: samples / size },
    limit: limitProblem(shares!, samples / size, layers, readout),
  };
  const parameters = layers.at(-1)!.count;
  return realiseInputs(size, drawn, { names: { N: parameters }, parameters, testPoints: testPointCount });
}
