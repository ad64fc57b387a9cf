/** Covariate shift: inputs at test of another covariance than those of training, given along the directions of the latter. */
import { clip, InputError } from '../../errors.ts';
import { evaluate } from '../../expressions/evaluate.ts';
import { type Expression, parseExpression } from '../../expressions/expression.ts';
import { functionVocabulary } from '../../expressions/vocabulary.ts';
import { type Block, powerOf } from '../../parts/inputs/covariance.ts';
import { type Point, splitList, type TextParameter } from '../../parts/parameter.ts';
import type { Kernel } from '../../theory/kernel.ts';
import type { Shift } from '../../theory/shift/risk.ts';
import { refuseBeside } from '../beside.ts';
import type { ObservedBlock } from '../inputKernel.ts';
import { isCompressed, spectrumOf } from '../spectra.ts';

const unshifted = 's';

export const testVariance: TextParameter = {
  kind: 'text',
  name: 'testVariance',
  of: 'fit',
  tex: '\\tilde s',
  meaning:
    'covariate shift: variance at test of a direction whose variance in training is s, an expression in s such as 1/s, or one for each block as in 0.5,2*s; risks are those at test',
  valid: 'an expression in s, or one for each block, separated by commas',
  check: (text) => void parse(text),
  default: unshifted,
};

function parse(text: string): Expression[] {
  return splitList(text).map((part) => parseExpression(part, functionVocabulary(['s'])));
}

/** Variance at test of a direction of variance s in block i. */
type TestLaw = (s: number, block: number) => number;

/** Null where inputs at test are those of training. @throws {InputError} where a variance has no value >= 0 */
export function testLaw(point: Point): TestLaw | null {
  const text = String(point['testVariance'] ?? unshifted).trim();
  if (text === unshifted) return null;
  const expressions = parse(text);
  return (s, block) => {
    const expression = expressions[expressions.length === 1 ? 0 : block]!;
    const { value, gap } = evaluate(expression, [s]);
    if (value !== undefined && value >= 0 && Number.isFinite(value)) return value;
    const found = value === undefined ? `no value: ${gap}` : String(value);
    throw new InputError(
      `testVariance ${clip(text)} at s = ${s} is ${found}; expected a variance >= 0, in the unit of s`,
    );
  };
}

/** @param fitted whether all directions are fitted @throws {InputError} for what is known without a shift alone */
export function checkShift(point: Point, fitted: boolean): void {
  const law = testLaw(point);
  if (law === null) return;
  const given = `testVariance ${clip(String(point['testVariance']))}`;
  const count = parse(String(point['testVariance'])).length;
  const spectrum = spectrumOf(point);
  if (spectrum.kind === 'blocks') {
    const { blocks } = spectrum;
    if (count > 1 && count !== blocks.length)
      throw new InputError(
        `${given} has ${count} expressions for ${blocks.length} blocks; expected one each`,
      );
    blocks.forEach(({ variance }, i) => void law(variance, i));
  } else if (count > 1)
    throw new InputError(`${given} has ${count} expressions; expected one for spectrum ${spectrum.text}`);
  else if (isCompressed(point))
    throw new InputError(`${given} is known up to 2000 directions; spectrum ${spectrum.text} has more`);
  else if (!fitted)
    throw new InputError(
      `${given} needs all directions of spectrum ${spectrum.text}; leave p ${point['p']} out`,
    );
  refuseBeside(given, point, { nonlinear: [0], data: ['none'] });
}

/** The blocks with their variances at test, where these differ. */
export function shiftedBlocks(point: Point, blocks: readonly Block[]): readonly Block[] {
  const law = testLaw(point);
  return law === null
    ? blocks
    : blocks.map((block, i) => ({ ...block, testVariance: law(block.variance, i) }));
}

/** How the kernel of these blocks is tested. */
export function shiftOfBlocks(blocks: readonly ObservedBlock[], signal: number): { readonly shift?: Shift } {
  if (blocks.every((block) => block.testVariance === undefined)) return {};
  const gains = blocks.map((block) => block.testVariance! / block.variance);
  const unseen = blocks.reduce(
    (sum, block, i) => sum + gains[i]! * (1 - block.observedShare) * powerOf(block),
    0,
  );
  return { shift: { gains, unlearnable: signal * unseen } };
}

/** The same of the directions of an explicit spectrum, all of which are fitted. */
export function shiftOfDirections(
  point: Point,
  { eigenvalues, unlearnable }: Kernel,
): { readonly shift?: Shift } {
  const law = testLaw(point);
  if (law === null) return {};
  if (unlearnable > 0)
    throw new InputError(
      `testVariance ${clip(String(point['testVariance']))}: spectrum ${point['spectrum']} has power along directions of variance 0, which has none at test`,
    );
  return { shift: { gains: eigenvalues.map((s) => law(s, 0) / s), unlearnable: 0 } };
}
