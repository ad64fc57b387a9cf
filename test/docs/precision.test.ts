/** The table of docs/precision.md, made again line by line. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { Decimals } from '../../src/expressions/decimals.ts';
import { correctDigits } from '../../src/expressions/digits.ts';
import { succeed } from '../cli/harness.ts';

const page = readFileSync(new URL('../../docs/precision.md', import.meta.url), 'utf8');
const formulas = new Map(
  [...page.matchAll(/^(\w+): excessRisk = (.*)$/gm)].map(([, name, formula]) => [name!, formula!]),
);
const lines = page.split('\n').filter((line) => line.startsWith('| `--'));

async function lineOf(options: string, name: string): Promise<string> {
  const formula = `--formula=${name}: excessRisk = ${formulas.get(name)}`;
  const out = await succeed('calc', 'linear', ...options.split(' '), formula, '--digits=40', '--json');
  const [row] = JSON.parse(out) as [Record<string, number | string>];
  const value = String(row[`excessRisk:${name}:digits`]);
  const engine = correctDigits(row['excessRisk'] as number, new Decimals(60, 'toward').of(value));
  return `| \`${options}\` | ${name} | ${value} | ${row[`excessRisk:${name}:correct`]} | ${engine} |`;
}

it('has a table', () => {
  expect(formulas.size).toBe(3);
  expect(lines).toHaveLength(7);
});

it.each(lines)('%s', async (line) => {
  const [, options, name] = /^\| `([^`]*)` \| (\w+) \|/.exec(line)!;
  expect(await lineOf(options!, name!)).toBe(line);
});
