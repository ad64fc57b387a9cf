/**
 * A smooth loss for many label vectors of one design at once: nonlinear conjugate gradients in the metric
 *
 *     M = c + b ZᵀZ ≈ c + XᵀWX,    X = diag(y) Z,
 *
 * with one b for the curvatures W of all samples, so that y² = 1 leaves no label (jointSpace.ts): one factor serves all of them, and an iteration is
 * one solve, one product with Z and one with Zᵀ for all. Where W is far from b, as at small penalties, a method with factors of its own is
 * faster: to that those are left that would take longer. One label vector by itself has a metric of its own, c + XᵀWX of the W that a few iterations along
 * gradients come to.
 *
 * Source of the direction: Hager & Zhang 2005, SIAM J. Optim. 16, 170.
 */
import type { Backend } from '../../linalg/backend.ts';
import { rowOf } from '../../linalg/matrix.ts';
import type { DesignMatrix } from '../ridge.ts';
import { conjugateOperations, newtonOperations } from './costs.ts';
import { type JointSpace, jointSpace, type KnownDesign, ownSpace } from './jointSpace.ts';
import type { SmoothLoss } from './newton.ts';

/** A smooth loss, and what more is to be known of it. */
export interface JointLoss extends SmoothLoss {
  /** b, a usual ℓ''. */
  readonly usualCurvature: number;
  /** ℓ'' where ℓ' is this. */
  readonly curvatureAt: (slope: number) => number;
  /** Iterations with a factorisation that a label vector by itself takes from where these leave it. */
  readonly iterationsAlone: number;
}

/** Where the iterations for one label vector end. */
export interface JointFit {
  /** In the numbers of its space (space.ts). */
  readonly a: Float64Array;
  readonly coefficients: Float64Array;
  readonly margins: Float64Array;
  /** Duality gap relative to the objective, |g|²/2c; Infinity where Newton's method is to go on. */
  readonly gap: number;
  readonly iterations: number;
}

const maximumIterations = 300;
/** Iterations along gradients of a label vector by itself. */
const rough = 8;
/** Predicted decrease ½ gᵀM⁻¹g, relative to the objective, at which the iterations end: coefficients are then exact to some 10⁻⁹. */
const closed = 1e-19;
/** Iterations after which it is judged for the first time whether they get there, and again after twice as many. */
const trial = 5;
/** Share of the slope that may be left along a line. */
const slopeLeft = 0.1;

/** A label vector's fit under way. */
interface State {
  readonly labels: Float64Array;
  readonly a: Float64Array;
  readonly margins: Float64Array;
  /** ℓ'(u) */
  readonly slopes: Float64Array;
  /** Of the last iteration: the gradient, the direction, and how the margins change along that. */
  readonly gradient: Float64Array;
  readonly direction: Float64Array;
  readonly change: Float64Array;
  /** gᵀM⁻¹g of the last iteration. */
  decrement: number;
  /** The same, and after how many iterations, when it was last judged whether they get there. */
  mark: { readonly iterations: number; readonly decrement: number };
  /** Slopes along the direction where its line began and where it ended. */
  ends: readonly [from: number, to: number];
  /** The objective when it was last asked for. */
  objective: number;
  iterations: number;
  done: boolean;
}

/**
 * One fit a label vector; null where M has no factor.
 *
 * @param c > 0
 */
export function fitTogether(
  backend: Backend,
  known: KnownDesign,
  labels: readonly Float64Array[],
  { loss, c }: { readonly loss: JointLoss; readonly c: number },
): JointFit[] | null {
  return backend.workspace.scope(() => {
    const space = jointSpace(backend, known, c, loss.usualCurvature);
    if (space === null) return null;
    const states = labels.map((y) => atZero(y, space.order, loss));
    iterate(backend, space, states, { loss, c, patience: patienceOf(known.design, loss) });
    return certified(backend, space, states, { loss, c });
  });
}

