/**
 * The text of a user's activation: which words and signs it may contain, and its syntax tree by mathjs.
 * Every word is checked before mathjs sees it, because its nodes do not remember where they stood.
 */
import { createRequire } from 'node:module';
import type { MathNode } from 'mathjs';
import { clip, InputError, nearest } from '../../errors.ts';

/** The functions and their numbers of arguments. */
export const functionArity: Readonly<Record<string, readonly [least: number, most: number]>> = {
  ...Object.fromEntries(
    [
      ...['abs', 'sign', 'exp', 'log', 'log1p', 'expm1', 'sqrt', 'cbrt', 'square', 'cube'],
      ...['sin', 'cos', 'tan', 'sinh', 'cosh', 'tanh', 'atan', 'erf', 'erfc', 'Phi'],
      ...['relu', 'sigmoid', 'softplus', 'step', 'heaviside'],
    ].map((name) => [name, [1, 1] as const]),
  ),
  max: [2, 8],
  min: [2, 8],
};

export const constants: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E };

const functionNames = Object.keys(functionArity);
const operatorWords = ['and', 'or', 'not'];
const valueNames = ['x', ...Object.keys(constants)];
const longestText = 500;
const deepestNesting = 30;
const tokenPattern = /\s+|(\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?!\.)|[A-Za-z_]\w*|[<>=!]=|[-+*/^()<>?:,]/y;

/** One word, number or sign of the text; `at` counts from 0. */
interface Token {
  readonly text: string;
  readonly at: number;
  readonly kind: 'number' | 'value' | 'function' | 'operator';
}

/**
 * The syntax tree of an expression in x that uses only the documented words and signs.
 *
 * @throws {InputError} with the position in the text, the offending word and the nearest valid one
 */
export function parseExpression(text: string): MathNode {
  if (text.length > longestText) {
    throw new InputError(`it has ${text.length} characters; at most ${longestText} are allowed`);
  }
  const tokens = tokenize(text);
  checkNeighbours(tokens);
  if (!tokens.some((token) => token.text === 'x')) {
    throw new InputError('it does not depend on x');
  }
  try {
    return loadParser()(text);
  } catch (error) {
    const { char } = error as { char?: number };
    if (char === undefined) throw error;
    throw reject(char - 1, (error as Error).message.replace(/ \(char \d+\)$/, ''));
  }
}

function reject(at: number, reason: string): InputError {
  return new InputError(`position ${at + 1}: ${reason}`);
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  tokenPattern.lastIndex = 0;
  let at = 0;
  while (at < text.length) {
    const word = tokenPattern.exec(text)?.[0];
    if (word === undefined) throw reject(at, badSign(text, at));
    if (word.trim() !== '') tokens.push({ text: word, at, kind: kindOf(word, at) });
    at += word.length;
  }
  return tokens;
}

function badSign(text: string, at: number): string {
  const word = /^[\d.]+/.exec(text.slice(at))?.[0] ?? String.fromCodePoint(text.codePointAt(at)!);
  return `"${clip(word)}" is not allowed; an expression has numbers, x, pi, e, functions, + - * / ^ ( ) , < <= > >= == != ? :`;
}

function kindOf(word: string, at: number): Token['kind'] {
  if (/^[\d.]/.test(word)) {
    if (Number.isFinite(Number(word))) return 'number';
    throw reject(at, `"${clip(word)}" is too large a number`);
  }
  if (!/^\w/.test(word) || operatorWords.includes(word)) return 'operator';
  if (valueNames.includes(word)) return 'value';
  if (functionNames.includes(word)) return 'function';
  const hint = nearest(word, [...functionNames, ...valueNames, ...operatorWords]);
  const valid = `valid are ${[...valueNames, ...operatorWords, ...functionNames].join(', ')}`;
  throw reject(at, `"${clip(word)}" is not known; ${hint ? `did you mean ${hint}?` : valid}`);
}

/** Functions need arguments, products need their sign, and parentheses must not be nested beyond reason. */
function checkNeighbours(tokens: readonly Token[]): void {
  let depth = 0;
  for (const [i, token] of tokens.entries()) {
    const next = tokens[i + 1];
    if (token.kind === 'function' && next?.text !== '(') {
      throw reject(token.at, `"${clip(token.text)}" is a function; write ${token.text}(…)`);
    }
    const ends = token.kind === 'number' || token.kind === 'value' || token.text === ')';
    const begins = next && (next.kind !== 'operator' || next.text === '(');
    if (ends && begins) {
      throw reject(next.at, `an operator is missing between "${clip(token.text)}" and "${next.text}"`);
    }
    if (token.text === '(') depth++;
    if (token.text === ')') depth--;
    if (depth > deepestNesting) throw reject(token.at, `more than ${deepestNesting} nested parentheses`);
  }
}

let parser: ((text: string) => MathNode) | undefined;

/** mathjs, loaded when the first expression is met: it takes half a second. */
function loadParser(): (text: string) => MathNode {
  parser ??= (createRequire(import.meta.url)('mathjs/number') as typeof import('mathjs')).parse;
  return parser;
}
