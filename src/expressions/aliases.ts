/** Words and signs of other languages and papers, and what they are called here. */
import { meantExpression } from '../words/aliases.ts';
import type { Vocabulary } from './vocabulary.ts';
import { callWords, valueWords } from './vocabulary.ts';

/** Constants that are written in other ways. */
const ofConstants: Readonly<Record<string, string>> = {
  π: 'pi',
  Pi: 'pi',
  PI: 'pi',
  infinity: 'inf',
  oo: 'inf',
  '∞': 'inf',
};

const ofFunctions: Readonly<Record<string, string>> = {
  ln: 'log',
  arcsin: 'asin',
  arccos: 'acos',
  arctan: 'atan',
  arcsinh: 'asinh',
  arccosh: 'acosh',
  arctanh: 'atanh',
  maximum: 'max',
  minimum: 'min',
  absolute: 'abs',
  gammaln: 'lgamma',
  expit: 'sigmoid',
  ndtr: 'Phi',
  ndtri: 'PhiInverse',
  erfinv: 'erfInverse',
  norm_cdf: 'Phi',
  gamma: 'gammaFunction',
  Gamma: 'gammaFunction',
  real: 're',
  imag: 'im',
};

/** Signs that are typed in another way, as copies from a paper have them. */
const signs: Readonly<Record<string, string>> = {
  '**': '^',
  '−': '-',
  '–': '-',
  '·': '*',
  '⋅': '*',
  '×': '*',
  '∗': '*',
  '÷': '/',
  '≤': '<=',
  '≥': '>=',
  '≠': '!=',
  '²': '^2',
  '³': '^3',
};

const sign = /\*\*|[−–·⋅×∗÷≤≥≠²³]/g;

/** The sign of another notation that begins here, if one does. */
export function foreignSign(text: string, at: number): string | undefined {
  return Object.keys(signs).find((each) => text.startsWith(each, at));
}

const modules = /(?<![\w.])(?:np|numpy|math|Math|jnp|torch|scipy\.special|special|sp)\.(?=[A-Za-z_])/g;
const words = /[\p{L}∞_][\p{L}\w]*/gu;

/**
 * The text with all of these words put right; the same text where there are none.
 *
 * @param bound names that the text itself binds, which are never aliases
 */
export function corrected(text: string, vocabulary: Vocabulary, bound: ReadonlySet<string>): string {
  const known = [...valueWords(vocabulary), ...callWords(vocabulary)];
  return text
    .replace(modules, '')
    .replace(words, (word, at: number, whole: string) => {
      const isCall = /^\s*\(/.test(whole.slice(at + word.length));
      if (bound.has(word) || (known.includes(word) && !(isCall && vocabulary.names.includes(word))))
        return word;
      const called = Object.hasOwn(ofFunctions, word) ? ofFunctions[word]! : undefined;
      if (isCall && called !== undefined && vocabulary.functions.includes(called)) return called;
      if (Object.hasOwn(ofConstants, word)) return ofConstants[word]!;
      if (vocabulary.names.includes(word)) return word;
      return meantExpression(word, [...vocabulary.parameters]) ?? word;
    })
    .replace(sign, (each) => signs[each]!);
}
