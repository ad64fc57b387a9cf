/**
 * The channel side of the state evolution: what a loss and a law of the labels make of one sample. Labels are
 * ±1 and both classes alike, P(y | f*) = P(−y | −f*), so that everything is a function of the margin u = y f
 * and y = 1 stands for both. With ω = √q ξ, ω* = (m/q) ω, V* = ρ − m²/q, Z0(ω*, V*) = E P(1 | ω* + √V* g):
 *
 *     shrink  = 2 E[Z0 (1 − ∂_ω prox)]        = −V E ∂_ω f
 *     align   = 2 E[∂_{ω*} Z0 (prox − ω)]      = V E[∂_{ω*} log Z0 · f]
 *     pull2   = 2 E[Z0 (prox − ω)²]           = V² E f²
 *     work    = 2 E[Z0 (prox − ω) prox]       = V E[f prox]
 *
 * Times V they stay finite for V → ∞, where interpolating losses have a limit: λ → 0⁺ on separable data.
 *
 * With offsets, labels of f* + b* and a student f + b, the classes are no longer alike. Turned around, that of
 * y = −1 is one of y = 1 with offsets −b* and −b: Z0 is at ω* + b*, the margin is ω + b, and 2 E is the sum over
 * the two. The loss does not change with b where they pull alike: E[Z0 (prox − ω − b)] is the same of both.
 *
 * Source: the equations of V̂, q̂, m̂ in Loureiro et al., arXiv:2102.08127, and Gerace et al., arXiv:2002.09339, whose
 * η is this prox and whose f_g this (prox − ω)/V. With offsets: Zhao, Sur & Candès, arXiv:2001.09351.
 */
import { bracketedRoot } from '../../numerics/bracketedRoot.ts';
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
 * and teacher, both without their offsets.
 */
export interface State {
  readonly v: number;
  readonly q: number;
  readonly t: number;
  /** b of the student; 0 unless given, without meaning where the teacher has none. */
  readonly offset?: number;
}

export interface Channel {
  readonly loss: MarginLoss;
  readonly labels: LabelLaw;
  /** ρ = E f*². */
  readonly rho: number;
  /** b* of labels of f* + b*; absent: neither teacher nor student has an offset. */
  readonly offset?: number;
}

