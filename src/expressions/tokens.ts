/**
 * The words, numbers and signs of an expression, each checked before mathjs sees it, because its nodes do not remember
 * where they stood.
 */
import { InputError, nearest } from '../errors.ts';
import { corrected, foreignSign } from './aliases.ts';
import { boundWords } from './bound.ts';
import type { Span } from './tree.ts';
import { callWords, type Vocabulary, valueWords } from './vocabulary.ts';

const operatorWords = ['and', 'or', 'not'];
const deepestNesting = 30;
const tokenPattern = /\s+|(\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?!\.)|[A-Za-z_]\w*|[<>=!]=|[-+*/^()<>?:,]/y;

/** One word, number or sign of the text. */
export interface Token {
  readonly text: string;
  readonly span: Span;
  readonly kind: 'number' | 'value' | 'function' | 'operator';
}

/** An error that says where in the text it is, counted from 1. */
export function rejectAt(at: number, reason: string): InputError {
  return new InputError(`position ${at + 1}: ${reason}`);
}

/**
 * The tokens of a text that uses only the words of the vocabulary and names that it may bind itself.
 *
 * @throws {InputError} with the position, the offending word and the nearest valid one, or the whole line put right
 */
export function tokenize(text: string, vocabulary: Vocabulary): Token[] {
  const { longest } = vocabulary;
  if (text.length > longest)
    throw new InputError(`it has ${text.length} characters; at most ${longest} are allowed`);
  const bound = boundWords(text, vocabulary.forms);
  checkAliases(text, corrected(text, vocabulary, bound));
  const tokens: Token[] = [];
  tokenPattern.lastIndex = 0;
  let at = 0;
  while (at < text.length) {
    const word = tokenPattern.exec(text)?.[0];
    if (word === undefined) throw rejectAt(at, badSign(text, at, vocabulary));
    const span = { from: at, to: at + word.length };
    if (word.trim() !== '') tokens.push({ text: word, span, kind: kindOf(word, at, vocabulary, bound) });
    at += word.length;
  }
  checkNeighbours(tokens, vocabulary, bound);
  return tokens;
}

function checkAliases(text: string, better: string): void {
  if (better === text) return;
  let at = 0;
  while (text[at] === better[at]) at++;
  const sign = foreignSign(text, at);
  // Back to the beginning of the word.
  while (sign === undefined && at > 0 && /[\p{L}\w.]/u.test(text[at - 1]!)) at--;
  const word = sign ?? /^[\p{L}\w.∞]+/u.exec(text.slice(at))?.[0] ?? '**';
  throw rejectAt(at, `"${word}" has another name here; write ${better}`);
}

function badSign(text: string, at: number, { names, constants }: Vocabulary): string {
  const word = /^[\d.]+/.exec(text.slice(at))?.[0] ?? String.fromCodePoint(text.codePointAt(at)!);
  const valid = ['numbers', ...names, ...constants, 'functions'].join(', ');
  return `"${word}" is not allowed; an expression has ${valid}, + - * / ^ ( ) , < <= > >= == != ? :`;
}

function kindOf(word: string, at: number, vocabulary: Vocabulary, bound: ReadonlySet<string>): Token['kind'] {
  if (/^[\d.]/.test(word)) {
    if (Number.isFinite(Number(word))) return 'number';
    throw rejectAt(at, `"${word}" is too large a number`);
  }
  if (!/^\w/.test(word) || operatorWords.includes(word)) return 'operator';
  const [values, called] = [valueWords(vocabulary), callWords(vocabulary)];
  if (values.includes(word)) return 'value';
  if (called.includes(word)) return 'function';
  if (bound.has(word) || vocabulary.losses.includes(word)) return 'value';
  throw rejectAt(at, `"${word}" is not known; ${unknownHint(word, values, called)}`);
}

const choices = ['if', 'iff', 'ifelse', 'where', 'cases', 'piecewise', 'then', 'else', 'when'];

function unknownHint(word: string, values: readonly string[], called: readonly string[]): string {
  if (choices.includes(word.toLowerCase())) return 'write condition ? a : b';
  const hint = nearest(word, [...called, ...values, ...operatorWords]);
  const valid = `valid are ${[...values, ...operatorWords, ...called].join(', ')}`;
  return hint ? `did you mean ${hint}?` : valid;
}

/**
 * Functions need arguments (a variable or a loss may have the name of one), products need their sign, and parentheses must
 * not be nested beyond reason.
 */
function checkNeighbours(tokens: readonly Token[], vocabulary: Vocabulary, bound: ReadonlySet<string>): void {
  let depth = 0;
  for (const [i, token] of tokens.entries()) {
    const next = tokens[i + 1];
    const called = next?.text === '(';
    if (token.kind === 'function' && !called && !bound.has(token.text)) {
      throw rejectAt(token.span.from, `"${token.text}" is a function; write ${token.text}(…)`);
    }
    const coefficient = called && vocabulary.hostFunctions.includes(token.text);
    const ends = token.kind === 'number' || token.kind === 'value' || token.text === ')';
    const begins = next && (next.kind !== 'operator' || called);
    if (ends && begins && !coefficient) {
      throw rejectAt(next.span.from, `an operator is missing between "${token.text}" and "${next.text}"`);
    }
    if (token.text === '(') depth++;
    if (token.text === ')') depth--;
    if (depth > deepestNesting)
      throw rejectAt(token.span.from, `more than ${deepestNesting} nested parentheses`);
  }
}
