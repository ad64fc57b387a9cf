import { clip, InputError } from '../errors.ts';
import type { Backend } from './backend.ts';
import { openBlas } from './blas.ts';
import { openEmbedded } from './embedded.ts';

/**
 * The backend of that name: 'embedded', 'embedded-fma', a library's path, or 'auto' for a system BLAS when there is one.
 * @throws {InputError} when it cannot be used, with the reason
 */
export function openBackend(choice: string, options: { initialBytes?: number } = {}): Backend {
  if (choice === 'embedded') return openEmbedded(options);
  if (choice === 'embedded-fma') return openEmbedded({ ...options, build: 'fma' });
  const attempt = openBlas(choice === 'auto' ? undefined : choice);
  if ('backend' in attempt) {
    attempt.backend.workspace.reserve(options.initialBytes ?? 0);
    return attempt.backend;
  }
  if (choice === 'auto') return openEmbedded(options);
  throw new InputError(
    `backend '${clip(choice)}' cannot be used: ${attempt.reason}; ` +
      "valid are 'auto', 'embedded', 'embedded-fma' and the path of a BLAS",
  );
}
