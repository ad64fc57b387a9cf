/** README's examples do what they say. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as descent from '../src/index.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const packageJson = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

describe('README', () => {
  it('names commands that exist', () => {
    const commands = [...readme.matchAll(/^ {4}npm (?:run )?(\w+)/gm)].map((match) => match[1]!);
    expect(commands).toEqual(['start', 'test']);
    for (const command of [...commands, 'build']) expect(packageJson.scripts[command]).toBeTypeOf('string');
  });

  it('shows library code that runs', async () => {
    const code = /```ts\n([\s\S]*?)```/.exec(readme)![1]!;
    const body = code.replace(/import \{ (.*) \} from 'descent';/, 'const { $1 } = descent;');
    const run = new Function('descent', `${body}\nreturn { excessRisk, kappa, status };`);
    const { excessRisk, kappa, status } = run(descent);
    // The optimal ridge is γσ²/r² = 0.2, where the excess risk is σ²(κ/λ − 1).
    expect(status).toBe('ok');
    expect(excessRisk).toBeCloseTo(0.1 * (kappa / 0.2 - 1), 7);
  });

  it('is short', () => {
    expect(readme.split('\n').length).toBeLessThan(110);
  });
});
