/**
 * Trees of real numbers compiled to JavaScript. The source is generated from checked nodes alone: numbers are written
 * by String, names as indices of an array, functions by the registry's own keys. No part of a user's text reaches it.
 */
import { prepareForm } from './calculus.ts';
import { functions } from './functions.ts';
import { type Evaluator, type FormEvaluator, hostValue } from './run.ts';
import { type FormTree, isComparison, isConditionOperator, type OperatorTree, type Tree } from './tree.ts';

/** Compiles a tree without complex values. */
export function compileTree(tree: Tree): Evaluator {
  const [source, ...inner] = written(tree, (slot) => `v[${slot}]`);
  return build(`(v, run) => ${source}`, inner) as Evaluator;
}

/** Compiles a tree whose only name is at slot 0, and that has no forms. */
export function compileUnivariate(tree: Tree): (x: number) => number {
  const [source] = written(tree, () => 'x');
  return build(`(x) => ${source}`, []) as (x: number) => number;
}

const helperNames = Object.keys(functions).filter((name) => functions[name]!.math !== true);
const helpers = helperNames.map((name) => functions[name]!.value);

function build(source: string, inner: readonly Evaluator[]): unknown {
  const make = new Function(
    ...helperNames,
    ...inner.map((_, i) => `inner${i}`),
    `"use strict"; return ${source};`,
  );
  return make(...helpers, ...inner);
}

/** The source of a tree, and the functions that it calls as inner0, inner1, … */
function written(tree: Tree, nameOf: (slot: number) => string): [string, ...Evaluator[]] {
  const inner: Evaluator[] = [];
  const called = (each: Evaluator) => `inner${inner.push(each) - 1}(v, run)`;
  const value = (node: Tree): string => {
    switch (node.kind) {
      case 'number':
        return node.value < 0 ? `(${node.value})` : String(node.value);
      case 'name':
        return nameOf(node.slot);
      case 'imaginary':
        return 'NaN';
      case 'operator':
        return isConditionOperator(node.op) ? `(${truth(node)} ? 1 : 0)` : operation(node);
      case 'call':
        return `${functions[node.name]!.math ? 'Math.' : ''}${node.name}(${node.parts.map(value).join(', ')})`;
      case 'host':
        return called(hostCall(node.name, node.parts));
      case 'form':
        return node.name === 'derivative' ? value(node.parts[0]!) : called(valueOfForm(node));
    }
  };
  const operation = ({ op, parts }: OperatorTree): string => {
    const [first, ...rest] = parts as [Tree, ...Tree[]];
    if (op === '?:') return `(${truth(first)} ? ${rest.map(value).join(' : ')})`;
    if (op === 'negate') return `(- ${value(first)})`;
    const [a, b] = parts.map(value);
    return op === '^' ? power(a!, b!, rest[0]!) : `(${a} ${op} ${b})`;
  };
  const truth = (node: Tree): string => {
    if (node.kind !== 'operator' || !isConditionOperator(node.op)) return `(${value(node)} !== 0)`;
    const { op, parts } = node;
    if (op === 'not') return `!${truth(parts[0]!)}`;
    if (isComparison(op)) return `(${parts.map(value).join(` ${op} `)})`;
    return `(${parts.map(truth).join(op === 'and' ? ' && ' : ' || ')})`;
  };
  return [value(tree), ...inner];
}

function power(a: string, b: string, exponent: Tree): string {
  if (exponent.kind === 'number' && exponent.value === 2) return `square(${a})`;
  if (exponent.kind === 'number' && exponent.value === 3) return `cube(${a})`;
  return `Math.pow(${a}, ${b})`;
}

/** A form is integrated, solved, … by functions of its own. */
function valueOfForm(form: FormTree): Evaluator {
  const estimate = compileForm(form);
  return (values, run) => estimate(values, run).value;
}

const compiledForms = new WeakMap<FormTree, FormEvaluator>();

export function compileForm(form: FormTree): FormEvaluator {
  let found = compiledForms.get(form);
  if (!found) {
    found = prepareForm(form, compileTree);
    compiledForms.set(form, found);
  }
  return found;
}

function hostCall(name: string, parts: readonly Tree[]): Evaluator {
  const [argument] = parts.map(compileTree);
  return (values, run) => hostValue(run, name, argument ? argument(values, run) : undefined);
}
