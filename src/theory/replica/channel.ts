/**
 * The channel side of the state evolution: what a loss and a law of the labels make of one sample. Labels are
 * ±1 and both classes alike, P(y | f*) = P(−y | −f*), so that everything is a function of the margin u = y f
 * and y = 1 stands for both. With ω = √q ξ, ω* = (m/q) ω, V* = ρ − m²/q, Z0(ω*, V*) = E P(1 | ω* + √V* g):
 *
 *     shrink  = 2 E[Z0 (1 − ∂_ω prox)]        = −V E ∂_ω f
 *     align   = 2 E[∂_{ω*} Z0 (prox − ω)]      = V E[∂_{ω*} log Z0 · f]
 *     pull2   = 2 E[Z0 (prox − ω)²]           = V² E f²
 *
 * Times V they stay finite for V → ∞, where interpolating losses have a limit: λ → 0⁺ on separable data.
 *
 * Source: Loureiro et al., arXiv:2102.08127v3, eqs. (2.6)–(2.9); Gerace et al., arXiv:2002.09339v2, eqs.
 * (14)–(17).
 */
import { bellReach, type Feature, panelRule } from '../../numerics/panels.ts';

/** A convex loss ℓ(u) of the margin. */
export interface MarginLoss {
  /** ℓ(u). */
  readonly value: (margin: number) => number;
  /** ℓ′(u) ≤ 0 or, beyond the margin of the square loss, > 0; at a kink one of its one-sided values. */
  readonly slope: (margin: number) => number;
  /** ℓ″(u) away from kinks. */
  readonly curvature: (margin: number) => number;
  /**
   * argmin_u (u − ω)²/2V + ℓ(u), to the last digits; V = ∞: its limit, for losses that vanish from a finite
   * margin on.
   * @param near  a guess, for losses that iterate
   */
  readonly proximal: (omega: number, v: number, near?: number) => number;
  /** 1 − ∂prox/∂ω = Vℓ″/(1 + Vℓ″) at prox, away from kinks of the prox. */
  readonly shrinkage: (prox: number, omega: number, v: number) => number;
  /** ω between which the prox is analytic. */
  readonly kinks: (v: number) => readonly number[];
  /** Singularities ω = centre ± i width of the prox. */
  readonly poles: (v: number) => readonly { readonly centre: number; readonly width: number }[];
  /** Whether ℓ is least at a finite margin: the prox has a limit for V → ∞. */
  readonly interpolates: boolean;
  /** Whether ℓ goes to its infimum wherever y f is large: separable data, not only as many as there are parameters, have no loss. */
  readonly separates: boolean;
}

/** A law of labels given the teacher's f*: P(1 | f*), with P(−1 | f*) = P(1 | −f*). */
export interface LabelLaw {
  /** Z0(·, V*) and its derivative in the mean. */
  readonly given: (variance: number) => ConditionalLaw;
  /** P(1 | f*) increases with f*: labels tell of the teacher. */
  readonly informative: boolean;
}

export interface ConditionalLaw {
  /** Z0 at this mean of f*. */
  readonly probability: (mean: number) => number;
  /** ∂Z0 by the mean. */
  readonly density: (mean: number) => number;
  /** How wide Z0's step is, as a function of the mean. */
  readonly feature: Omit<Feature, 'centre'> | null;
}

/**
 * A state: V in (0, ∞], q > 0, and t = m/√(ρq − m²) ≥ 0, the tangent's inverse of the angle between student
 * and teacher.
 */
export interface State {
  readonly v: number;
  readonly q: number;
  readonly t: number;
}

export interface Channel {
  readonly loss: MarginLoss;
  readonly labels: LabelLaw;
  /** ρ = E f*². */
  readonly rho: number;
}

export interface ChannelMoments {
  readonly shrink: number;
  readonly align: number;
  readonly pull2: number;
}

const normal = 1 / Math.sqrt(2 * Math.PI);

/** m/q and V* of a state. */
export function teacherGiven(
  rho: number,
  { q, t }: Pick<State, 'q' | 't'>,
): { slope: number; variance: number } {
  const root = Math.sqrt(1 + t * t);
  return { slope: (t / root) * Math.sqrt(rho / q), variance: rho / (1 + t * t) };
}

