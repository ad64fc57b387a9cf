import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { chiSquaredUpperTail } from '../../src/numerics/chi-squared.ts';
import { normalCdf } from '../../src/numerics/erf.ts';
import { normalUpperQuantile } from '../../src/numerics/normal.ts';
import { studentUpperQuantile, studentUpperTail } from '../../src/numerics/student.ts';

const reference = JSON.parse(
  readFileSync(new URL('../reference/distributions.json', import.meta.url), 'utf8'),
) as Record<string, number[][]>;

const routes: Record<string, (...x: number[]) => number> = {
  normalTail: (z) => normalCdf(-z!),
  normalQuantile: (p) => normalUpperQuantile(p!),
  studentTail: (t, nu) => studentUpperTail(t!, nu!),
  studentQuantile: (p, nu) => studentUpperQuantile(p!, nu!),
  chiSquaredTail: (x, f) => chiSquaredUpperTail(x!, f!),
};

describe.each(Object.entries(routes))('%s', (name, route) => {
  test('matches mpmath to 1e-12 relative, far tails included', () => {
    const rows = reference[name]!;
    expect(rows.length).toBeGreaterThan(6);
    for (const row of rows) {
      const expected = row.at(-1)!;
      const error = Math.abs(route(...row.slice(0, -1)) / expected - 1);
      expect(error, `${name}(${row.slice(0, -1)}) = ${expected}`).toBeLessThan(1e-12);
    }
  });
});

test('lower halves mirror upper halves, ends are infinite or certain', () => {
  expect(studentUpperTail(-1, 3) + studentUpperTail(1, 3)).toBeCloseTo(1, 15);
  expect(normalUpperQuantile(0.9)).toBeCloseTo(-normalUpperQuantile(0.1), 14);
  expect(studentUpperQuantile(0.9, 5)).toBeCloseTo(-studentUpperQuantile(0.1, 5), 14);
  expect(normalUpperQuantile(0)).toBe(Number.POSITIVE_INFINITY);
  expect(studentUpperQuantile(0, 4)).toBe(Number.POSITIVE_INFINITY);
  expect(normalUpperQuantile(0.5)).toBe(0);
  expect(chiSquaredUpperTail(0, 3)).toBe(1);
});

test('Student with one degree of freedom is Cauchy, with many it is normal', () => {
  for (const tail of [0.3, 1e-2, 1e-9]) {
    expect(studentUpperQuantile(tail, 1) * Math.tan(Math.PI * tail)).toBeCloseTo(1, 13);
    expect(studentUpperQuantile(tail, 1e9) / normalUpperQuantile(tail)).toBeCloseTo(1, 7);
  }
});
