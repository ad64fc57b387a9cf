/**
 * The syntax tree of a checked expression: the only thing that is ever evaluated or compiled. Names are resolved to
 * slots of the array of values; a variable that an integral or the like binds has a slot of its own.
 */

/** Where a node stands in the text, from its first character to behind its last. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

interface Common {
  readonly parts: readonly Tree[];
  /** Nodes in all, counted as often as they are written out. */
  readonly size: number;
  readonly depth: number;
  /** Absent where the node was derived from others. */
  readonly span?: Span;
}

export interface NumberTree extends Common {
  readonly kind: 'number';
  readonly value: number;
  /** As it is typed: digits, or the name of a constant. */
  readonly written: string;
}

export interface ImaginaryTree extends Common {
  readonly kind: 'imaginary';
}

export interface NameTree extends Common {
  readonly kind: 'name';
  readonly name: string;
  readonly slot: number;
  /** Its values are complex. */
  readonly complex: boolean;
}

export type Comparison = '<' | '<=' | '>' | '>=' | '==' | '!=';
export type Operator = '+' | '-' | '*' | '/' | '^' | 'negate' | Comparison | 'and' | 'or' | 'not' | '?:';

export interface OperatorTree extends Common {
  readonly kind: 'operator';
  readonly op: Operator;
}

/** A function of numbers, by its name in functions.ts. */
export interface CallTree extends Common {
  readonly kind: 'call';
  readonly name: string;
}

/** A function that the model supplies at its point, by its name in host.ts. */
export interface HostTree extends Common {
  readonly kind: 'host';
  readonly name: string;
}

export type FormName =
  | 'gauss'
  | 'integral'
  | 'root'
  | 'limit'
  | 'prox'
  | 'spectrum'
  | 'derivative'
  | 'difference';

/**
 * What is no function of numbers: it takes an expression, the first part, as a function of its variables.
 *
 * `derivative` has the derived tree as its first part and the original as its second, and binds nothing. `difference`
 * is the derivative of its first part that only differences of values can tell, at the point that is the second.
 * `prox` of a named loss has no variable, and only the parts ω and V.
 */
export interface FormTree extends Common {
  readonly kind: 'form';
  readonly name: FormName;
  readonly variables: readonly NameTree[];
  readonly loss?: string;
}

export type Tree = NumberTree | ImaginaryTree | NameTree | OperatorTree | CallTree | HostTree | FormTree;

const comparisons: readonly string[] = ['<', '<=', '>', '>=', '==', '!='];

export const isComparison = (op: string): op is Comparison => comparisons.includes(op);

/** Whether it gives true or false; used as a number that counts as 1 or 0. */
export function isConditionOperator(op: string): boolean {
  return isComparison(op) || op === 'and' || op === 'or' || op === 'not';
}

function measure(parts: readonly Tree[]) {
  let [size, depth] = [1, 0];
  for (const part of parts) {
    size += part.size;
    depth = Math.max(depth, part.depth);
  }
  return { parts, size, depth: depth + 1 };
}

export const number = (value: number, written: string = String(value)): Tree => ({
  kind: 'number',
  value,
  written,
  ...measure([]),
});

export const imaginary: Tree = { kind: 'imaginary', ...measure([]) };

export const name = (text: string, slot: number, complex = false): NameTree => ({
  kind: 'name',
  name: text,
  slot,
  complex,
  ...measure([]),
});

export const operator = (op: Operator, ...parts: Tree[]): Tree => ({
  kind: 'operator',
  op,
  ...measure(parts),
});

export const call = (called: string, ...parts: Tree[]): Tree => ({
  kind: 'call',
  name: called,
  ...measure(parts),
});

export const host = (called: string, ...parts: Tree[]): Tree => ({
  kind: 'host',
  name: called,
  ...measure(parts),
});

export function form(
  called: FormName,
  variables: readonly NameTree[],
  parts: readonly Tree[],
  loss?: string,
): FormTree {
  const common = { kind: 'form', name: called, variables, ...measure(parts) } as const;
  return loss === undefined ? common : { ...common, loss };
}

/** The same node with other parts. */
export function rebuilt(tree: Tree, parts: readonly Tree[]): Tree {
  return parts.every((part, i) => part === tree.parts[i]) ? tree : { ...tree, ...measure(parts) };
}

export const at = (tree: Tree, span: Span): Tree => ({ ...tree, span });

const isNumber = (tree: Tree, value: number) => tree.kind === 'number' && tree.value === value;

