/** `descent plot --caption`: sentences whose numbers are those of the results, in text and in LaTeX. */
import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Results } from '../../src/pipeline/results.ts';
import { descent, succeed, tiny, useFolder } from './harness.ts';

useFolder({ 'tiny.yaml': tiny });
const file = 'out/tiny/results.json';
let results: Results;
const caption = (ending: string) => readFileSync(`out/tiny/figure-caption.${ending}`, 'utf8');

beforeAll(async () => {
  await succeed('run', 'tiny.yaml', '--blas', 'embedded', '--workers', '1');
  results = JSON.parse(readFileSync(file, 'utf8')) as Results;
  await succeed('plot', file, '--caption');
});

describe('a caption', () => {
  it('says what is simulated, and what the claims came to', () => {
    const text = caption('txt');
    const size = Math.max(...results.cells.map((cell) => cell.size!));
    const { trials } = results.cells.find((cell) => cell.size === size)!;
    expect(text).toContain(`Marks: simulation at size ${size}, ${trials} trials a point`);
    const judged = results.limits.filter(({ verdict }) => verdict !== null);
    const agree = judged.filter(({ verdict }) => verdict === 'agree');
    expect(text).toContain(`Of ${judged.length} claim`);
    if (agree.length > 1) expect(text).toContain(`${agree.length} agree with theory`);
    const excluded = agree.flatMap(({ excludes }) => excludes ?? []);
    expect(text).toContain(`${Number((100 * Math.max(...excluded)).toPrecision(2))} %`);
    expect(text).toMatch(/^A tiny scenario\. Lines: excessRisk by the asymptotic theory\. .*\.\n$/);
    expect(text).not.toMatch(/undefined|null|NaN|Infinity|\.\.| {2}/);
  });

  it('is LaTeX in which a title is a text', async () => {
    const title = 'Risk & {5 %} \\input{x}';
    writeFileSync('hostile.json', JSON.stringify({ ...results, scenario: { ...results.scenario, title } }));
    await succeed('plot', 'hostile.json', '--caption', '--out', 'h.svg');
    const latex = readFileSync('h-caption.tex', 'utf8');
    expect(latex).toMatch(/^Risk \\& \\\{5 \\%\\\} \\textbackslash\{\}input\\\{x\\\}\. Lines: \$/);
  });

  it('is of one figure', async () => {
    const { code, err } = await descent('plot', file, '--caption', '--kind', 'residuals');
    expect([code, err]).toEqual([2, expect.stringContaining('--caption')]);
  });
});
