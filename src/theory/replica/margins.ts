/**
 * The law of margins u = y f, of the training samples and of fresh ones, at a state. Fresh margins are ω of
 * density 2 Z0(ω m/q, V*) N(ω; 0, q); training margins are prox_{Vℓ}(ω), whose inverse is explicit:
 *
 *     ω(u) = u + V ℓ′(u),    P(prox ≤ u) = P(ω ≤ ω(u)),    density ω′(u) = 1 + V ℓ″(u) times that of ω
 *
 * Where ℓ has a kink, or all that is pulled ends at one margin (V = ∞), an interval of ω is one margin: an
 * atom.
 *
 * Source: Gerace et al., arXiv:2002.09339; Montanari, Ruan, Sohn & Yan, arXiv:1911.01544.
 * Checked against: mass 1, E ℓ over it the training loss, margins of finite-size fits.
 */
import { bellReach, type Feature, panelRule } from '../../numerics/panels.ts';
import { type Channel, type State, teacherGiven } from './channel.ts';

export interface Atom {
  readonly at: number;
  readonly mass: number;
}

/** A law on the line: a density, and atoms beside it. */
export interface MarginLaw {
  /** P(margin ≤ u). */
  readonly cdf: (u: number) => number;
  /** Without the atoms. */
  readonly density: (u: number) => number;
  /** Ascending. */
  readonly atoms: readonly Atom[];
}

/** Margins y f of fresh samples; absolute error of the distribution function some 10⁻¹⁵. */
export function freshMargins({ labels, rho }: Omit<Channel, 'loss'>, state: State): MarginLaw {
  const { slope, variance } = teacherGiven(rho, state);
  const law = labels.given(variance);
  const scale = Math.sqrt(state.q);
  const density = (omega: number): number => {
    const xi = omega / scale;
    return (Math.sqrt(2 / Math.PI) / scale) * Math.exp(-0.5 * xi * xi) * law.probability(slope * omega);
  };
  const features: Feature[] = [{ centre: 0, width: scale, kind: 'bell' }];
  if (law.feature !== null && slope !== 0)
    features.push({ centre: 0, kind: law.feature.kind, width: law.feature.width / Math.abs(slope) });
  const reach = bellReach * scale;
  const cdf = (omega: number): number => {
    if (omega <= -reach) return 0;
    const { nodes, weights } = panelRule([-reach, Math.min(omega, reach)], features);
    return nodes.reduce((sum, node, i) => sum + weights[i]! * density(node), 0);
  };
  return { cdf, density: (omega) => (Number.isFinite(omega) ? density(omega) : 0), atoms: [] };
}

/** Margins y f of the training samples of a minimiser. */
export function trainingMargins(channel: Channel, state: State): MarginLaw {
  const { loss } = channel;
  const { v } = state;
  const fresh = freshMargins(channel, state);
  const flats = flatParts(channel, state);
  /** ω of margins above an atom at u, or at u itself: 0 · ∞ is 0 beyond the margin from which ℓ is 0. */
  const omegaAt = (u: number): number => {
    const slope = loss.slope(u);
    return slope === 0 ? u : u + v * slope;
  };
  return {
    cdf: (u) => fresh.cdf(flats.find(({ at }) => at === u)?.last ?? omegaAt(u)),
    density: (u) => {
      const density = fresh.density(omegaAt(u));
      const curvature = loss.curvature(u);
      if (curvature === 0) return density;
      // At V = ∞ all that is pulled is in the atom.
      return v === Number.POSITIVE_INFINITY ? 0 : density * (1 + v * curvature);
    },
    atoms: flats
      .map(({ at, first, last }) => ({ at, mass: fresh.cdf(last) - fresh.cdf(first) }))
      .filter(({ mass }) => mass > 0),
  };
}

/** Intervals of ω that the prox makes one margin, as far as ω goes. */
function flatParts({ loss }: Channel, { v, q }: State) {
  const reach = bellReach * Math.sqrt(q);
  const kinks = loss.kinks(v).filter((omega) => Math.abs(omega) < reach);
  const ends = [-reach, ...kinks.sort((a, b) => a - b), reach];
  return ends.slice(1).flatMap((last, i) => {
    const first = ends[i]!;
    const inside = (first + last) / 2;
    const at = loss.proximal(inside, v);
    return loss.shrinkage(at, inside, v) === 1 ? [{ at, first, last }] : [];
  });
}