/** The constructors of derived trees leave out what is 0 or 1. */
export function plus(a: Tree, b: Tree): Tree {
  if (isNumber(a, 0)) return b;
  return isNumber(b, 0) ? a : operator('+', a, b);
}

export function minus(a: Tree, b: Tree): Tree {
  if (isNumber(b, 0)) return a;
  return isNumber(a, 0) ? operator('negate', b) : operator('-', a, b);
}

export function times(a: Tree, b: Tree): Tree {
  if (isNumber(a, 0) || isNumber(b, 1)) return a;
  return isNumber(b, 0) || isNumber(a, 1) ? b : operator('*', a, b);
}

export function over(a: Tree, b: Tree): Tree {
  return isNumber(a, 0) || isNumber(b, 1) ? a : operator('/', a, b);
}

/** The variables that a node binds in its first part. */
function boundBy(tree: Tree): readonly NameTree[] {
  return tree.kind === 'form' && tree.name !== 'derivative' ? tree.variables : [];
}

/** A function of trees that is computed once for each. */
export function remembered<T>(compute: (tree: Tree) => T): (tree: Tree) => T {
  const known = new WeakMap<Tree, T>();
  return (tree) => {
    let found = known.get(tree);
    if (found === undefined) {
      found = compute(tree);
      known.set(tree, found);
    }
    return found;
  };
}

/** The names that the value depends on, by slot. */
export const free: (tree: Tree) => ReadonlyMap<number, string> = remembered((tree) => {
  const found = new Map<number, string>();
  if (tree.kind === 'name') found.set(tree.slot, tree.name);
  for (const [i, part] of tree.parts.entries()) {
    for (const [slot, text] of free(part)) {
      if (i > 0 || !boundBy(tree).some((variable) => variable.slot === slot)) found.set(slot, text);
    }
  }
  return found;
});

export const dependsOn = (tree: Tree, slot: number): boolean => free(tree).has(slot);

/** Whether any node is of that kind. */
export function some(tree: Tree, test: (node: Tree) => boolean): boolean {
  return test(tree) || tree.parts.some((part) => some(part, test));
}

/** With another tree in the place of a name. */
export function substitute(tree: Tree, slot: number, by: Tree): Tree {
  if (tree.kind === 'name') return tree.slot === slot ? by : tree;
  if (!dependsOn(tree, slot)) return tree;
  const own = tree.kind === 'form' && tree.variables.some((variable) => variable.slot === slot);
  if (own && tree.name === 'derivative') return substitute(tree.parts[0]!, slot, by);
  return rebuilt(
    tree,
    tree.parts.map((part, i) => (own && i === 0 ? part : substitute(part, slot, by))),
  );
}

/** The degree in a name of what is a polynomial in it; infinite where it is not seen to be one. */
export function degree(tree: Tree, slot: number): number {
  if (tree.kind === 'name') return tree.slot === slot ? 1 : 0;
  if (!dependsOn(tree, slot)) return 0;
  const of = (i: number) => degree(tree.parts[i]!, slot);
  if (tree.kind === 'call' && tree.name === 'square') return 2 * of(0);
  if (tree.kind === 'call' && tree.name === 'cube') return 3 * of(0);
  if (tree.kind !== 'operator') return Number.POSITIVE_INFINITY;
  switch (tree.op) {
    case '+':
    case '-':
      return Math.max(of(0), of(1));
    case 'negate':
      return of(0);
    case '*':
      return of(0) + of(1);
    case '/':
      return dependsOn(tree.parts[1]!, slot) ? Number.POSITIVE_INFINITY : of(0);
    case '^': {
      const exponent = tree.parts[1]!;
      const whole = exponent.kind === 'number' && Number.isInteger(exponent.value) && exponent.value > 0;
      return whole ? of(0) * exponent.value : Number.POSITIVE_INFINITY;
    }
    default:
      return Number.POSITIVE_INFINITY;
  }
}

const realFunctions = ['re', 'im', 'abs', 'arg'];

/** Whether its values are complex in general. */
export const isComplex: (tree: Tree) => boolean = remembered((tree) => {
  if (tree.kind === 'imaginary') return true;
  if (tree.kind === 'name') return tree.complex;
  if (tree.kind === 'call' && realFunctions.includes(tree.name)) return false;
  if (tree.kind === 'operator' && isConditionOperator(tree.op)) return false;
  if (tree.kind === 'form' && ['root', 'limit', 'prox'].includes(tree.name)) return false;
  return tree.parts.some(isComplex);
});

/** Whether anything within is complex. */
export const usesComplex: (tree: Tree) => boolean = remembered(
  (tree) => isComplex(tree) || tree.parts.some(usesComplex),
);
