/** What is said to have a glyph is drawn, and the usual names are. */
import { describe, expect, it } from 'vitest';
import { withoutGlyph } from '../../src/figure/glyphs.ts';
import { typeset, withFonts } from '../../src/figure/tex.ts';
import { textTex } from '../../src/pipeline/labels.ts';

describe('characters that are said to have a glyph', () => {
  it('are drawn, every one of them', async () => {
    const said = Array.from({ length: 0xffff }, (_, code) => String.fromCharCode(code)).filter(
      (character) => withoutGlyph(character) === null,
    );
    expect(said.length).toBeGreaterThan(1000);
    for (const character of said) await withFonts(() => typeset(`\\text{${textTex(character)}}`));
  });

  it('are those of usual names', async () => {
    expect(withoutGlyph('Mei–Montanari’s (12), ψ₁ → ∞, Сударь, Žižka ≤ λ²')).toBe('₁');
    expect(withoutGlyph('Mei–Montanari’s (12), ψ → ∞, Сударь, Žižka ≤ λ²')).toBeNull();
    expect(withoutGlyph('two\nlines')).toBe('\n');
    expect(withoutGlyph('😀')).toBe('😀');
    await expect(withFonts(() => typeset('\\text{理}'))).rejects.toThrow('no glyph');
  });
});
