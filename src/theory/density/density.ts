/**
 * The density of the limiting spectrum of the empirical kernel K/n,
 *
 *     ρ(s) = (1/π) |Im 1/κ| = |Im z(γ)|/(π n s)     at λ(γ) = −s,  Im γ > 0
 *
 * since 1/κ = (1 − z/n)/λ is the Stieltjes transform (1/n) tr (K/n + λ)⁻¹. Inside a bulk the equation has one root in the upper half
 * plane and no other: there the arguments of γ, 1 − z/k and 1 − z/n are each in (0, π) and add up to that of λ, π (with more layers
 * they could add up to 3π, so the partial sums are checked, too). Whatever Newton's method finds there is the density.
 *
 * Along a bulk γ is followed in the angle θ, s = a + (b − a) sin²(θ/2), in which it is smooth across the edges.
 */
import { add, type Complex, complex, divide, modulus, scale, subtract } from '../../numerics/complex.ts';
import { type Curve, type CurvePoint, curveAt } from '../complex/curve.ts';
import { solveComplex } from '../complex/solve.ts';
import type { Bulk } from './support.ts';

/** The density at one place. */
export interface Density {
  /** Per eigenvalue, K/n having n of them; null where the equation could not be solved. */
  readonly density: number | null;
  /** |λ(γ) + s|/|λ′(γ) Im γ|: how far the density is off, relatively; 0 outside the support. */
  readonly residual: number | null;
}

const newtonSteps = 30;
/** Relative to Im γ, and so to the density. */
const accuracy = 1e-13;
/** Where steps shrink no more rounding sets the floor; beyond this it has eaten the density. */
const coarsest = 1e-3;
/** Rounding of arguments that are to be positive. */
const slack = 1e-9;
/** Part of a step in θ below which following gives up. */
const leastStep = 1e-6;
/** Places this near to an edge, relatively, are at it: the density is 0. */
const edgeRounding = 4 * Number.EPSILON;
/** Angle to the axis of the last ray that is tried. */
const closestRay = 1e-7;

/** The densities at places s > 0 in ascending order. */
export function densitiesAt(curve: Curve, bulks: readonly Bulk[], places: readonly number[]): Density[] {
  const outside: Density = { density: 0, residual: 0 };
  const densities: Density[] = places.map(() => outside);
  for (const bulk of bulks) {
    const [low, high] = [bulk.lower.at * (1 + edgeRounding), bulk.upper.at * (1 - edgeRounding)];
    const inside = places.flatMap((s, i) => (s > low && s < high ? [i] : []));
    if (inside.length === 0) continue;
    const start = rootInMiddle(curve, bulk);
    const middle = placeOf(bulk, Math.PI / 2);
    const above = inside.filter((i) => places[i]! >= middle);
    const below = inside.filter((i) => places[i]! < middle).reverse();
    for (const side of [above, below]) {
      let known: readonly [Root, Root] | null = start && [start, start];
      for (const i of side) {
        const s = places[i]!;
        const followed: Root | null = known && follow(curve, bulk, known, s);
        const root = followed ?? fromAbove(curve, bulk, angleOf(bulk, s), s);
        if (root) known = [known?.[1] ?? root, root];
        densities[i] = densityOf(curve, root, s);
      }
    }
  }
  return densities;
}

function densityOf({ samples }: Curve, root: Root | null, s: number): Density {
  if (root === null) return { density: null, residual: null };
  return { density: -root.point.degrees.im / (Math.PI * samples * s), residual: root.residual };
}

/** A solution in the bulk. */
interface Root {
  readonly angle: number;
  readonly point: CurvePoint;
  readonly residual: number;
  /** dγ/dθ. */
  readonly speed: Complex;
}

/** From an arc between the edges' γ, or else from above. */
function rootInMiddle(curve: Curve, bulk: Bulk): Root | null {
  const { lower, upper } = bulk;
  const angle = Math.PI / 2;
  const s = placeOf(bulk, angle);
  const arc = complex((lower.gamma + upper.gamma) / 2, Math.abs(upper.gamma - lower.gamma) / 2);
  return solve(curve, bulk, angle, s, arc) ?? fromAbove(curve, bulk, angle, s);
}

/** Down onto the axis, from rays of λ ever closer to it, on which it is known from far out which solution is right. */
function fromAbove(curve: Curve, bulk: Bulk, angle: number, s: number): Root | null {
  for (let ray = 0.5; ray > closestRay; ray /= 2) {
    const lambda = complex(-s * Math.cos(ray), s * Math.sin(ray));
    const { point, converged } = solveComplex(curve, lambda);
    const root = converged ? solve(curve, bulk, angle, s, point.gamma) : null;
    if (root) return root;
  }
  return null;
}

/** The root at s from a known one of the bulk, and from that before it: by as many steps in θ as it takes. */
function follow(curve: Curve, bulk: Bulk, [before, known]: readonly [Root, Root], s: number): Root | null {
  const goal = angleOf(bulk, s);
  let [behind, root] = [before, known];
  let step = goal - root.angle;
  for (;;) {
    const last = Math.abs(goal - root.angle) <= Math.abs(step);
    const angle = last ? goal : root.angle + step;
    const place = last ? s : placeOf(bulk, angle);
    const found = solve(curve, bulk, angle, place, extrapolated(behind, root, angle));
    if (found && last) return found;
    if (found) {
      [behind, root] = [root, found];
      step *= 2;
    } else {
      step /= 2;
      if (Math.abs(step) <= leastStep * Math.abs(goal - root.angle)) return null;
    }
  }
}

/** γ at the angle by two terms of its expansion about a root, the second from the root before. */
function extrapolated(before: Root, { angle: from, point, speed }: Root, angle: number): Complex {
  const [ahead, back] = [angle - from, from - before.angle];
  const turn = back === 0 ? complex(0) : scale(subtract(speed, before.speed), (ahead * ahead) / (2 * back));
  return add(point.gamma, add(scale(speed, ahead), turn));
}

function angleOf({ lower, upper }: Bulk, s: number): number {
  return 2 * Math.atan2(Math.sqrt(s - lower.at), Math.sqrt(upper.at - s));
}

/** s = a + (b − a) sin²(θ/2). */
function placeOf({ lower, upper }: Bulk, angle: number): number {
  return lower.at + (upper.at - lower.at) * Math.sin(angle / 2) ** 2;
}

/** Newton's method for λ(γ) = −s in the upper half plane, at the angle of s. */
function solve(curve: Curve, bulk: Bulk, angle: number, s: number, start: Complex): Root | null {
  let gamma = start;
  let last = Number.POSITIVE_INFINITY;
  for (let i = 0; i < newtonSteps && gamma.im > 0; i++) {
    const point = curveAt(curve, gamma);
    const step = divide(subtract(complex(-s), point.lambda), point.slope);
    const residual = modulus(step) / gamma.im;
    if (residual <= accuracy || (residual < coarsest && residual >= last / 2)) {
      if (!onBranch(point)) return null;
      const rate = ((bulk.upper.at - bulk.lower.at) / 2) * Math.sin(angle);
      return { angle, point, residual, speed: divide(complex(-rate), point.slope) };
    }
    // A step beyond the distance to the axis is cut: the root is in the upper half plane.
    gamma = add(gamma, scale(step, Math.min(1, 0.9 / residual)));
    last = residual;
  }
  return null;
}

function onBranch({ kappa, share }: CurvePoint): boolean {
  return kappa.im >= -slack * modulus(kappa) && share.im >= -slack * modulus(share);
}
