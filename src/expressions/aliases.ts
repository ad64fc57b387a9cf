/** Words and signs of other languages and papers, and what they are called here. */
import type { Vocabulary } from './vocabulary.ts';
import { callWords, valueWords } from './vocabulary.ts';

/** What stands for a name of the model; the second is what must be known for it. */
const ofParameters: Readonly<Record<string, readonly [written: string, needs: string]>> = {
  lambda: ['ridge', 'ridge'],
  lam: ['ridge', 'ridge'],
  λ: ['ridge', 'ridge'],
  sigma2: ['noise', 'noise'],
  sigmaSquared: ['noise', 'noise'],
  sigma: ['sqrt(noise)', 'noise'],
  σ: ['sqrt(noise)', 'noise'],
  γ: ['gamma', 'gamma'],
  α: ['alpha', 'alpha'],
  ψ1: ['psi1', 'psi1'],
  ψ2: ['psi2', 'psi2'],
  τ: ['tau', 'tau'],
  κ: ['kappa', 'kappa'],
  π: ['pi', 'pi'],
  Pi: ['pi', 'pi'],
  PI: ['pi', 'pi'],
  infinity: ['inf', 'inf'],
  oo: ['inf', 'inf'],
  '∞': ['inf', 'inf'],
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
    .replaceAll('**', '^')
    .replace(words, (word, at: number, whole: string) => {
      const isCall = /^\s*\(/.test(whole.slice(at + word.length));
      if (bound.has(word) || (known.includes(word) && !(isCall && vocabulary.names.includes(word))))
        return word;
      const called = Object.hasOwn(ofFunctions, word) ? ofFunctions[word]! : undefined;
      if (isCall && called !== undefined && vocabulary.functions.includes(called)) return called;
      const [written, needs] = Object.hasOwn(ofParameters, word) ? ofParameters[word]! : [];
      return written !== undefined && known.includes(needs!) ? written : word;
    });
}
