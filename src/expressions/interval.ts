/**
 * Bounds of a tree while one of its names goes over an interval, the others being fixed: enough to see that a denominator
 * never vanishes, without looking for its roots.
 */
import { functions } from './functions.ts';
import { isConditionOperator, type OperatorTree, type Tree } from './tree.ts';

export type Interval = readonly [low: number, high: number];

const everything: Interval = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

/** Increasing functions, with the whole range of each. */
const increasing: Readonly<Record<string, Interval>> = {
  exp: [0, Number.POSITIVE_INFINITY],
  expm1: [-1, Number.POSITIVE_INFINITY],
  sigmoid: [0, 1],
  softplus: [0, Number.POSITIVE_INFINITY],
  Phi: [0, 1],
  tanh: [-1, 1],
  erf: [-1, 1],
  atan: [-Math.PI / 2, Math.PI / 2],
  sqrt: [0, Number.POSITIVE_INFINITY],
  relu: [0, Number.POSITIVE_INFINITY],
  log: everything,
  log1p: everything,
  sinh: everything,
  asinh: everything,
  cbrt: everything,
  cube: everything,
};

/** The ranges of others. */
const ranges: Readonly<Record<string, Interval>> = {
  sin: [-1, 1],
  cos: [-1, 1],
  erfc: [0, 2],
  phi: [0, 1 / Math.sqrt(2 * Math.PI)],
  cosh: [1, Number.POSITIVE_INFINITY],
};

/** Bounds of the tree while the name at `slot` is in `over`; everything where they are not known. */
export function boundsOf(tree: Tree, slot: number, over: Interval, values: Float64Array): Interval {
  const of = (part: Tree): Interval => boundsOf(part, slot, over, values);
  switch (tree.kind) {
    case 'number':
      return [tree.value, tree.value];
    case 'name':
      return tree.slot === slot ? over : [values[tree.slot]!, values[tree.slot]!];
    case 'operator':
      return ofOperator(tree, of);
    case 'call':
      return ofCall(tree.name, tree.parts.map(of));
    default:
      return everything;
  }
}

export const excludesZero = ([low, high]: Interval): boolean => low > 0 || high < 0;

function ofOperator({ op, parts }: OperatorTree, of: (part: Tree) => Interval): Interval {
  if (isConditionOperator(op)) return [0, 1];
  if (op === '?:') return hull([...of(parts[1]!), ...of(parts[2]!)]);
  const [a, b] = parts.map(of) as [Interval, Interval];
  switch (op) {
    case 'negate':
      return [-a[1], -a[0]];
    case '+':
      return [a[0] + b[0], a[1] + b[1]];
    case '-':
      return [a[0] - b[1], a[1] - b[0]];
    case '*':
      return hull(a.flatMap((x) => b.map((y) => (x === 0 || y === 0 ? 0 : x * y))));
    case '/':
      return excludesZero(b) ? hull(a.flatMap((x) => b.map((y) => (x === 0 ? 0 : x / y)))) : everything;
    default:
      return b[0] === b[1] ? ofPower(a, b[0]) : everything;
  }
}

function ofPower([low, high]: Interval, exponent: number): Interval {
  if (!Number.isInteger(exponent) || exponent < 0) {
    if (!(low > 0)) return everything;
    return hull([low ** exponent, high ** exponent]);
  }
  const crosses = exponent % 2 === 0 && low <= 0 && high >= 0;
  return hull([low ** exponent, high ** exponent, ...(crosses ? [0] : [])]);
}

function ofCall(name: string, args: readonly Interval[]): Interval {
  const [low, high] = args[0]!;
  if (name === 'square') return ofPower(args[0]!, 2);
  if (name === 'abs')
    return low <= 0 && high >= 0 ? [0, Math.max(-low, high)] : hull([Math.abs(low), Math.abs(high)]);
  if (name === 'max' || name === 'min') {
    const pick = name === 'max' ? Math.max : Math.min;
    return [pick(...args.map((each) => each[0])), pick(...args.map((each) => each[1]))];
  }
  const range = Object.hasOwn(increasing, name) ? increasing[name]! : null;
  if (!range) return Object.hasOwn(ranges, name) ? ranges[name]! : everything;
  const { value } = functions[name]!;
  const [first, last] = [value(low), value(high)];
  return [Number.isNaN(first) ? range[0] : first, Number.isNaN(last) ? range[1] : last];
}

function hull(values: readonly number[]): Interval {
  return values.some(Number.isNaN) ? everything : [Math.min(...values), Math.max(...values)];
}
