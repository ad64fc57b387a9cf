/**
 * Functions of one variable that a user writes, such as the activation `max(x, 0.1*x)` or `x > 0 ? x : expm1(x)`.
 *
 *     numbers, x, pi, e        + - * / ^ ( )        < <= > >= == != and or not        condition ? a : b
 *     abs max min sign exp log log1p expm1 sqrt cbrt square cube sin cos tan sinh cosh tanh atan
 *     erf erfc Phi relu sigmoid softplus step (= heaviside, 1/2 at 0)
 *
 * A condition used as a number counts as 1 or 0. Products need their sign: 2*x.
 */
import { clip, InputError } from '../errors.ts';
import { compileUnivariate } from './code.ts';
import { type Expression, parseExpression } from './expression.ts';
import { signChanges, touchingRoots } from './roots.ts';
import { landmarksOf } from './switches.ts';
import { dependsOn } from './tree.ts';
import { functionVocabulary } from './vocabulary.ts';

export interface UnivariateFunction {
  readonly text: string;
  readonly evaluate: (x: number) => number;
  /** Ascending points in [-end, end] where the function or one of its low derivatives may jump. */
  readonly kinks: readonly number[];
}

const vocabulary = functionVocabulary(
  ['x'],
  [
    ...['abs', 'sign', 'exp', 'log', 'log1p', 'expm1', 'sqrt', 'cbrt', 'square', 'cube'],
    ...['sin', 'cos', 'tan', 'sinh', 'cosh', 'tanh', 'atan', 'erf', 'erfc', 'Phi'],
    ...['relu', 'sigmoid', 'softplus', 'step', 'heaviside', 'max', 'min'],
  ],
);

const mostKinks = 64;
/** A function that grows this much from 1e-6 to 1e-9 beside a kink has a pole there: 1/|x|^(1/2) grows 32-fold. */
const poleGrowth = 25;
const stepsPerUnit = 200;

/**
 * Checks and compiles an expression in x; the result is a plain JavaScript function, fast enough for hot loops.
 *
 * @param end x is in [-end, end]: 40 for Gaussian pre-activations, 1 for inner products of unit vectors
 * @throws {InputError} for anything but the documented grammar, with the position and the offending word; for an
 *   expression that is not finite on [-end, end], does not depend on x, or has more than 64 kinks
 */
export function compileExpression(text: string, end = 40): UnivariateFunction {
  try {
    return compile(text, end);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`expression "${clip(text)}": ${error.message}`);
  }
}

/**
 * A curve to be drawn: the same grammar, without what is asked of activations. Where it has no finite value it has a gap.
 *
 * @throws {InputError} for anything but the documented grammar, with the position and the offending word
 */
export function readCurve(text: string): (x: number) => number {
  return compileUnivariate(parseExpression(text, vocabulary).tree);
}

function compile(text: string, end: number): UnivariateFunction {
  if (text.trim() === '') throw new InputError('it does not depend on x');
  const expression = parseExpression(text, vocabulary);
  if (!dependsOn(expression.tree, 0)) throw new InputError('it does not depend on x');
  const evaluate = compileUnivariate(expression.tree);
  const points = scanPoints(end);
  const kinks = findKinks(expression, points);
  if (kinks.length > mostKinks) {
    const reason = `it has ${kinks.length} kinks or jumps between ${-end} and ${end}; at most ${mostKinks} are allowed`;
    throw new InputError(`it is too rough: ${reason}`);
  }
  checkFinite(evaluate, kinks, points);
  return { text, evaluate, kinks };
}

/** Every multiple of 1/200 is hit exactly, 0 among them. */
function scanPoints(end: number): number[] {
  const half = end * stepsPerUnit;
  return Array.from({ length: 2 * half + 1 }, (_, i) => (i - half) / stepsPerUnit);
}

function findKinks({ tree }: Expression, points: readonly number[]): number[] {
  const kinks: number[] = [];
  const add = (roots: readonly number[], resolution: number): void => {
    for (const root of roots) {
      const known = kinks.some((kink) => Math.abs(kink - root) <= resolution * Math.max(1, Math.abs(root)));
      if (!known) kinks.push(root);
    }
  };
  const switches = landmarksOf(tree, 0).switches.map((each) => ({
    ...each,
    value: compileUnivariate(each.tree),
  }));
  for (const { value } of switches) add(signChanges(value, points), 1e-12);
  for (const { value, touching } of switches) if (touching) add(touchingRoots(value, points), 1e-7);
  return kinks.sort((a, b) => a - b);
}

function checkFinite(
  evaluate: (x: number) => number,
  kinks: readonly number[],
  points: readonly number[],
): void {
  const end = points.at(-1)!;
  const expected = `it must be finite on [${-end}, ${end}]`;
  for (const x of [...kinks, ...points]) {
    const value = evaluate(x);
    if (Number.isFinite(value)) continue;
    const hint =
      Number.isNaN(value) && kinks.includes(x) ? `; give its value there: x == ${x} ? value : …` : '';
    throw new InputError(`it is ${value} at x = ${x}; ${expected}${hint}`);
  }
  for (const x of kinks) {
    for (const side of [-1, 1]) {
      const [near, far] = [1e-9, 1e-6].map((step) =>
        Math.abs(evaluate(x + side * step * Math.max(1, Math.abs(x)))),
      );
      if (!(near! <= poleGrowth * (far! + 1))) throw new InputError(`it has a pole at x = ${x}; ${expected}`);
    }
  }
}
