// Our own lint rule: which folder may import which. Loaded by .oxlintrc.json; the order is the architecture (docs/architecture.md).

import { relative } from 'node:path';

/** From the ground up: a folder may import those of the stories below it, and none beside it. */
const STORIES = [
  ['words'],
  ['gpu', 'experiment'],
  ['data'],
  ['games'],
  ['graph', 'science', 'drawing'],
  ['ops'],
  ['model'],
  ['train'],
  ['storage'],
  ['tuning'],
  ['session'],
  ['lab'],
  ['workers'],
  ['lessons'],
  ['links'],
  ['store'],
  ['components'],
  ['main'],
];
/** The page must not carry the engine into its own chunk: the worker owns it, and the page knows its types. */
const PAGE = ['lessons', 'links', 'store', 'components', 'main'];
const ENGINE = ['gpu', 'graph', 'ops', 'model', 'train', 'tuning', 'session', 'lab', 'workers'];
/** Rooms of the page: each may import what stands to its left; base draws what it is given, and asks no store. */
const ROOMS = ['base', 'curves', 'inside', 'drawing', 'results', 'runs', 'setup', 'study', 'app'];

const importDirection = {
  meta: {
    type: 'problem',
    docs: { description: 'Imports go one way, from the page down to the shaders.' },
    schema: [],
  },
  create(context) {
    const here = place(relative(process.cwd(), context.filename).replaceAll('\\', '/'));
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

/** 'src/graph/plan.ts' is the file plan.ts of the folder graph; everything in workers/ is one folder. */
function place(path) {
  const [, root, inside] = /^(src|workers)\/(.+)$/.exec(path) ?? [];
  if (!inside) return undefined;
  if (root === 'workers') return { path, folder: 'workers' };
  const [folder, room] = inside.split('/');
  return inside.includes('/') ? { path, folder, room } : { path, folder: 'main' };
}

/** The file that an import names, as seen from `here`; undefined for packages, and for files that are taken as text or as an address. */
function named(here, name) {
  if (name.includes('?')) return undefined;
  if (name.startsWith('#')) return place(name.slice(1));
  if (!name.startsWith('.')) return undefined;
  return place(new URL(name, `file:///${here.path}`).pathname.slice(1));
}

const story = (folder) => STORIES.findIndex((folders) => folders.includes(folder));

function judge(here, name, typeOnly) {
  const there = named(here, name);
  if (!there) {
    const shader = name.startsWith('#shaders/') || /\.wgsl(\?raw)?$/.test(name);
    return shader && story(here.folder) < story('ops')
      ? `${here.folder} is plain data: shaders belong to ops and what stands on it.`
      : undefined;
  }
  const folder = there.folder;
  if (folder === here.folder) return folder === 'components' ? judgeRooms(here, there) : undefined;
  if (name.startsWith('.') && here.folder !== 'main')
    return `Import another folder by its name, #src/… or #workers/…, instead of ${name}.`;
  if (here.path === 'src/graph/graph.ts' && folder === 'gpu' && there.path !== 'src/gpu/tuning.ts')
    return 'graph.ts is plain data and knows no GPU: what needs one belongs in plan.ts.';
  if (story(folder) < 0) return `${folder} has no place among the stories of scripts/lint.mjs yet.`;
  if (story(folder) >= story(here.folder))
    return `Imports go one way, ${STORIES.map((s) => s.join(' and ')).join(' → ')}: ${here.folder} cannot import ${folder}.`;
  if (here.room === 'base' && folder === 'store') return 'base is made of what it is given: it knows nothing of the store.';
  if (PAGE.includes(here.folder) && ENGINE.includes(folder) && !typeOnly)
    return `The worker owns the engine: the page takes only types from ${folder}.`;
  return undefined;
}

function judgeRooms(here, there) {
  return ROOMS.indexOf(there.room) > ROOMS.indexOf(here.room)
    ? `Rooms of the page import one way, ${ROOMS.join(' → ')}: ${here.room} cannot import ${there.room}.`
    : undefined;
}

function isTypeOnly(node) {
  if (node.importKind === 'type' || node.exportKind === 'type') return true;
  const specifiers = node.specifiers ?? [];
  return specifiers.length > 0 && specifiers.every((each) => each.importKind === 'type' || each.exportKind === 'type');
}

// A plugin is a default export because the linter wants one.
export default { meta: { name: 'plateau' }, rules: { 'import-direction': importDirection } };
