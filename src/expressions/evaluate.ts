/**
 * The careful evaluation of an expression: complex where it must be, with a bound of its rounding errors, and with a
 * reason where it has no value. Compiled code (code.ts) does integrands and other work in bulk.
 *
 * Every number carries a bound of its absolute error, to first order: what its operands' errors make of it, and a unit
 * in the last place of its own. A denominator that is not larger than its error is a zero, not a number.
 */
import { type Complex, divide, modulus, multiply, power } from '../numerics/complex.ts';
import { prepareForm } from './calculus.ts';
import { compileForm, compileTree } from './code.ts';
import type { Expression } from './expression.ts';
import { functions } from './functions.ts';
import { Budget, defaultLimits, Gap, LimitReached, type Limits } from './gap.ts';
import type { Host } from './host.ts';
import { type Evaluator, type FormEvaluator, hostValue, type Run } from './run.ts';
import { landmarksOf } from './switches.ts';
import { textOf } from './text.ts';
import {
  type CallTree,
  type FormTree,
  free,
  isComparison,
  isComplex,
  isConditionOperator,
  type OperatorTree,
  remembered,
  type Span,
  some,
  type Tree,
  usesComplex,
} from './tree.ts';

/** A number and a bound of its absolute error. */
export interface Careful extends Complex {
  readonly error: number;
}

/** What an expression is at a point: a number with its error, or the reason why there is none. */
export type Outcome =
  | { readonly value: number; readonly error: number; readonly gap?: undefined }
  | { readonly gap: string; readonly value?: undefined };

export interface Circumstances {
  readonly host?: Host;
  readonly limits?: Limits;
  /** What of the limits is left, where several evaluations share them. */
  readonly budget?: Budget;
}

/**
 * The value of an expression of real names.
 *
 * @param values of the vocabulary's names, in their order
 */
export function evaluate(
  expression: Expression,
  values: readonly number[],
  circumstances: Circumstances = {},
): Outcome {
  const scope = new Float64Array(expression.slots);
  scope.set(values);
  return outcomeOf(() => carefully(expression, scope, newRun(circumstances)));
}

/**
 * The value of an expression as a function of the values of its names, for work in bulk: plain compiled code, and NaN where
 * there is no value. `evaluate` says why, and how far a value is to be trusted.
 */
export function compile(
  expression: Expression,
  circumstances: Circumstances = {},
): (values: ArrayLike<number>) => number {
  const { tree, slots } = expression;
  if (usesComplex(tree))
    return (values) => evaluate(expression, Array.from(values), circumstances).value ?? Number.NaN;
  const compiled = compileTree(tree);
  const scope = new Float64Array(slots);
  const fill = (values: ArrayLike<number>) => {
    for (let i = 0; i < values.length; i++) scope[i] = values[i]!;
  };
  if (!some(tree, ({ kind }) => kind === 'form' || kind === 'host')) {
    const run = newRun(circumstances);
    return (values) => {
      fill(values);
      return compiled(scope, run);
    };
  }
  return (values) => {
    fill(values);
    try {
      return compiled(scope, newRun(circumstances));
    } catch (problem) {
      if (problem instanceof Gap) return Number.NaN;
      throw problem;
    }
  };
}

/** What evaluations under these circumstances share, their limits among it. */
export function newRun({ host = {}, limits = defaultLimits, budget }: Circumstances = {}): Run {
  return {
    host,
    budget: budget ?? new Budget(limits),
    careful: (tree, values, run) => {
      const value = new CarefulEvaluation('', values, run).of(tree);
      return { value: realOf(value), error: value.error };
    },
  };
}

/** The outcome of a careful evaluation, whose value must be real. */
export function outcomeOf(compute: () => Careful): Outcome {
  try {
    const careful = compute();
    const value = realOf(careful);
    checkDigits(value, careful.error);
    return { value, error: careful.error };
  } catch (problem) {
    if (problem instanceof Gap) return { gap: problem.message };
    throw problem;
  }
}

/** Parts of the value, and of one, that rounding may leave uncertain. */
const uncertain = { relative: 1e-3, absolute: 1e-9 };
const imaginaryPart = 1e-9;

/** Of what is real but for rounding. */
function realOf({ re, im, error }: Careful): number {
  if (Math.abs(im) <= imaginaryPart * Math.abs(re) + 10 * error + 1e-15) return re;
  throw new Gap(`it is complex, ${re} ${im < 0 ? '−' : '+'} ${Math.abs(im)} i; take re(…), im(…) or abs(…)`);
}

function checkDigits(re: number, error: number): void {
  if (error > uncertain.absolute && !(error <= uncertain.relative * Math.abs(re)))
    throw new Gap(`its terms cancel: ${re} is uncertain by ${error.toPrecision(2)} from rounding alone`);
}

/** The value of an expression. @throws {Gap} with what has no value, and where */
export function carefully(
  expression: Pick<Expression, 'text' | 'tree'>,
  values: Float64Array,
  run: Run,
): Careful {
  return new CarefulEvaluation(expression.text, values, run).of(expression.tree);
}

