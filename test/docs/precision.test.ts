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

const others = page
  .split('\n')
  .filter(
    (line) => line.startsWith('| `random') || line.startsWith('| `classi') || line.startsWith('| `linear'),
  );

/** Engine and other, the digits that they have in common, 14 of them at most: the last ones are rounding. */
async function agreementOf(words: string, quantity: string, by: string, says: string): Promise<string> {
  const formula = /^`(.*)`$/.exec(says)?.[1]?.replaceAll('&#124;', '|');
  const given = formula === undefined ? [] : [`--formula=other: ${quantity} = ${formula}`];
  const [row] = JSON.parse(await succeed('calc', ...words.split(' '), ...given, '--json')) as [
    Record<string, number>,
  ];
  const engine = row[quantity]!;
  const other = formula === undefined ? Number(says) : row[`${quantity}:other`]!;
  const digits = Math.min(14, Math.floor(-Math.log10(Math.abs(engine / other - 1))));
  return `| \`${words}\` | ${quantity} | ${engine.toPrecision(12)} | ${by} | ${says} | ${digits} |`;
}

it('has a table of others', () => {
  expect(others.length).toBeGreaterThanOrEqual(12);
});

it.each(others)('%s', async (line) => {
  const [words, quantity, , by, says] = line.slice(2, -2).split(' | ') as string[];
  const again = await agreementOf(words!.slice(1, -1), quantity!, by!, says!);
  expect(again).toBe(line);
  expect(Number(/ (\d+) \|$/.exec(again)![1])).toBeGreaterThanOrEqual(8);
});
