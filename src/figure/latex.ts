/** Labels for LaTeX: the TeX that has been typeset here, so that it means the same there and does nothing else. */
import { MapHandler } from '@mathjax/src/js/input/tex/MapHandler.js';
import type { CharacterMap } from '@mathjax/src/js/input/tex/TokenMap.js';
import { InputError } from '../errors.ts';
import { fixed } from './element.ts';
import { DELIMITED, LETTERS, MACROS, SIGNS, TEXTS } from './latexWords.ts';

/** A label as inline LaTeX. @throws {InputError} naming a command that LaTeX's figures do not take */
export function latexOf(tex: string): string {
  // Two ^ in a row would begin a character by its number.
  return tex.trim() === '' ? '' : `$${mathematics(tex, tex).replace(/\^(?=\^)/g, '^ ')}$`;
}

/** Options of a node in the document's own font, in bp: that of 10 pt made smaller, since smaller fonts run wider than our outlines. They come last. */
export function fontOf(size: number): string {
  return `font=\\fontsize{10}{12}\\selectfont,scale=${fixed((size * 72.27) / 720)}`;
}

/** A text in LaTeX, in which no character is more than itself. */
export function latexText(text: string): string {
  return [...text.replace(/\s+/g, ' ')].map(character).join('');
}

function character(each: string): string {
  if (LETTERS[each] !== undefined) return `$\\${LETTERS[each]}$`;
  if (SIGNS[each] !== undefined) return SIGNS[each];
  if (/[%#&_{}$]/.test(each)) return `\\${each}`;
  return /[\p{Control}\p{Surrogate}]/u.test(each) ? '' : each;
}

/** \to has a meaning of its own in pgfplots, the others none in LaTeX. */
const RENAMED: Readonly<Record<string, string>> = { to: '\\rightarrow ', lt: '<', gt: '>' };

/** Maps of symbols, whose names are those of LaTeX, amsmath and amssymb. */
const SYMBOLS = [
  ...['mathchar0mi', 'mathchar0mo', 'AMSsymbols-mathchar0mi', 'AMSsymbols-mathchar0mo'],
  ...['AMSmath-mathchar0mo'],
];

function isKnown(word: string): boolean {
  if (MACROS.has(word) || DELIMITED.has(word)) return true;
  return SYMBOLS.some(
    (name) => (MapHandler.getMap(name) as CharacterMap | undefined)?.lookup(word) !== undefined,
  );
}

/** Mathematics token by token: known commands, arguments of texts as texts, and plain characters. */
function mathematics(tex: string, whole: string): string {
  let rest = tex;
  let result = '';
  while (rest !== '') {
    const [token] = /^(?:\\[A-Za-z]+\*?|\\.|%[^\n]*|\s+|.)/su.exec(rest)!;
    rest = rest.slice(token.length);
    const word = token.slice(1).replace(/\*$/, '');
    if (token.length > 1 && token.startsWith('\\') && TEXTS.has(word)) {
      const [content, after] = argument(rest, whole);
      result += `\\${word}{${mixed(content, whole)}}`;
      rest = after;
    } else result += mathToken(token, word, whole);
  }
  return result;
}

function mathToken(token: string, word: string, whole: string): string {
  if (token.startsWith('%')) return '';
  if (/^\s/.test(token)) return ' ';
  if (!token.startsWith('\\')) {
    if (/[#&$\p{Control}\p{Surrogate}]/u.test(token)) throw foreign(token, whole);
    if (LETTERS[token] !== undefined) return `\\${LETTERS[token]} `;
    return token.charCodeAt(0) < 128 ? token : `\\text{${character(token)}}`;
  }
  if (!/^[A-Za-z]/.test(word)) {
    if (/^[,:;!>|{}%#$&_ \\]$/.test(word)) return token;
    throw foreign(token, whole);
  }
  if (!isKnown(word)) throw foreign(token, whole);
  return RENAMED[word] ?? `\\${token.slice(1)} `;
}

function foreign(token: string, whole: string): InputError {
  return new InputError(
    `cannot write the TeX '${whole}' for LaTeX: ${token} is not among what labels may hold; letters, symbols, accents, fractions, roots, fonts and \\text are`,
  );
}

/** The argument in braces, or the next character, and what follows. */
function argument(tex: string, whole: string): readonly [string, string] {
  const start = tex.trimStart();
  if (!start.startsWith('{')) throw foreign('\\text without braces', whole);
  let depth = 0;
  for (let i = 0; i < start.length; i++) {
    if (start[i] === '\\') i++;
    else if (start[i] === '{') depth++;
    else if (start[i] === '}' && --depth === 0) return [start.slice(1, i), start.slice(i + 1)];
  }
  throw foreign('an open brace', whole);
}

/** The argument of \text: text, and mathematics between dollars. */
function mixed(text: string, whole: string): string {
  return text
    .split(/(?<!\\)\$/)
    .map((part, i) =>
      i % 2 === 1 ? `$${mathematics(part, whole)}$` : latexText(part.replace(/\\([^A-Za-z])/g, '$1')),
    )
    .join('');
}
