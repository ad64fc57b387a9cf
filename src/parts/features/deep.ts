/**
 * Several hidden layers of random neurons at finite size: φ^l = σ_l(W_l φ̄^{l−1}), φ̄^0 = x. Below the last layer
 * φ̄ = (φ − E σ_l(G))/√Var σ_l(G), G ~ N(0, 1), centred and of unit variance in the limit.
 */
import type { Backend } from '../../linalg/backend.ts';
import type { Matrix } from '../../linalg/matrix.ts';
import { gaussianExpectation } from '../../numerics/quadrature.ts';
import type { Stream } from '../../random/stream.ts';
import type { DeepLayer } from '../cell.ts';
import { type Activation, findActivation } from './activations.ts';
import { drawWeights, features } from './random.ts';

/** W_l, one row a neuron: of the first layer on the unit sphere of the inputs, the others' entries N(0, 1/N_{l−1}). */
export function drawDeepWeights(
  backend: Backend,
  layers: readonly DeepLayer[],
  dimension: number,
  stream: Stream,
): Matrix[] {
  return layers.map(({ count }, l) => {
    const weights = backend.workspace.matrix(count, l === 0 ? dimension : layers[l - 1]!.count);
    drawWeights(weights, l === 0 ? 'sphere' : 'gaussian', stream);
    return weights;
  });
}

/** out ← φ^L at the rows of x. */
export function deepFeatures(
  backend: Backend,
  out: Matrix,
  x: Matrix,
  weights: readonly Matrix[],
  layers: readonly DeepLayer[],
): void {
  backend.workspace.scope(() => {
    let below = x;
    layers.forEach(({ count, activation: name }, l) => {
      const activation = findActivation(name);
      const last = l === layers.length - 1;
      const phi = last ? out : backend.workspace.matrix(x.rows, count);
      features(backend, phi, below, weights[l]!, activation);
      below = phi;
      if (last) return;
      const { mean, scale } = momentsOf(activation);
      for (let i = 0; i < phi.data.length; i++) phi.data[i] = scale * (phi.data[i]! - mean);
    });
  });
}

const cache = new Map<string, { readonly mean: number; readonly scale: number }>();

/** The mean of σ(G), G ~ N(0, 1), and one over its standard deviation, by quadrature of the function that is applied. */
function momentsOf({ name, apply, kinks }: Activation) {
  let found = cache.get(name);
  if (found === undefined) {
    const mean = gaussianExpectation(apply, kinks).value;
    const variance = gaussianExpectation((x) => (apply(x) - mean) ** 2, kinks).value;
    found = { mean, scale: 1 / Math.sqrt(variance) };
    cache.set(name, found);
  }
  return found;
}