/** The same of one label vector of a tall design. */
export function fitAlone(
  backend: Backend,
  design: DesignMatrix,
  labels: Float64Array,
  { loss, c }: { readonly loss: JointLoss; readonly c: number },
): JointFit | null {
  return backend.workspace.scope(() => {
    const begun = atZero(labels, design.parameters, loss);
    const plain = ownSpace(backend, design, c, null)!;
    iterate(backend, plain, [begun], { loss, c, patience: () => Number.POSITIVE_INFINITY }, rough);
    const space = ownSpace(backend, design, c, begun.slopes.map(loss.curvatureAt));
    if (space === null) return null;
    const { a, margins, slopes, objective } = begun;
    const state = { ...atZero(labels, design.parameters, loss), a, margins, slopes, objective };
    iterate(backend, space, [state], { loss, c, patience: patienceOf(design, loss) });
    const [fit] = certified(backend, space, [state], { loss, c });
    return { ...fit!, iterations: begun.iterations + state.iterations };
  });
}

/** Iterations that so many label vectors are worth. */
type Patience = (count: number) => number;

function patienceOf({ samples, parameters }: DesignMatrix, { iterationsAlone }: JointLoss): Patience {
  const alone = iterationsAlone * newtonOperations(samples, parameters);
  return (count) => alone / conjugateOperations(samples, parameters, count);
}

function iterate(
  { workspace }: Backend,
  space: JointSpace,
  states: readonly State[],
  { loss, c, patience }: { readonly loss: JointLoss; readonly c: number; readonly patience: Patience },
  most = maximumIterations,
): void {
  let active = states;
  for (let i = 0; i < most && active.length > 0; i++) {
    const rules = { loss, c, primal: space.primal, patience: patience(active.length) };
    active = workspace.scope(() => {
      const gradients = space.gradients(active);
      const { steps, changes } = space.steps(active, gradients);
      return active.filter((state, k) =>
        advance(state, rowOf(gradients, k), { step: rowOf(steps, k), change: rowOf(changes, k) }, rules),
      );
    });
  }
}

function atZero(labels: Float64Array, order: number, loss: SmoothLoss): State {
  const n = labels.length;
  return {
    labels,
    a: new Float64Array(order),
    margins: new Float64Array(n),
    slopes: new Float64Array(n).fill(loss.slope(0)),
    gradient: new Float64Array(order),
    direction: new Float64Array(order),
    change: new Float64Array(n),
    decrement: 0,
    mark: { iterations: 0, decrement: 0 },
    ends: [0, 0],
    objective: n * loss.value(0),
    iterations: 0,
    done: false,
  };
}

interface Rules {
  readonly loss: JointLoss;
  readonly c: number;
  readonly primal: boolean;
  /** Iterations that are worth their while. */
  readonly patience: number;
}

/** One iteration of one label vector. @returns whether there is to be another one */
function advance(
  state: State,
  gradient: Float64Array,
  { step, change }: { readonly step: Float64Array; readonly change: Float64Array },
  rules: Rules,
): boolean {
  const { primal } = rules;
  const decrement = dot(gradient, primal ? step : change);
  if (isClosed(state, decrement, rules)) {
    state.done = true;
    return false;
  }
  if (!isPromising(state, decrement, rules.patience)) return false;
  const beta =
    state.iterations === 0 ? 0 : conjugacy(state, decrement, dot(state.gradient, primal ? step : change));
  const slope = -decrement + beta * state.ends[1];
  const kept = slope < 0 ? beta : 0;
  for (let j = 0; j < step.length; j++) state.direction[j] = kept * state.direction[j]! - step[j]!;
  for (let i = 0; i < change.length; i++) state.change[i] = kept * state.change[i]! - change[i]!;
  state.gradient.set(gradient);
  state.decrement = decrement;
  state.iterations++;
  return moveAlong(state, slope < 0 ? slope : -decrement, rules);
}

/** Whether the predicted decrease is nothing beside the objective, of which the last value is an upper bound. */
function isClosed(state: State, decrement: number, rules: Rules): boolean {
  if (!(decrement <= 2 * closed * state.objective)) return false;
  state.objective = objectiveAt(state, rules);
  return decrement <= 2 * closed * state.objective;
}

/** Whether at the rate since that was last judged the rest takes no more iterations than `patience`. */
function isPromising(state: State, decrement: number, patience: number): boolean {
  const { iterations, mark, objective } = state;
  if (iterations > 0 && iterations < Math.max(trial, 2 * mark.iterations)) return true;
  state.mark = { iterations, decrement };
  if (iterations === 0) return decrement > 0;
  const rate = Math.log(mark.decrement / decrement) / (iterations - mark.iterations);
  return Math.log(decrement / (2 * closed * objective)) <= patience * rate;
}