export interface ChannelMoments {
  readonly shrink: number;
  readonly align: number;
  readonly pull2: number;
  readonly work: number;
  /**
   * log of what pulls the student's offset up over what pulls it down, of losses that only fall the E[Z0 (prox −
   * ω)] of the two classes; 0 without offsets.
   */
  readonly tilt: number;
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

/** A class, turned around where y = −1, with the offsets of teacher and student; or, both classes being alike, the two. */
interface Side {
  readonly sign: 1 | -1;
  readonly count: 1 | 2;
  readonly teacher: number;
  readonly student: number;
}

const alike: readonly Side[] = [{ sign: 1, count: 2, teacher: 0, student: 0 }];

function sidesOf(teacher: number | undefined, student = 0): readonly Side[] {
  if (teacher === undefined) return alike;
  return ([1, -1] as const).map((sign) => ({
    sign,
    count: 1,
    teacher: sign * teacher,
    student: sign * student,
  }));
}

/** The moments at a state; absolute error some 10⁻¹⁵ of their size. */
export function channelMoments(channel: Channel, state: State): ChannelMoments {
  const { loss, labels, rho, offset } = channel;
  const { v, q } = state;
  const { slope, variance } = teacherGiven(rho, state);
  const law = labels.given(variance);
  const scale = Math.sqrt(q);
  let shrink = 0;
  let align = 0;
  let pull2 = 0;
  let work = 0;
  let up = 0;
  let down = 0;
  const sides = sidesOf(offset, state.offset);
  for (const side of sides) {
    const { nodes, weights } = omegaRule(loss, state, { law, slope, side });
    const { sign, count, teacher, student } = side;
    let near = Number.NaN;
    for (let i = 0; i < nodes.length; i++) {
      const omega = nodes[i]!;
      const xi = omega / scale;
      const weight = ((count * normal * weights[i]!) / scale) * Math.exp(-0.5 * xi * xi);
      const margin = omega + student;
      const prox = loss.proximal(margin, v, near);
      const shrinkage = loss.shrinkage(prox, margin, v);
      near = prox + (1 - shrinkage) * (nodes[i + 1]! - omega);
      const pull = prox - margin;
      const mean = slope * omega + teacher;
      const probability = law.probability(mean);
      const force = weight * probability * pull;
      shrink += weight * probability * shrinkage;
      align += weight * law.density(mean) * pull;
      pull2 += force * pull;
      work += force * prox;
      const lift = sign * force;
      if (lift > 0) up += lift;
      else down -= lift;
    }
  }
  return { shrink, align, pull2, work, tilt: sides === alike ? 0 : Math.log(up / down) };
}

/** b at a state is sought where neither class is next to impossible: within so many √q + 1. */
const farthest = 30;

/** The student's offset at which a channel with offsets does not tilt, all else being as in the state: tilts fall with it. */
export function bestOffset(channel: Channel, state: State): number {
  const most = farthest * (1 + Math.sqrt(state.q));
  return bracketedRoot((offset) => channelMoments(channel, { ...state, offset }).tilt, [-most, most]);
}

/**
 * Expectations of functions of the margin, before and after the prox, over both classes; `kinks` are those of
 * the functions in the margin before.
 */
export function channelAverages(
  channel: Channel,
  state: State,
  functions: readonly ((margin: number, prox: number) => number)[],
  kinks: readonly number[] = [],
): number[] {
  const { loss, labels, rho, offset } = channel;
  const { slope, variance } = teacherGiven(rho, state);
  const law = labels.given(variance);
  const scale = Math.sqrt(state.q);
  const sums = functions.map(() => 0);
  for (const side of sidesOf(offset, state.offset)) {
    const { nodes, weights } = omegaRule(loss, state, { law, slope, side }, kinks);
    let prox = Number.NaN;
    nodes.forEach((omega, i) => {
      const xi = omega / scale;
      const weight =
        ((side.count * normal * weights[i]!) / scale) *
        Math.exp(-0.5 * xi * xi) *
        law.probability(slope * omega + side.teacher);
      const margin = omega + side.student;
      prox = loss.proximal(margin, state.v, prox);
      for (let k = 0; k < functions.length; k++) sums[k]! += weight * functions[k]!(margin, prox);
    });
  }
  return sums;
}

/** A margin is its own prox at no V. */
const noResponse = 1e-200;

/** Expectations of functions of a fresh sample's margin, at q, t and, with offsets, b. */
export function freshAverages(
  channel: Channel,
  state: Omit<State, 'v'>,
  functions: readonly ((margin: number) => number)[],
): number[] {
  return channelAverages(channel, { ...state, v: noResponse }, functions, [0]);
}

/** A rule in ω for E over ω ~ N(0, q), the density not included; kinks are in the margin, from which ω lies the offset apart. */
function omegaRule(
  loss: MarginLoss,
  { v, q }: State,
  { law, slope, side }: { readonly law: ConditionalLaw; readonly slope: number; readonly side: Side },
  kinks: readonly number[] = [],
) {
  const scale = Math.sqrt(q);
  const { teacher, student } = side;
  const features: Feature[] = [{ centre: 0, width: scale, kind: 'bell' }];
  if (law.feature !== null && slope !== 0) {
    const { kind, width } = law.feature;
    features.push({ centre: -teacher / slope, kind, width: width / Math.abs(slope) });
  }
  for (const { centre, width } of loss.poles(v))
    features.push({ centre: centre - student, width, kind: 'pole' });
  const breaks = [...loss.kinks(v), ...kinks].map((kink) => kink - student);
  return panelRule([-bellReach * scale, bellReach * scale], features, breaks);
}

/**
 * 2 E[(∂Z0)²/Z0] over ω* of variance ρt²/(1 + t²): what a label tells of the teacher, whose offset is known,
 * beyond the overlap t.
 */
export function informationOf({ labels, rho, offset }: Omit<Channel, 'loss'>, t: number): number {
  const variance = rho / (1 + t * t);
  const scale = Math.sqrt(rho / (1 + 1 / (t * t)));
  const law = labels.given(variance);
  let sum = 0;
  for (const { teacher, count } of sidesOf(offset)) {
    const features: Feature[] = [{ centre: 0, width: scale, kind: 'bell' }];
    if (law.feature !== null) features.push({ ...law.feature, centre: -teacher });
    const { nodes, weights } = panelRule([-bellReach * scale, bellReach * scale], features);
    nodes.forEach((omega, i) => {
      const mean = omega + teacher;
      const density2 = law.density(mean) ** 2;
      // The probability underflows later.
      if (density2 === 0) return;
      const xi = omega / scale;
      sum +=
        ((count * normal * weights[i]!) / scale) *
        Math.exp(-0.5 * xi * xi) *
        (density2 / law.probability(mean));
    });
  }
  return sum;
}
