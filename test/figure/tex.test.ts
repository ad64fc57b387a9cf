import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { type Label, typeset, withFonts } from '../../src/figure/tex.ts';

function label(tex: string): Promise<Label> {
  return withFonts(() => typeset(tex));
}

/** The box of an outline's points, control points included. */
function extent({ outline }: Label): { left: number; right: number; top: number; bottom: number } {
  const numbers = outline.match(/-?[\d.]+/g)!.map(Number);
  const us = numbers.filter((_, i) => i % 2 === 0);
  const vs = numbers.filter((_, i) => i % 2 === 1);
  return { left: Math.min(...us), right: Math.max(...us), top: Math.min(...vs), bottom: Math.max(...vs) };
}

describe('typeset', () => {
  it('gives the same outlines to many at once as to one alone', async () => {
    const together = await Promise.all([label('\\mathcal{R}_X(1)'), label('\\mathcal{R}_X(2)'), label('a')]);
    const alone = await label('\\mathcal{R}_X(1) '); // not the cached label
    expect(together[0].width).toBe(alone.width);
    expect(together[1].width).toBeCloseTo(alone.width, 12);
    expect(together[0].outline).toBe(alone.outline);
  });

  it.each(['x', '10^{-1}', '\\frac{\\sigma_\\varepsilon^2}{1-\\psi_2^{-1}}', '\\sqrt{\\hat{\\beta}}'])(
    'tells the extents of %s',
    async (tex) => {
      const result = await label(tex);
      const { left, right, top, bottom } = extent(result);
      expect(left).toBeGreaterThan(-0.1);
      expect(right).toBeLessThan(result.width + 0.1);
      expect(right).toBeGreaterThan(result.width - 0.15);
      expect(Math.abs(-top - result.ascent)).toBeLessThan(0.08); // a root keeps a little room above its bar
      expect(Math.abs(bottom - result.depth)).toBeLessThan(0.08);
    },
  );

  it('draws the bar of a fraction, between numerator and denominator', async () => {
    const { outline } = await label('\\frac{1}{2}');
    const bars = outline.split('M').filter((piece) => /^[-\d.]+ [-\d.]+(L[-\d.]+ [-\d.]+){3}Z$/.test(piece));
    expect(bars).toHaveLength(1);
  });

  it('loads the glyphs of rarer alphabets', async () => {
    const [curly, plain] = [await label('\\mathcal{R}'), await label('R')];
    expect(curly.outline).not.toBe(plain.outline);
    expect(curly.outline.length).toBeGreaterThan(100);
    expect((await label('\\mathbb{E}\\mathfrak{g}\\boldsymbol{\\beta}')).outline.length).toBeGreaterThan(300);
  });

  it('is nothing for nothing', async () => {
    expect(await label('')).toMatchObject({ width: 0, outline: '' });
  });

  it.each(['\\frac{a}{', '\\lamda', 'x_{{{', '&', '\\href{javascript:1}{x}'])(
    'refuses %s by name',
    async (tex) => {
      await expect(label(tex)).rejects.toThrow(InputError);
      await expect(label(tex)).rejects.toThrow(`'${tex}'`);
      expect((await label('x')).width).toBeGreaterThan(0); // and goes on working
    },
  );

  it('refuses what has no outline', async () => {
    await expect(label('\\text{risk 中}')).rejects.toThrow("no glyph for '中'");
    await expect(label('\\boxed{x}')).rejects.toThrow(InputError);
  });
});
