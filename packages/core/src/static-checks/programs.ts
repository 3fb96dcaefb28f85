import type { Language, Node, Parser } from '#grammars/tree-sitter';
import type { Fault, Format } from './types.ts';

interface Grammar {
  readonly name: string;
  readonly bytes: () => Promise<{ readonly bytes: string }>;
  /** It refused more than 1 in 500 real files, or too few were at hand to know: docs/decisions tells the figures. */
  readonly unsure?: boolean;
}

const grammars = {
  java: { name: 'Java', bytes: () => import('#grammars/bytes-java') },
  go: { name: 'Go', bytes: () => import('#grammars/bytes-go') },
  python: { name: 'Python', bytes: () => import('#grammars/bytes-python') },
  javascript: { name: 'JavaScript', bytes: () => import('#grammars/bytes-javascript') },
  typescript: { name: 'TypeScript', bytes: () => import('#grammars/bytes-typescript'), unsure: true },
  tsx: { name: 'TypeScript with JSX', bytes: () => import('#grammars/bytes-tsx'), unsure: true },
  php: { name: 'PHP', bytes: () => import('#grammars/bytes-php') },
  ruby: { name: 'Ruby', bytes: () => import('#grammars/bytes-ruby') },
  rust: { name: 'Rust', bytes: () => import('#grammars/bytes-rust'), unsure: true },
  csharp: { name: 'C#', bytes: () => import('#grammars/bytes-c-sharp'), unsure: true },
} as const satisfies Readonly<Record<string, Grammar>>;

const extensions: Readonly<Record<string, keyof typeof grammars>> = {
  java: 'java',
  go: 'go',
  py: 'python',
  pyi: 'python',
  js: 'javascript',
  jsx: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'tsx',
  php: 'php',
  rb: 'ruby',
  rake: 'ruby',
  gemspec: 'ruby',
  rs: 'rust',
  cs: 'csharp',
};

/** How a program's file is read, by its name: by the tree-sitter grammar of its language. `undefined` when there is none here. */
export function programFormat(path: string): Format | undefined {
  const id = extensions[/\.([a-z]+)$/.exec(path)?.[1] ?? ''];
  if (!id || path.endsWith('.blade.php')) return undefined;
  const { name, unsure = false }: Grammar = grammars[id];
  return { name, unsure, passed: 'It parses.', read: (text) => programFault(id, text) };
}

/** Reports of progress after which parsing is given up. Real files cost up to 20 per thousand characters; garbage costs more. */
const maxSteps = 10_000;

async function programFault(id: keyof typeof grammars, text: string): Promise<Fault | { readonly skipped: string }> {
  const parser = await parserFor(id);
  let steps = 0;
  const tree = parser.parse(text.replace(/^\uFEFF/, ''), null, {
    progressCallback: () => {
      steps += 1;
      return steps > maxSteps;
    },
  });
  if (!tree) {
    parser.reset();
    return { skipped: 'It would take too long to parse.' };
  }
  try {
    return tree.rootNode.hasError ? firstFault(tree.rootNode) : undefined;
  } finally {
    tree.delete();
  }
}

function firstFault(root: Node): string {
  let node = root;
  while (!node.isError && !node.isMissing) {
    const inner = childWithError(node);
    if (!inner) break;
    node = inner;
  }
  const line = node.startPosition.row + 1;
  if (node.isMissing) return `Line ${line}: ${node.type} is missing.`;
  const near = node.text.split('\n')[0]!.trim().slice(0, 60);
  return near === '' ? `Line ${line}: a syntax error.` : `Line ${line}: a syntax error near "${near}".`;
}

function childWithError(node: Node): Node | undefined {
  for (let at = 0; at < node.childCount; at += 1) {
    const child = node.child(at);
    if (child && (child.hasError || child.isError || child.isMissing)) return child;
  }
  return undefined;
}

const parsers = new Map<string, Promise<Parser>>();

async function parserFor(id: keyof typeof grammars): Promise<Parser> {
  const known = parsers.get(id) ?? newParser(grammars[id]);
  parsers.set(id, known);
  return known;
}

async function newParser({ bytes }: Grammar): Promise<Parser> {
  const { Parser, Language: Loaded } = await runtime();
  const { unpacked } = await import('#grammars/unpack');
  const language: Language = await Loaded.load(await unpacked((await bytes()).bytes));
  const parser = new Parser();
  parser.setLanguage(language);
  return parser;
}

let started: ReturnType<typeof start> | undefined;

function runtime(): ReturnType<typeof start> {
  started ??= start();
  return started;
}

async function start() {
  const treeSitter = await import('#grammars/tree-sitter');
  const { unpacked } = await import('#grammars/unpack');
  const { bytes } = await import('#grammars/bytes-tree-sitter');
  await treeSitter.Parser.init({ wasmBinary: await unpacked(bytes) });
  return treeSitter;
}
