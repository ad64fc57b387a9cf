/** Modules that users bring, in TypeScript or JavaScript, from wherever they are: what they import as `descent` is this very program. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { register } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

const index = new URL(`../index${extname(fileURLToPath(import.meta.url))}`, import.meta.url).href;

/** In a folder without package.json Node would take .ts and .js for CommonJS, which cannot import this program. */
const hooks = `
export async function resolve(name, context, next) {
  if (name === 'descent') return { url: ${JSON.stringify(index)}, format: 'module', shortCircuit: true };
  const found = await next(name, context);
  const path = found.url.split('?')[0];
  const own = path.startsWith('file:') && !path.includes('/node_modules/') && /\\.(ts|js)$/.test(path);
  return own ? { ...found, format: 'module' } : found;
}`;

const digests = new Map<string, string>();

/** What the file of a user's module holds, in short: trials of an earlier text of it are not those of the present one. */
export function digestOfModule(url: string): string {
  const known = digests.get(url);
  if (known !== undefined) return known;
  const digest = createHash('sha256')
    .update(readFileSync(new URL(url)))
    .digest('hex')
    .slice(0, 16);
  digests.set(url, digest);
  return digest;
}

let ready: Promise<void> | undefined;

/** Imports a user's module, on any thread. */
export async function importBrought(url: string): Promise<object> {
  ready ??= prepare();
  await ready;
  return import(url);
}

async function prepare(): Promise<void> {
  // Compiled modules need no hooks, and to pass through them takes longer than to load.
  if (index.endsWith('.js')) await import(index);
  const { register: readTypeScript } = await import('tsx/esm/api');
  readTypeScript();
  register(`data:text/javascript,${encodeURIComponent(hooks)}`);
}
