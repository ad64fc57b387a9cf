/** The pgfplots figure: its data in full, its frame and ticks those of the SVG, its labels harmless. `.ci/long latex` compiles it. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import type { CurveFigure, Figure } from '../../src/figure/figure.ts';
import { latexOf, latexText } from '../../src/figure/latex.ts';
import { writeFigure } from '../../src/figure/write.ts';

const folder = new URL('./golden/', import.meta.url);
const golden = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Figure;
const names = readdirSync(folder).filter((name) => name.endsWith('.json'));

async function tikzOf(figure: Figure): Promise<string> {
  return (await writeFigure(figure, 'figure', ['tikz']))['figure.tex'] as string;
}

describe.each(names)('the pgfplots figure of %s', (name) => {
  const drawn = writeFigure(golden(name), 'figure', ['tikz', 'svg']);

  it('is as large as the SVG, and the same bytes twice', async () => {
    const { 'figure.tex': tex, 'figure.svg': svg } = await drawn;
    const [width, height] = /viewBox="0 0 (\S+) (\S+)"/.exec(svg as string)!.slice(1);
    expect(tex).toContain(`\\useasboundingbox (0,0) rectangle (${width},${height});`);
    expect(await tikzOf(golden(name))).toBe(tex);
  });

  it('has its frame where the SVG has it, and braces that close', async () => {
    const { 'figure.tex': tex, 'figure.svg': svg } = await drawn;
    const [x, y, width, height] = /<clipPath[^>]*><rect x="(\S+)" y="(\S+)" width="(\S+)" height="(\S+)"/
      .exec(svg as string)!
      .slice(1)
      .map(Number) as [number, number, number, number];
    const [, left, below] = /at=\{\(([\d.]+)bp,(-[\d.]+)bp\)\}/.exec(tex as string)!;
    expect([Number(left), -Number(below)]).toEqual([x, expect.closeTo(y + height, 2)]);
    expect(tex).toContain(`width=${width}bp,height=${height}bp`);
    const code = (tex as string).replace(/^%.*$/gm, '').replaceAll(/\\[{}]/g, '');
    expect(code.split('{').length).toBe(code.split('}').length);
  });
});

it('holds every number of curves and marks, those beyond the frame among them', async () => {
  const figure = golden('divergence-band.json') as CurveFigure;
  const tex = await tikzOf(figure);
  const rows = new Set(tex.split('\n').map((line) => line.replace(/^% beyond the frame: /, '')));
  for (const { line, marks = [] } of figure.series) {
    for (const { x, y } of marks) expect([...rows].some((row) => row.startsWith(`${x} ${y} `))).toBe(true);
    line?.x.forEach((x, i) => {
      const y = line.y[i];
      if (y !== null && Math.abs(y!) < 10) expect(rows).toContain(`${x} ${y}`);
    });
  }
});

it('holds the values of a heat map', async () => {
  const figure = golden('heatmap-optimum.json');
  if (figure.kind !== 'heatmap') throw new Error('no heat map');
  const { x, y, values } = figure.grid;
  expect(await tikzOf(figure)).toContain(`\n% ${x[1]} ${y[2]} ${values[2]![1]}\n`);
});

describe('labels in LaTeX', () => {
  it('say in mathematics what was typeset, and in texts what was written', () => {
    expect(latexOf('\\lambda \\to 0^{+}')).toBe('$\\lambda  \\rightarrow  0^{+}$');
    expect(latexOf('\\text{5 % of a_b & c}')).toBe('$\\text{5 \\% of a\\_b \\& c}$');
    expect(latexOf('\\text{noise }\\sigma^2')).toBe('$\\text{noise }\\sigma ^2$');
    expect(latexOf('γ < 1')).toBe('$\\gamma  < 1$');
    expect(latexText('Größe $5 → \\x')).toBe('Größe \\$5 $\\rightarrow$ \\textbackslash{}x');
  });

  it.each([
    '\\input{/etc/passwd}',
    '\\DeclareMathOperator{\\input}{x}',
    '\\write18{ls}',
    '\\csname input\\endcsname',
    'x & y',
    'a # b',
  ])('refuse %s', (tex) => {
    expect(() => latexOf(tex)).toThrow(InputError);
  });

  it('neither run nor hide anything in a text, by a percent sign or by the number of a character', () => {
    expect(latexOf('\\text{\\input{/etc/passwd}}')).not.toContain('\\input');
    expect(latexOf('\\text{^^5cinput x}')).not.toContain('^^');
    expect(latexOf('x^^^5cinput')).not.toContain('^^');
    expect(latexOf('a % b')).toBe('$a $');
  });

  it('leave a title in its comment', async () => {
    const figure = { ...golden('crowded.json'), title: 'a\n\\input{x}\r\\write18{y}\u2028z' };
    const lines = (await tikzOf(figure)).split(/[\n\r\u2028]/);
    expect(lines.filter((line) => /\\(?:input|write)/.test(line))).toEqual([expect.stringMatching(/^% a/)]);
  });
});
