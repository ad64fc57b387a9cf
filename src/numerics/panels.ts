/**
 * Gauss–Legendre rules on panels that are as fine as the integrand needs: between known kinks, and near known
 * features.
 *
 * On a panel of half-width H the 16-node rule errs by ρ⁻³² of the largest value on the ellipse of sum ρ of
 * semi-axes (over H) inside which the integrand is analytic (Trefethen, SIAM Review 50 (2008), Theorem 4.5).
 * ρ ≥ 3 makes that 10⁻¹⁵: H ≤ 0.7 times the distance to a pole; and for bells e^{−x²/2w²} and their
 * integrals, which are entire, H ≤ 1.5 w.
 */

/** Where an integrand changes fast. */
export interface Feature {
  readonly centre: number;
  /** Of a pole: its distance from the real line. Of a bell: its standard deviation. */
  readonly width: number;
  readonly kind: 'pole' | 'bell';
}

export interface Rule {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

const order = 16;
const toPole = 0.7;
const toBell = 1.5;
/** A bell is below 10⁻¹⁷ beyond this many standard deviations. */
export const bellReach = 8.8;
/**
 * Features narrower than these shares of the interval are taken for as wide; poles cost nodes, and are as
 * good as kinks.
 */
const finest = { pole: 1e-9, bell: 1e-15 };

/** A rule on [first, last] for functions with these features, analytic between the kinks. */
export function panelRule(
  [first, last]: readonly [number, number],
  given: readonly Feature[],
  kinks: readonly number[] = [],
): Rule {
  const floor = (kind: Feature['kind']) => finest[kind] * (last - first);
  const features = given.map((each) => ({ ...each, width: Math.max(each.width, floor(each.kind)) }));
  const breaks = [...kinks, ...features.flatMap(breaksOf)].filter((x) => x > first && x < last);
  const ends = [first, ...breaks.sort((a, b) => a - b), last];
  const bounds = [first];
  for (let i = 0; i + 1 < ends.length; i++) {
    let from = ends[i]!;
    const end = ends[i + 1]!;
    const near = features.filter((feature) => reaches(feature, (from + end) / 2));
    while (from < end) {
      const half = halfWidth(from, end, near);
      // What is left after the panel is no sliver.
      from = end - from <= 2.2 * half ? end : from + 2 * half;
      bounds.push(from);
    }
  }
  return panelsOf(bounds);
}

/** A bell ends where it reaches; a pole's panels are graded towards its centre from both sides. */
function breaksOf({ centre, width, kind }: Feature): number[] {
  return kind === 'bell' ? [centre - bellReach * width, centre, centre + bellReach * width] : [centre];
}

/** Whether it is felt at x: a pole everywhere. */
function reaches({ centre, width, kind }: Feature, x: number): boolean {
  return kind === 'pole' || Math.abs(x - centre) < bellReach * width;
}

/** The largest half-width of a panel that begins at `from`, on one side of every centre. */
function halfWidth(from: number, end: number, features: readonly Feature[]): number {
  let half = (end - from) / 2;
  for (const { centre, width, kind } of features) {
    if (kind === 'bell') half = Math.min(half, toBell * width);
    else if (from >= centre) half = Math.min(half, toPole * Math.hypot(from - centre, width));
    else if (half > toPole * width) half = Math.min(half, approach(centre - from, width));
  }
  return half;
}

/** The H of H = 0.7 |(distance − 2H) + i width|: panels that end at 2H short of a pole ahead. */
function approach(distance: number, width: number): number {
  const t2 = toPole * toPole;
  // (1 − 4t²) H² + 4 t² distance H − t² (distance² + width²) = 0
  const a = 1 - 4 * t2;
  const b = 4 * t2 * distance;
  const c = -t2 * (distance * distance + width * width);
  const root = Math.sqrt(Math.max(0, b * b - 4 * a * c));
  const half = (-2 * c) / (b + root);
  return Math.max(half, toPole * width);
}

/** The rule on each of the panels between these bounds. */
function panelsOf(bounds: readonly number[]): Rule {
  const count = order * (bounds.length - 1);
  const [nodes, weights] = [new Float64Array(count), new Float64Array(count)];
  for (let panel = 0, at = 0; at < count; panel++) {
    const from = bounds[panel]!;
    const half = (bounds[panel + 1]! - from) / 2;
    for (let i = 0; i < order; i++, at++) {
      nodes[at] = from + half * (1 + legendre.nodes[i]!);
      weights[at] = half * legendre.weights[i]!;
    }
  }
  return { nodes, weights };
}

const legendre: Rule = legendreRule(order);

/** Nodes, ascending, and weights of the n-point Gauss–Legendre rule on [−1, 1]: Newton on P_n. */
function legendreRule(n: number): Rule {
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let x = -Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let slope = 1;
    for (let step = 0; step < 8; step++) {
      let [before, value] = [1, x];
      for (let k = 2; k <= n; k++)
        [before, value] = [value, ((2 * k - 1) * x * value - (k - 1) * before) / k];
      slope = (n * (x * value - before)) / (x * x - 1);
      x -= value / slope;
    }
    nodes[i] = x;
    weights[i] = 2 / ((1 - x * x) * slope * slope);
  }
  return { nodes, weights };
}
