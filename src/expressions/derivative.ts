/**
 * Derivatives of trees, exact wherever the slopes of all functions on the way are known; what is left, such as a limit,
 * or the mean of something that jumps where the variable says, becomes a quotient of differences.
 */
import { namedLosses } from './forms.ts';
import { functions } from './functions.ts';
import { template } from './template.ts';
import * as trees from './tree.ts';
import {
  call,
  dependsOn,
  type FormTree,
  type NameTree,
  number,
  operator,
  over,
  plus,
  substitute,
  type Tree,
  times,
} from './tree.ts';

const one = number(1);
const zero = number(0);
const half = number(0.5);
/** Their values are linear in the real and imaginary parts of the argument. */
const linear = ['re', 'im', 'conj'];

/** The tree of ∂ tree/∂ variable. */
export function derived(tree: Tree, by: NameTree): Tree {
  if (!dependsOn(tree, by.slot)) return zero;
  switch (tree.kind) {
    case 'name':
      return one;
    case 'operator':
      return ofOperator(tree.op, tree.parts, by);
    case 'call':
      return ofCall(tree.name, tree, by);
    case 'form':
      return ofForm(tree, by);
    default:
      return difference(tree, by);
  }
}

/** The derivative that is only known by values. */
const difference = (tree: Tree, by: NameTree): Tree => trees.form('difference', [by], [tree, by]);

function ofOperator(op: trees.Operator, parts: readonly Tree[], by: NameTree): Tree {
  const [a, b, c] = parts as [Tree, Tree, Tree];
  const of = (part: Tree) => derived(part, by);
  switch (op) {
    case '+':
      return plus(of(a), of(b));
    case '-':
      return trees.minus(of(a), of(b));
    case 'negate':
      return trees.minus(zero, of(a));
    case '*':
      return plus(times(of(a), b), times(a, of(b)));
    case '/':
      if (!dependsOn(b, by.slot)) return over(of(a), b);
      return over(trees.minus(of(a), times(operator('/', a, b), of(b))), b);
    case '^':
      return ofPower(a, b, by);
    case '?:':
      return operator('?:', a, of(b), of(c));
    default:
      return zero;
  }
}

function ofPower(a: Tree, b: Tree, by: NameTree): Tree {
  const [da, db] = [derived(a, by), derived(b, by)];
  const whole = b.kind === 'number' && Number.isInteger(b.value);
  const lower = whole ? number(b.value - 1) : operator('-', b, one);
  const power =
    lower.kind === 'number' && lower.value === 0
      ? one
      : lower.kind === 'number' && lower.value === 1
        ? a
        : operator('^', a, lower);
  const ofBase = times(times(b, power), da);
  if (!dependsOn(b, by.slot)) return ofBase;
  return plus(ofBase, times(times(operator('^', a, b), call('log', a)), db));
}

function ofCall(name: string, tree: Tree, by: NameTree): Tree {
  const { parts } = tree;
  const [first] = parts as [Tree];
  if (linear.includes(name)) return call(name, derived(first, by));
  if (name === 'abs' && trees.isComplex(first)) {
    return over(call('re', times(call('conj', first), derived(first, by))), tree);
  }
  const { slopes, pairwise } = functions[name]!;
  if (pairwise) return ofExtreme(name, parts, by);
  if (!slopes) return difference(tree, by);
  return slopes.map((slope, i) => times(template(slope, parts), derived(parts[i]!, by))).reduce(plus);
}

/** Of the largest or least of several the derivative of that one; at ties of two the mean, as of a kink. */
function ofExtreme(name: string, parts: readonly Tree[], by: NameTree): Tree {
  const [first, ...rest] = parts as [Tree, ...Tree[]];
  if (rest.length === 0) return derived(first, by);
  const other = rest.length === 1 ? rest[0]! : call(name, ...rest);
  const [mine, theirs] = [derived(first, by), ofExtreme(name, rest, by)];
  const wins = operator(name === 'max' ? '>' : '<', first, other);
  const ties = operator('==', first, other);
  return operator('?:', wins, mine, operator('?:', ties, times(half, plus(mine, theirs)), theirs));
}

function ofForm(tree: FormTree, by: NameTree): Tree {
  const [body, a, b] = tree.parts as [Tree, Tree, Tree];
  const [variable] = tree.variables;
  const inside = (part: Tree) => trees.form(tree.name, tree.variables, [part, ...tree.parts.slice(1)]);
  switch (tree.name) {
    case 'derivative':
      return derived(body, by);
    case 'spectrum':
      return inside(derived(body, by));
    case 'gauss':
      return jumps(body, by) ? difference(tree, by) : nonzero(derived(body, by), inside);
    case 'integral': {
      if (jumps(body, by)) return difference(tree, by);
      const end = (bound: Tree) => times(substitute(body, variable!.slot, bound), derived(bound, by));
      const ends = trees.minus(dependsOn(b, by.slot) ? end(b) : zero, dependsOn(a, by.slot) ? end(a) : zero);
      return plus(nonzero(derived(body, by), inside), ends);
    }
    case 'root': {
      // By the implicit function theorem; the bracket has no say.
      if (jumps(body, by) || jumps(body, variable!)) return difference(tree, by);
      const there = (part: Tree) => substitute(part, variable!.slot, tree);
      return over(trees.minus(zero, there(derived(body, by))), there(derived(body, variable!)));
    }
    case 'prox':
      return tree.loss === undefined ? ofProx(tree, by) : ofNamedProx(tree, tree.loss, by);
    default:
      return difference(tree, by);
  }
}

const nonzero = (part: Tree, wrap: (part: Tree) => Tree): Tree =>
  part.kind === 'number' && part.value === 0 ? part : wrap(part);

/** dp = (dω − ℓ′ dV − V dℓ′)/(1 + V ℓ″), all at p. */
function ofProx(tree: FormTree, by: NameTree): Tree {
  const [loss, omega, v] = tree.parts as [Tree, Tree, Tree];
  const x = tree.variables[0]!;
  if (kinked(loss, x) || kinked(loss, by)) return difference(tree, by);
  const slope = derived(loss, x);
  const there = (part: Tree) => substitute(part, x.slot, tree);
  const change = trees.minus(
    derived(omega, by),
    plus(times(there(slope), derived(v, by)), times(v, there(derived(slope, by)))),
  );
  return over(change, plus(one, times(v, there(derived(slope, x)))));
}

function ofNamedProx(tree: FormTree, loss: string, by: NameTree): Tree {
  const [omega, v] = tree.parts as [Tree, Tree];
  const [byOmega, byV] = namedLosses[loss]!.slopes.map((slope) => template(slope, [omega, v, tree]));
  return plus(times(byOmega!, derived(omega, by)), times(byV!, derived(v, by)));
}

/** Whether it may jump where the variable says. */
function jumps(tree: Tree, by: NameTree): boolean {
  return trees.some(tree, (node) => {
    if (!dependsOn(node, by.slot)) return false;
    if (node.kind === 'operator') return trees.isConditionOperator(node.op);
    return node.kind === 'call' && functions[node.name]!.jumps === true;
  });
}

function kinked(tree: Tree, by: NameTree): boolean {
  const bent = trees.some(tree, (node) => {
    if (node.kind !== 'call' || !dependsOn(node, by.slot)) return false;
    const { switches, pairwise } = functions[node.name]!;
    return pairwise === true || switches?.some((each) => each.touching !== true) === true;
  });
  return bent || jumps(tree, by);
}
