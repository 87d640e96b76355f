// Our own lint rule: which folder may import which. Loaded by .oxlintrc.json; the order is the architecture (docs/architecture.md).

import { relative } from 'node:path';

/** Each folder may import what stands to its left. */
const ORDER = ['gpu', 'graph', 'ops', 'model', 'train', 'runs', 'workers', 'lessons', 'store', 'components', 'main'];
/** Pure functions that anyone from `graph` on may use, and that use nothing of ours. */
const LEAVES = ['data', 'science'];
/** What a leaf may know: the shape of what it computes with. Types only. */
const TYPES_FOR_LEAVES = ['model/config.ts', 'runs/record.ts'];
/** Chance has one source, which both leaves may draw from. */
const CHANCE = 'data/random.ts';
/** The words that page, worker and session share: types, which anyone may use. */
const PROTOCOL = 'protocol.ts';
/** The page must not carry the engine into its own chunk; the worker owns the GPU. */
const PAGE = ['lessons', 'store', 'components'];
const ENGINE = ['gpu', 'graph', 'ops', 'train'];

const importDirection = {
  meta: {
    type: 'problem',
    docs: { description: 'Imports go one way, from the page down to the shaders.' },
    schema: [],
  },
  create(context) {
    const here = place(`#${relative(process.cwd(), context.filename).replaceAll('\\', '/')}`);
    if (!here) return {};
    const check = (node) => {
      if (typeof node.source?.value !== 'string') return;
      const complaint = judge(here, node.source.value, isTypeOnly(node));
      if (complaint) context.report({ node, message: complaint });
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
    };
  },
};

/** '#src/model/config.ts' is the file config.ts of the folder model; everything in workers/ is one folder. */
function place(name) {
  const [, root, path] = /^#(src|workers)\/(.+)$/.exec(name) ?? [];
  if (!path) return undefined;
  const folder = root === 'workers' ? 'workers' : path.includes('/') ? path.slice(0, path.indexOf('/')) : 'main';
  return { folder, path };
}

function judge(here, name, typeOnly) {
  if (name.startsWith('../')) {
    // How many folders up leaves the folder of this file.
    const depth = here.path.split('/').length - 1;
    const out = here.folder === 'workers' || name.startsWith('../'.repeat(Math.max(depth, 1)));
    return out ? `Import another folder by its name, #src/… or #workers/…, instead of ${name}.` : undefined;
  }
  if (name.startsWith('#shaders/') && LEAVES.includes(here.folder)) return `${here.folder} is a leaf: it has no shaders.`;
  const there = place(name);
  if (!there || there.folder === here.folder) return undefined;
  if (LEAVES.includes(here.folder)) {
    if (there.path === CHANCE || (TYPES_FOR_LEAVES.includes(there.path) && typeOnly)) return undefined;
    return `${here.folder} is a leaf: it imports nothing of ours but ${CHANCE} and types from ${TYPES_FOR_LEAVES.join(' and ')}.`;
  }
  if (there.path === PROTOCOL && typeOnly) return undefined;
  if (here.path === 'graph/graph.ts' && there.path !== 'gpu/tuning.ts')
    return 'graph.ts is plain data and knows no GPU: what needs one belongs in plan.ts.';
  if (LEAVES.includes(there.folder)) return here.folder === 'gpu' ? 'gpu knows nothing of what is computed with it.' : undefined;
  if (!ORDER.includes(there.folder)) return `${there.folder} has no place in the order of scripts/lint.mjs yet.`;
  if (ORDER.indexOf(there.folder) > ORDER.indexOf(here.folder))
    return `Imports go one way, ${ORDER.join(' → ')}: ${here.folder} cannot import ${there.folder}.`;
  if (PAGE.includes(here.folder) && ENGINE.includes(there.folder) && !typeOnly)
    return `The worker owns the engine: the page takes only types from ${there.folder}.`;
  return undefined;
}

function isTypeOnly(node) {
  if (node.importKind === 'type' || node.exportKind === 'type') return true;
  const specifiers = node.specifiers ?? [];
  return specifiers.length > 0 && specifiers.every((each) => each.importKind === 'type' || each.exportKind === 'type');
}

// A plugin is a default export because the linter wants one.
export default { meta: { name: 'plateau' }, rules: { 'import-direction': importDirection } };
