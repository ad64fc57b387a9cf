/**
 * Approximate message passing on isotropic Gaussian inputs, step by step: iterate w^t of V^t, q^t, m^t has the law of the state evolution run as an
 * iteration, from w⁰ = 0. With the channel's moments at (V, q, t),
 *
 *     V̂ = n shrink/V     q̂ = n pull2/V²     m̂ = n align/V
 *     V ← 1/(λ + V̂)      m ← m̂ρ/(λ + V̂)     q ← (q̂ + m̂²ρ)/(λ + V̂)²          V⁰ = 1/λ
 *
 * Source: Rangan, arXiv:1010.5141; Javanmard & Montanari, arXiv:1211.5164; scalings of Loureiro et al., arXiv:2102.08127.
 */
import { type Channel, channelMoments, type State } from './channel.ts';

/** q of the zero vector, for which the channel is that of its limit q → 0. */
const nothing = 1e-24;

/** The state of iterate `passes` ≥ 1 at λ > 0, for kernels with Σ = 1 counted per dimension; V is that of the next step. */
export function messagePassingState(channel: Channel, samples: number, ridge: number, passes: number): State {
  const { rho } = channel;
  let state: State = { v: 1 / ridge, q: nothing, t: 0 };
  for (let i = 0; i < passes; i++) {
    const { shrink, align, pull2 } = channelMoments(channel, state);
    const v = 1 / (ridge + (samples * shrink) / state.v);
    const factor = v / state.v;
    const aligned = rho * (samples * align * factor) ** 2;
    const rest = samples * pull2 * factor * factor;
    state = { v, q: rest + aligned, t: Math.sqrt(aligned / rest) };
  }
  return state;
}