/** The three moments at a state; absolute error some 10⁻¹⁵ of their size. */
export function channelMoments(channel: Channel, state: State): ChannelMoments {
  const { loss, labels, rho } = channel;
  const { v, q } = state;
  const { slope, variance } = teacherGiven(rho, state);
  const law = labels.given(variance);
  const scale = Math.sqrt(q);
  const rule = omegaRule(channel, state, law, slope);
  let shrink = 0;
  let align = 0;
  let pull2 = 0;
  let near = Number.NaN;
  for (let i = 0; i < rule.nodes.length; i++) {
    const omega = rule.nodes[i]!;
    const xi = omega / scale;
    const weight = ((2 * normal * rule.weights[i]!) / scale) * Math.exp(-0.5 * xi * xi);
    const prox = loss.proximal(omega, v, near);
    const shrinkage = loss.shrinkage(prox, omega, v);
    near = prox + (1 - shrinkage) * (rule.nodes[i + 1]! - omega);
    const pull = prox - omega;
    const probability = law.probability(slope * omega);
    shrink += weight * probability * shrinkage;
    align += weight * law.density(slope * omega) * pull;
    pull2 += weight * probability * pull * pull;
  }
  return { shrink, align, pull2 };
}

/** Expectations of functions of the margin ω and the prox at it over both classes; `kinks` are those of the functions in ω. */
export function channelAverages(
  channel: Channel,
  state: State,
  functions: readonly ((omega: number, prox: number) => number)[],
  kinks: readonly number[] = [],
): number[] {
  const { slope, variance } = teacherGiven(channel.rho, state);
  const law = channel.labels.given(variance);
  const scale = Math.sqrt(state.q);
  const { nodes, weights } = omegaRule(channel, state, law, slope, kinks);
  const sums = functions.map(() => 0);
  let prox = Number.NaN;
  nodes.forEach((omega, i) => {
    const xi = omega / scale;
    const weight =
      ((2 * normal * weights[i]!) / scale) * Math.exp(-0.5 * xi * xi) * law.probability(slope * omega);
    prox = channel.loss.proximal(omega, state.v, prox);
    for (let k = 0; k < functions.length; k++) sums[k]! += weight * functions[k]!(omega, prox);
  });
  return sums;
}

/** A rule in ω for E over ω ~ N(0, q), the density not included. */
function omegaRule(
  { loss }: Channel,
  { v, q }: State,
  law: ConditionalLaw,
  slope: number,
  kinks: readonly number[] = [],
) {
  const scale = Math.sqrt(q);
  const features: Feature[] = [{ centre: 0, width: scale, kind: 'bell' }];
  if (law.feature !== null && slope !== 0) {
    features.push({ centre: 0, kind: law.feature.kind, width: law.feature.width / Math.abs(slope) });
  }
  for (const pole of loss.poles(v)) features.push({ ...pole, kind: 'pole' });
  return panelRule([-bellReach * scale, bellReach * scale], features, [...loss.kinks(v), ...kinks]);
}

/**
 * 2 E[(∂Z0)²/Z0] over ω* of variance ρt²/(1 + t²): what a label tells of the teacher beyond the overlap t.
 */
export function informationOf({ labels, rho }: Omit<Channel, 'loss'>, t: number): number {
  const variance = rho / (1 + t * t);
  const scale = Math.sqrt(rho / (1 + 1 / (t * t)));
  const law = labels.given(variance);
  const features: Feature[] = [{ centre: 0, width: scale, kind: 'bell' }];
  if (law.feature !== null) features.push({ ...law.feature, centre: 0 });
  const { nodes, weights } = panelRule([-bellReach * scale, bellReach * scale], features);
  let sum = 0;
  nodes.forEach((mean, i) => {
    const density2 = law.density(mean) ** 2;
    // The probability underflows later.
    if (density2 === 0) return;
    const xi = mean / scale;
    sum +=
      ((2 * normal * weights[i]!) / scale) * Math.exp(-0.5 * xi * xi) * (density2 / law.probability(mean));
  });
  return sum;
}
