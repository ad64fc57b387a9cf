/** README's examples do what they say. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as library from '../src/index.ts';
import type { Results } from '../src/pipeline/results.ts';
import { descent, succeed, useFolder } from './cli/harness.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const packageJson = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** Words of a shell line with simple quotes, its comment left out. */
function wordsOf(line: string): string[] {
  return [...line.replace(/\s#.*$/, '').matchAll(/'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2]!);
}

describe('README', () => {
  useFolder({});

  it('names commands that exist', () => {
    const commands = [...readme.matchAll(/^ {4}npm (?:run )?(\w+)/gm)].map((match) => match[1]!);
    expect(commands).toEqual(['start', 'test']);
    for (const command of [...commands, 'build']) expect(packageJson.scripts[command]).toBeTypeOf('string');
  });

  it('shows commands that run, line by line', async () => {
    const blocks = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].map((match) => match[1]!);
    const lines = blocks.flatMap((block) => block.trim().split('\n'));
    expect(lines.length).toBeGreaterThanOrEqual(8);
    for (const line of lines) {
      const [program, ...words] = wordsOf(line);
      expect(program).toBe('descent');
      // The one line that simulates is run without: its dry run has just been asked for.
      const simulates = words[0] === 'run' && !words.includes('--dry-run');
      expect(
        await succeed(...words, ...(simulates ? ['--theory-only', '--name', 'my-figure'] : [])),
        line,
      ).not.toBe('');
    }
    for (const file of ['figure.svg', 'results.json', 'results.csv'].map((name) => `out/my-figure/${name}`))
      expect(existsSync(file), file).toBe(true);
    expect(existsSync('fig1.pdf')).toBe(true);
  });

  it('shows a scenario whose theory, published number and measurement agree', async () => {
    const sections = /```yaml\n([\s\S]*?)```/.exec(readme)![1]!;
    writeFileSync(
      'several.yaml',
      `model: linear\nparameters: { gamma: 0.5, noise: 1 }\n${sections}comparison: { tolerance: 0.05 }\n`,
    );
    writeFileSync('mine.csv', 'gamma,noise,excessRisk,excessRisk:standardError\n0.5,1,1.001,0.005\n');
    expect(await descent('run', 'several.yaml')).toMatchObject({ code: 0, err: '' });
    const { theories }: Results = JSON.parse(readFileSync('out/several/results.json', 'utf8'));
    expect(theories.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual(
      ['engine', 'mine', 'published'].map((name) => `${name} agree`),
    );
  });

  it('shows library code that runs', () => {
    const code = /```ts\n([\s\S]*?)```/.exec(readme)![1]!;
    const body = code.replace(/import \{ (.*) \} from 'descent';/, 'const { $1 } = library;');
    const run = new Function('library', `${body}\nreturn { excessRisk, kappa, status };`);
    const { excessRisk, kappa, status } = run(library);
    // The optimal ridge is γσ²/r² = 0.2, where the excess risk is σ²(κ/λ − 1).
    expect(status).toBe('ok');
    expect(excessRisk).toBeCloseTo(0.1 * (kappa / 0.2 - 1), 7);
  });

  it('links to files that exist, those beside it also in the package', () => {
    const links = [...readme.matchAll(/\]\(([^):]+)\)/g)].map((match) => match[1]!);
    expect(links.length).toBeGreaterThan(8);
    for (const link of links) {
      expect(existsSync(new URL(`../${link}`, import.meta.url)), link).toBe(true);
      if (!link.includes('/')) expect(packageJson.files, link).toContain(link);
    }
  });

  it('is short, and shows its picture', () => {
    expect(readme.split('\n').length).toBeLessThan(110);
    const picture = /!\[[^\]]*\]\(([^)]+)\)/.exec(readme)![1]!;
    expect(existsSync(new URL(`../${picture}`, import.meta.url))).toBe(true);
  });
});