/** The functions at whose roots the expression that is differentiated may not be smooth. */
const kinksOf = remembered((tree): readonly Evaluator[] => {
  const { variables, parts } = tree as FormTree;
  return landmarksOf(parts[1]!, variables[0]!.slot).switches.map((each) => compileTree(each.tree));
});

const unit = Number.EPSILON;
/** Of special functions, in units in the last place. */
const ofFunctions = 4 * unit;

const exact = (re: number, im = 0): Careful => ({ re, im, error: 0 });

class CarefulEvaluation {
  private span: Span | undefined;
  private readonly text: string;
  private readonly values: Float64Array;
  private readonly run: Run;

  constructor(text: string, values: Float64Array, run: Run) {
    this.text = text;
    this.values = values;
    this.run = run;
  }

  of(tree: Tree): Careful {
    const outer = this.span;
    if (tree.span) this.span = tree.span;
    const value = this.compute(tree);
    if (!Number.isFinite(value.re) || !Number.isFinite(value.im))
      throw this.gap(tree, tree.kind === 'number' ? 'an infinite number' : 'it overflows');
    this.span = outer;
    return value;
  }

  private compute(tree: Tree): Careful {
    switch (tree.kind) {
      case 'number':
        return { re: tree.value, im: 0, error: (unit / 2) * Math.abs(tree.value) };
      case 'imaginary':
        return exact(0, 1);
      case 'name': {
        const { slot } = tree;
        const [re, im] = [this.values[slot]!, this.run.imaginary?.[slot] ?? 0];
        if (Number.isNaN(re)) throw new Gap(`${tree.name} has no value at this point`);
        return { re, im, error: (unit / 2) * Math.hypot(re, im) + (this.run.errors?.[slot] ?? 0) };
      }
      case 'operator':
        return this.operation(tree);
      case 'call':
        return this.call(tree);
      case 'host': {
        const [argument] = tree.parts.map((part) => this.of(part).re);
        const re = hostValue(this.run, tree.name, argument);
        return { re, im: 0, error: ofFunctions * Math.abs(re) };
      }
      case 'form':
        return this.form(tree);
    }
  }

  private operation(tree: OperatorTree): Careful {
    const { op, parts } = tree;
    if (op === '?:') return this.of(parts[this.truth(parts[0]!) ? 1 : 2]!);
    if (isConditionOperator(op)) return exact(this.truth(tree) ? 1 : 0);
    const [a, b] = parts.map((part) => this.of(part)) as [Careful, Careful];
    switch (op) {
      case 'negate':
        return { re: -a.re, im: -a.im, error: a.error };
      case '+':
        return rounded({ re: a.re + b.re, im: a.im + b.im }, a.error + b.error);
      case '-':
        return rounded({ re: a.re - b.re, im: a.im - b.im }, a.error + b.error);
      case '*': {
        const product = a.im === 0 && b.im === 0 ? { re: a.re * b.re, im: 0 } : multiply(a, b);
        return rounded(product, modulus(a) * b.error + modulus(b) * a.error);
      }
      case '/': {
        if (vanishes(b)) throw this.gap(tree, `division by zero in ${this.textOf(tree)}`);
        const quotient = a.im === 0 && b.im === 0 ? { re: a.re / b.re, im: 0 } : divide(a, b);
        return rounded(quotient, (a.error + modulus(quotient) * b.error) / (modulus(b) - b.error));
      }
      default:
        return this.power(tree, a, b);
    }
  }

  private power(tree: Tree, a: Careful, b: Careful): Careful {
    const whole = b.im === 0 && Number.isInteger(b.re);
    if (vanishes(a) && b.re < 0) throw this.gap(tree, `division by zero in ${this.textOf(tree)}`);
    if (a.im === 0 && b.im === 0 && (a.re >= 0 || whole)) {
      const re = a.re ** b.re;
      const moved = Math.abs((Math.abs(a.re) + a.error) ** b.re - Math.abs(a.re) ** b.re);
      const ofExponent = a.re === 0 ? 0 : Math.abs(re * Math.log(Math.abs(a.re))) * (whole ? 0 : b.error);
      return rounded({ re, im: 0 }, moved + ofExponent + ofFunctions * Math.abs(re));
    }
    if (!isComplex(tree)) throw this.gap(tree, 'a negative number to a power that is not whole');
    const value = power(a, b);
    const size = modulus(value);
    const relative = modulus(a) > 0 ? a.error / modulus(a) : 0;
    return rounded(
      value,
      size * (modulus(b) * relative + Math.abs(Math.log(modulus(a) || 1)) * b.error) + ofFunctions * size,
    );
  }

