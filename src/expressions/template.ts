/** Expressions in u, v and w, as the entries of functions and forms hold them, with trees in the places of these. */
import { parseSyntax } from './parse.ts';
import { name, substitute, type Tree } from './tree.ts';
import { functionVocabulary } from './vocabulary.ts';

const placeholders = ['u', 'v', 'w'];
const templates = new Map<string, Tree>();

export function template(text: string, parts: readonly Tree[]): Tree {
  let tree = templates.get(text);
  if (!tree) {
    tree = parseSyntax(text, functionVocabulary(placeholders)).tree;
    // Slots that no other tree has.
    for (const [i, each] of placeholders.entries()) tree = substitute(tree, i, name(each, -1 - i));
    templates.set(text, tree);
  }
  return parts.reduce<Tree>((each, part, i) => substitute(each, -1 - i, part), tree);
}