/** β of the direction −M⁻¹g + β d, at least 0. @param across gᵀM⁻¹g of this gradient and the last */
function conjugacy({ decrement: last, ends: [from, to] }: State, decrement: number, across: number): number {
  const bent = to - from;
  const beta = (decrement - across) / bent - (2 * (decrement - 2 * across + last) * to) / bent ** 2;
  return beta > 0 ? beta : 0;
}

/** Goes along the direction to where little of the slope is left; @returns whether there is such a place */
function moveAlong(state: State, slope: number, { loss, c, primal }: Rules): boolean {
  const { a, margins, slopes, direction, change } = state;
  const paired = primal ? direction : change;
  const [across, square] = [c * dot(a, paired), c * dot(direction, paired)];
  let bent = square;
  for (let i = 0; i < change.length; i++) bent += loss.curvatureAt(slopes[i]!) * change[i]! * change[i]!;
  let [low, high, length] = [0, Number.POSITIVE_INFINITY, -slope / bent];
  let [before, last] = [slope, 0];
  for (let tries = 0; tries < 40; tries++) {
    let here = across + length * square;
    for (let i = 0; i < change.length; i++) {
      const each = loss.slope(margins[i]! + length * change[i]!);
      slopes[i] = each;
      here += each * change[i]!;
    }
    if (Math.abs(here) <= -slopeLeft * slope) {
      for (let i = 0; i < margins.length; i++) margins[i]! += length * change[i]!;
      for (let j = 0; j < a.length; j++) a[j]! += length * direction[j]!;
      state.ends = [slope, here];
      return true;
    }
    if (here > 0) high = length;
    else low = length;
    // By the secant, within what is known to hold the place.
    const next = length - (here * (length - last)) / (here - before);
    [before, last] = [here, length];
    const most = high < Number.POSITIVE_INFINITY ? high : 4 * length;
    length = next > low && next < most ? next : (low + most) / 2;
  }
  return false;
}

/** The fits with their duality gaps, from margins that are computed anew. */
function certified(
  { workspace }: Backend,
  space: JointSpace,
  states: readonly State[],
  { loss, c }: { readonly loss: JointLoss; readonly c: number },
): JointFit[] {
  const rows = workspace.matrix(states.length, space.order);
  states.forEach(({ a }, k) => {
    rowOf(rows, k).set(a);
  });
  const margins = space.margins(states, rows);
  states.forEach((state, k) => {
    state.margins.set(rowOf(margins, k));
    state.slopes.set(state.margins.map(loss.slope));
  });
  const gradients = space.gradients(states);
  const paired = space.primal ? gradients : space.margins(states, gradients);
  const coefficients = space.coefficients(states, rows);
  return states.map((state, k) => {
    const { a, margins, iterations, done } = state;
    const square = dot(rowOf(gradients, k), rowOf(paired, k));
    const gap = square / (2 * c) / objectiveAt(state, { loss, c, primal: space.primal });
    const own = rowOf(coefficients, k).slice();
    return { a, coefficients: own, margins, gap: done ? gap : Number.POSITIVE_INFINITY, iterations };
  });
}

type Objective = Pick<Rules, 'loss' | 'c' | 'primal'>;

function objectiveAt({ a, margins }: State, { loss, c, primal }: Objective): number {
  let sum = (c / 2) * dot(a, primal ? a : margins);
  for (let i = 0; i < margins.length; i++) sum += loss.value(margins[i]!);
  return sum;
}

/** By four sums, which do not wait for each other. */
function dot(a: Float64Array, b: Float64Array): number {
  let [s, t, u, v] = [0, 0, 0, 0];
  const even = a.length & ~3;
  for (let i = 0; i < even; i += 4) {
    s += a[i]! * b[i]!;
    t += a[i + 1]! * b[i + 1]!;
    u += a[i + 2]! * b[i + 2]!;
    v += a[i + 3]! * b[i + 3]!;
  }
  for (let i = even; i < a.length; i++) s += a[i]! * b[i]!;
  return s + t + (u + v);
}