  private call(tree: CallTree): Careful {
    const { value, complex, domain } = functions[tree.name]!;
    const args = tree.parts.map((part) => this.of(part));
    const real = args.every((each) => each.im === 0);
    const at = (moved: readonly Complex[]): Complex =>
      real && !(complex && isComplex(tree))
        ? { re: value(...moved.map((each) => each.re)), im: 0 }
        : complex!(...moved);
    if (!real && !complex) throw this.gap(tree, `${tree.name} takes real numbers`);
    const result = at(args);
    if (Number.isNaN(result.re) || Number.isNaN(result.im) || !Number.isFinite(result.re))
      throw this.gap(tree, this.refusal(tree.name, args, domain));
    let error = ofFunctions * modulus(result);
    for (const [i, each] of args.entries()) {
      if (each.error === 0) continue;
      const moved = [each.error, -each.error].map((step) =>
        at(args.map((other, k) => (k === i ? { re: other.re + step, im: other.im } : other))),
      );
      const changes = moved.map((other) => Math.hypot(other.re - result.re, other.im - result.im));
      // On one side there may be no value: √(0 − ε).
      error += Math.max(...changes.filter((change) => !Number.isNaN(change)), 0);
    }
    return { ...result, error };
  }

  private refusal(name: string, args: readonly Careful[], domain: string | undefined): string {
    const given = args.map(({ re, im }) => (im === 0 ? String(re) : `${re} + ${im} i`)).join(', ');
    return domain === undefined ? `${name}(${given}) overflows` : `${name} takes ${domain}, not ${given}`;
  }

  private truth(tree: Tree): boolean {
    const { op, parts } = tree as OperatorTree;
    if (op === 'not') return !this.truth(parts[0]!);
    if (op === 'and') return this.truth(parts[0]!) && this.truth(parts[1]!);
    if (op === 'or') return this.truth(parts[0]!) || this.truth(parts[1]!);
    if (!isComparison(op)) return this.of(tree).re !== 0;
    const [a, b] = parts.map((part) => this.comparable(part)) as [number, number];
    return { '<': a < b, '<=': a <= b, '>': a > b, '>=': a >= b, '==': a === b, '!=': a !== b }[op];
  }

  private comparable(tree: Tree): number {
    if (tree.kind === 'number') return tree.value;
    const value = this.of(tree);
    if (Math.abs(value.im) > imaginaryPart * Math.abs(value.re) + value.error)
      throw this.gap(tree, 'complex numbers cannot be compared; take re(…), im(…) or abs(…)');
    return value.re;
  }

  private form(tree: FormTree): Careful {
    if (tree.name === 'derivative') {
      this.checkKinks(tree);
      return this.of(tree.parts[0]!);
    }
    try {
      const [re, im] = this.estimates(tree).map((estimate) => estimate(this.values, this.run));
      return { re: re!.value, im: im?.value ?? 0, error: re!.error + (im?.error ?? 0) };
    } catch (error) {
      if (error instanceof LimitReached || !(error instanceof Gap)) throw error;
      throw this.gap(tree, error.message);
    }
  }

  /** Of the real, and where it is complex of the imaginary part. */
  private estimates(tree: FormTree): readonly FormEvaluator[] {
    if (!tree.parts.some(usesComplex)) return [compileForm(tree)];
    const part = (side: 're' | 'im') =>
      prepareForm(tree, (each: Tree): Evaluator => {
        if (!usesComplex(each)) return side === 'im' && each === tree.parts[0] ? () => 0 : compileTree(each);
        return (values, run) => {
          const value = new CarefulEvaluation(this.text, values, run).of(each);
          return isComplex(tree) ? value[side] : realOf(value);
        };
      });
    return isComplex(tree) ? [part('re'), part('im')] : [part('re')];
  }

  /** A derivative that is worked out does not see where its expression has none. */
  private checkKinks(tree: FormTree): void {
    for (const distanceTo of kinksOf(tree)) {
      const distance = distanceTo(this.values, this.run);
      if (distance === 0) throw this.gap(tree, 'there may be a kink or a jump');
    }
  }

  private textOf(tree: Tree): string {
    const span = tree.span ?? this.span;
    return span ? textOf(this.text, span) : this.text;
  }

  /** The reason, with what it is about and the values that it depends on. */
  private gap(tree: Tree, reason: string): Gap {
    const names = [...free(tree)].filter(([slot]) => slot >= 0 && slot < this.values.length);
    const values = names.map(([slot, name]) => {
      const im = this.run.imaginary?.[slot] ?? 0;
      return `${name} = ${this.values[slot]}${im === 0 ? '' : ` ${im < 0 ? '−' : '+'} ${Math.abs(im)} i`}`;
    });
    const subject = reason.includes(this.textOf(tree)) ? '' : `${this.textOf(tree)}: `;
    return new Gap(`${subject}${reason}${values.length > 0 ? ` at ${values.join(', ')}` : ''}`);
  }
}

function rounded(value: Complex, error: number): Careful {
  return { re: value.re, im: value.im, error: error + unit * (Math.abs(value.re) + Math.abs(value.im)) };
}

/** Whether it is zero to rounding. */
const vanishes = (value: Careful) => modulus(value) <= 2 * value.error || modulus(value) === 0;
