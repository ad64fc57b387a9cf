/** What is taken from mathjs, loaded when it is first needed: its parser takes half a second. */
import type { BigNumber, MathNode } from 'mathjs';

type Parser = (text: string) => MathNode;

let parser: Parser | undefined;

/** Provides the parser where there is no Node to load it from: `provideParser(parse)` with `parse` of mathjs/number. */
export function provideParser(parse: Parser): void {
  parser = parse;
}

/** The syntax tree by mathjs. @throws {SyntaxError} with `char`, counted from 1 */
export function parseMathjs(text: string): MathNode {
  parser ??= load();
  return parser(text);
}

/** The class of mathjs's BigNumber. */
export interface BigNumberClass {
  new (value: BigNumber | number | string): BigNumber;
  precision: number;
  clone(settings: { readonly precision: number; readonly rounding: number }): BigNumberClass;
}

/** From the package in which mathjs has it: the whole of mathjs takes seconds. */
export function bigNumbers(): BigNumberClass {
  const require = requireOf(import.meta.url);
  return requireOf(require.resolve('mathjs/number'))('decimal.js') as BigNumberClass;
}

function load(): Parser {
  return (requireOf(import.meta.url)('mathjs/number') as { readonly parse: Parser }).parse;
}

function requireOf(file: string): NodeJS.Require {
  const node = globalThis.process?.getBuiltinModule?.('node:module');
  if (!node) throw new Error('there is no Node to load mathjs from: call provideParser for its parser');
  return node.createRequire(file);
}
