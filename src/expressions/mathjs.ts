/** The parser of mathjs, loaded when the first expression is met: it takes half a second. */
import type { MathNode } from 'mathjs';

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

function load(): Parser {
  const node = globalThis.process?.getBuiltinModule?.('node:module');
  if (!node) throw new Error('no parser was provided: call provideParser first');
  return (node.createRequire(import.meta.url)('mathjs/number') as { readonly parse: Parser }).parse;
}
