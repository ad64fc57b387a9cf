/**
 * JavaScript source for a checked syntax tree, together with the functions whose roots are its possible kinks.
 * Only the node types and names listed here are ever translated.
 */
import type {
  ConditionalNode,
  ConstantNode,
  FunctionNode,
  MathNode,
  OperatorNode,
  ParenthesisNode,
  SymbolNode,
} from 'mathjs';
import { clip, InputError } from '../../errors.ts';
import { erf, erfc, normalCdf } from '../../numerics/erf.ts';
import { constants, functionArity } from './expressionSyntax.ts';

/** The source of a function of x at whose roots the expression may not be smooth. */
export interface Switch {
  readonly source: string;
  /** Roots without change of sign count as well: sqrt(x^2) has a kink where x^2 touches zero. */
  readonly touching: boolean;
}

export interface Code {
  readonly source: string;
  readonly switches: readonly Switch[];
}

/** What the generated source may call besides Math. */
const helpers: Readonly<Record<string, (u: number) => number>> = {
  erf,
  erfc,
  Phi: normalCdf,
  square: (u) => u * u,
  cube: (u) => u * u * u,
  relu: (u) => Math.max(u, 0),
  sigmoid: (u) => 1 / (1 + Math.exp(-u)),
  softplus: (u) => (u > 0 ? u + Math.log1p(Math.exp(-u)) : Math.log1p(Math.exp(u))),
  step: (u) => (u > 0 ? 1 : u < 0 ? 0 : 0.5),
  heaviside: (u) => (u > 0 ? 1 : u < 0 ? 0 : 0.5),
};

/** Functions that are not smooth at the sign changes of their argument, or not at any of its roots. */
const kinkedAtSignChanges = ['abs', 'sign', 'relu', 'step', 'heaviside'];
const singularAtRoots = ['sqrt', 'cbrt', 'log'];
const comparisons = ['<', '<=', '>', '>=', '==', '!='];
const connectives: Readonly<Record<string, string>> = { and: '&&', or: '||' };

/** Makes source of a function of x callable. */
export function callable(source: string): (x: number) => number {
  const names = Object.keys(helpers);
  const make = new Function(...names, `"use strict"; return (x) => ${source};`);
  return make(...names.map((name) => helpers[name])) as (x: number) => number;
}

/** The source and the switches of a whole tree. @throws {InputError} naming the part that is not allowed */
export function generate(tree: MathNode): Code {
  const switches: Switch[] = [];
  const source = number(tree, (each, touching = false) => void switches.push({ source: each, touching }));
  return { source, switches };
}

type Split = (source: string, touching?: boolean) => void;

/** Source of a number; a condition in its place counts as 1 or 0. */
function number(node: MathNode, split: Split): string {
  switch (node.type) {
    case 'ConstantNode':
      return String((node as ConstantNode).value);
    case 'SymbolNode':
      return name((node as SymbolNode).name);
    case 'ParenthesisNode':
      return number((node as ParenthesisNode).content, split);
    case 'FunctionNode':
      return call(node as FunctionNode, split);
    case 'ConditionalNode': {
      const { condition: when, trueExpr, falseExpr } = node as ConditionalNode;
      return `(${condition(when, split)} ? ${number(trueExpr, split)} : ${number(falseExpr, split)})`;
    }
    case 'OperatorNode':
      return isCondition(node)
        ? `(${condition(node, split)} ? 1 : 0)`
        : arithmetic(node as OperatorNode, split);
    default:
      throw new InputError(`"${clip(node.toString())}" (${node.type}) is not allowed`);
  }
}

function name(symbol: string): string {
  if (symbol === 'x') return 'x';
  if (Object.hasOwn(constants, symbol)) return String(constants[symbol]);
  throw new InputError(`"${clip(symbol)}" is not known`);
}

function call(node: FunctionNode, split: Split): string {
  const called = (node.fn as unknown as SymbolNode).name;
  if (!Object.hasOwn(functionArity, called)) throw new InputError(`"${clip(called)}" is not a function`);
  const [least, most] = functionArity[called]!;
  if (node.args.length < least || node.args.length > most) {
    const takes = most === 1 ? '1 argument' : `${least} to ${most} arguments`;
    throw new InputError(`${called} takes ${takes}, not ${node.args.length}`);
  }
  const args = node.args.map((each) => number(each, split));
  const [first] = args as [string];
  if (kinkedAtSignChanges.includes(called)) split(first);
  if (singularAtRoots.includes(called)) split(first, true);
  if (called === 'log1p') split(`(1 + ${first})`, true);
  if (called === 'tan') split(`Math.cos(${first})`);
  if (called === 'max' || called === 'min') {
    for (const [i, a] of args.entries()) for (const b of args.slice(0, i)) split(`(${a} - ${b})`);
  }
  return `${Object.hasOwn(helpers, called) ? called : `Math.${called}`}(${args.join(', ')})`;
}

function arithmetic({ op, args }: OperatorNode, split: Split): string {
  const [a, b] = args.map((each) => number(each, split)) as [string, string?];
  if (b === undefined) {
    if (op === '-' || op === '+') return `(${op} ${a})`;
  } else if (op === '^') {
    if (!/^\d+$/.test(b)) split(a, true);
    return b === '2' ? `square(${a})` : b === '3' ? `cube(${a})` : `Math.pow(${a}, ${b})`;
  } else if (['+', '-', '*', '/'].includes(op)) {
    if (op === '/') split(b, true);
    return `(${a} ${op} ${b})`;
  }
  throw new InputError(`the operator "${op}" is not allowed`);
}

/** Source of a truth value. */
function condition(node: MathNode, split: Split): string {
  if (node.type === 'ParenthesisNode') return condition((node as ParenthesisNode).content, split);
  if (!isCondition(node)) {
    const valid = 'write comparisons such as x > 0 and x < 1';
    throw new InputError(`"${clip(node.toString())}" is not a condition; ${valid}`);
  }
  const { op, args } = node as OperatorNode;
  if (op === 'not') return `!${condition(args[0]!, split)}`;
  if (op in connectives)
    return `(${condition(args[0]!, split)} ${connectives[op]} ${condition(args[1]!, split)})`;
  const [a, b] = args.map((each) => number(each, split)) as [string, string];
  split(`(${a} - ${b})`);
  return `(${a} ${op} ${b})`;
}

function isCondition(node: MathNode): boolean {
  if (node.type !== 'OperatorNode') return false;
  const { op } = node as OperatorNode;
  return op === 'not' || op in connectives || comparisons.includes(op);
}
