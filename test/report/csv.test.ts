import { expect, test } from 'vitest';
import { toCsv } from '../../src/report/csv.ts';

test('a table begins with its header; what has no value is nan, what is infinite inf', () => {
  const rows = [
    { a: 1, b: null, 'c, d': 'x "y"' },
    { a: Number.NaN, b: Number.POSITIVE_INFINITY, 'c, d': 'plain' },
    { a: -0.5e-300, b: Number.NEGATIVE_INFINITY, 'c, d': true },
  ];
  expect(toCsv(rows)).toBe('a,b,"c, d"\n1,nan,"x ""y"""\nnan,inf,plain\n-5e-301,-inf,true\n');
});
