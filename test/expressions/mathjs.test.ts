import { parse } from 'mathjs/number';
import { expect, it } from 'vitest';
import { parseExpression } from '../../src/expressions/expression.ts';
import { provideParser } from '../../src/expressions/mathjs.ts';
import { functionVocabulary } from '../../src/expressions/vocabulary.ts';

it('takes the parser that is provided, as a browser must', () => {
  const parsed: string[] = [];
  provideParser((text) => {
    parsed.push(text);
    return parse(text);
  });
  expect(parseExpression('x^2', functionVocabulary(['x'])).tree.kind).toBe('operator');
  expect(parsed).toEqual(['x^2']);
});
