/**
 * Writes `build/`: each parser as a module that carries its WebAssembly, gzipped, so that it runs in a bundle copied anywhere.
 * The packages themselves look for a `.wasm` file beside them, which a bundler moves or loses.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

const require = createRequire(import.meta.url);
const build = join(import.meta.dirname, 'build');
const languages = [
  'c-sharp',
  'go',
  'java',
  'javascript',
  'php',
  'python',
  'ruby',
  'rust',
  'tsx',
  'typescript',
] as const;

const treeSitter = dirname(require.resolve('web-tree-sitter'));
const grammars = dirname(require.resolve('@vscode/tree-sitter-wasm'));
const postgres = dirname(require.resolve('libpg-query'));
/** Emscripten's loaders read files where they see Node. These get their bytes from us and shall see no system at all. */
const noSystem = { treeSitter: 'const process = undefined;\n', postgres: 'const globalThis = { TextDecoder };\n' };

rmSync(build, { recursive: true, force: true });
mkdirSync(build);

for (const language of languages) writeBytes(`bytes-${language}`, join(grammars, `tree-sitter-${language}.wasm`));

writeBytes('bytes-tree-sitter', join(treeSitter, 'web-tree-sitter.wasm'));
const parser = readFileSync(join(treeSitter, 'web-tree-sitter.js'), 'utf8');
const place = `new URL("web-tree-sitter.wasm", import.meta.url).href`;
write('tree-sitter.js', noSystem.treeSitter + withoutMap(replacedOnce(parser, place, "''")));
write('tree-sitter.d.ts', "export * from 'web-tree-sitter';\n");

writeBytes('bytes-postgres', join(postgres, 'libpg-query.wasm'));
const loader = readFileSync(join(postgres, 'libpg-query.js'), 'utf8');
write('postgres-loader.js', `${noSystem.postgres}${loader}\nexport { PgQueryModule };\n`);
/**
 * Source: emscripten.org, "Module.instantiateWasm". One function of PostgreSQL's grammar is so large that V8 takes half a
 * gigabyte to optimise it, for scripts that are parsed in milliseconds: its code is left as the baseline compiler makes it.
 */
const instantiate = `import { setFlagsFromString } from 'node:v8';
async function instantiateWasm(imports, done) {
  setFlagsFromString('--wasm-tiering-budget=2000000000');
  done((await WebAssembly.instantiate(await unpacked(bytes), imports)).instance);
}
`;
const query = readFileSync(join(postgres, 'index.js'), 'utf8');
write(
  'postgres.js',
  [
    [
      'export * from "@pgsql/types";',
      `import { unpacked } from './unpack.js';\nimport { bytes } from './bytes-postgres.js';\n${instantiate}`,
    ],
    ["import PgQueryModule from './libpg-query.js';", "import { PgQueryModule } from './postgres-loader.js';"],
    ['PgQueryModule()', `PgQueryModule({ instantiateWasm })`],
  ].reduce((text, [from = '', to = '']) => replacedOnce(text, from, to), query),
);
write('postgres.d.ts', "export * from 'libpg-query';\n");

write(
  'unpack.js',
  `export async function unpacked(bytes) {
  const packed = new Blob([Buffer.from(bytes, 'base64')]).stream();
  return new Uint8Array(await new Response(packed.pipeThrough(new DecompressionStream('gzip'))).arrayBuffer());
}
`,
);
write(
  'unpack.d.ts',
  `/** What a \`bytes-*\` module holds: WebAssembly, or JSON in UTF-8. */
export declare function unpacked(bytes: string): Promise<Uint8Array>;
`,
);
writeBytes('bytes-kubernetes', await kubernetesTypes());

const kubernetes = dirname(dirname(require.resolve('@kubernetes/client-node')));
write('licences.txt', [kubernetes, treeSitter, dirname(grammars), dirname(postgres)].map(licenceOf).join('\n'));

/**
 * The fields of every kind that Kubernetes knows, from its own client: `types` by name, each field with its type as the client
 * writes it, and the `groups` of which they are, with versions.
 */
async function kubernetesTypes(): Promise<Uint8Array> {
  const generated = join(dirname(require.resolve('@kubernetes/client-node')), 'gen');
  const models = readdirSync(join(generated, 'models')).filter((file) => file.endsWith('.js') && file !== 'all.js');
  const types: Record<string, Record<string, string>> = {};
  for (const file of models) {
    const [name] = file.split('.') as [string];
    const model = (await import(pathToFileURL(join(generated, 'models', file)).href))[name];
    if (typeof model?.getAttributeTypeMap !== 'function') continue;
    const fields: { baseName: string; type: string }[] = model.getAttributeTypeMap();
    types[name] = Object.fromEntries(fields.map(({ baseName, type }) => [baseName, type]));
  }
  const calls = readdirSync(join(generated, 'apis')).filter((file) => file.endsWith('Api.js'));
  const groups = calls.flatMap((file) => {
    const source = readFileSync(join(generated, 'apis', file), 'utf8');
    return Array.from(source.matchAll(/'\/apis\/([a-z\d.]+\/v\w+)\//g), ([, group]) => group);
  });
  if (!types.V1Pod || !groups.includes('apps/v1')) throw new Error('@kubernetes/client-node is built in another way.');
  return Buffer.from(JSON.stringify({ types, groups: ['v1', ...new Set(groups)].sort() }));
}

/** A module whose `bytes` are a file: gzip, then base64. */
function writeBytes(name: string, file: string | Uint8Array): void {
  const packed = gzipSync(typeof file === 'string' ? readFileSync(file) : file, { level: 9 });
  write(`${name}.js`, `export const bytes = '${packed.toString('base64')}';\n`);
  write(`${name}.d.ts`, '/** For `unpacked`. */\nexport declare const bytes: string;\n');
}

function write(name: string, text: string): void {
  writeFileSync(join(build, name), text);
}

function withoutMap(source: string): string {
  return source.replace(/^\/\/# sourceMappingURL=.*$/m, '');
}

/** A package of another version may be written otherwise: then its module would be wrong, and the build ends. */
function replacedOnce(text: string, from: string, to: string): string {
  if (text.split(from).length !== 2) throw new Error(`The source holds ${from} not once: see what changed in it.`);
  return text.replace(from, to);
}

function licenceOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const texts = readdirSync(folder).filter((file) => /^licen[cs]e/i.test(file));
  if (texts.length === 0) throw new Error(`${name} brings no licence.`);
  return [
    `${name} ${version}`,
    `Licence: ${license}`,
    '',
    ...texts.map((file) => readFileSync(join(folder, file), 'utf8')),
  ].join('\n');
}
