import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { stages } from '@sre-aiops/core';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');

/** What each package may import from the workspace. */
const packages: Readonly<Record<string, readonly string[]>> = {
  core: [],
  models: ['@sre-aiops/core'],
  github: ['@sre-aiops/core'],
  'action-kit': ['@sre-aiops/core', 'sre-aiops'],
  cli: ['@sre-aiops/core', '@sre-aiops/models', '@sre-aiops/github'],
  testkit: ['@sre-aiops/core', 'sre-aiops'],
};

/** Folders of core whose inner folders are plug-ins. */
const kinds = ['alert-sources', 'failure-modes', 'remediations', 'repairs'];

interface Import {
  readonly from: string;
  readonly to: string;
}

const imports = sourcesBelow(join(root, 'packages')).flatMap((file) =>
  Array.from(readFileSync(file, 'utf8').matchAll(/\b(?:from|import)\s*\(?\s*'([^']+)'/g), (match): Import => {
    const target = match[1]!;
    return {
      from: relative(root, file),
      to: target.startsWith('.') ? relative(root, normalize(join(dirname(file), target))) : target,
    };
  }),
);

test('finds the imports of every package', () => {
  expect(imports.length).toBeGreaterThan(100);
});

test('packages import inward only', () => {
  const wrong = imports.filter(({ from, to }) => {
    const [, name = ''] = from.split('/');
    if (from.endsWith('.test.ts')) return false;
    if (to.startsWith('packages/')) return !to.startsWith(`packages/${name}/`);
    const ours = /^(?:@sre-aiops\/[^/]+|sre-aiops$)/.exec(to)?.[0];
    return ours !== undefined && !packages[name]?.includes(ours);
  });
  expect(wrong).toEqual([]);
});

test('the documents and the errors lean on zod only', () => {
  const inner = /^packages\/core\/src\/(?:incident|errors)\//;
  const wrong = imports.filter(
    ({ from, to }) =>
      inner.test(from) && !from.endsWith('.test.ts') && !inner.test(to) && to !== 'zod' && to !== 'node:crypto',
  );
  expect(wrong).toEqual([]);
});

test('a plug-in never imports another plug-in', () => {
  const wrong = imports.filter(({ from, to }) => {
    const own = pluginOf(from);
    const other = pluginOf(to);
    return own !== undefined && other !== undefined && own !== other;
  });
  expect(wrong).toEqual([]);
});

test('stages import neither plug-ins nor other stages', () => {
  const stage = new RegExp(`^packages/core/src/stages/(?:${stages.map(({ name }) => name).join('|')})\\.ts$`);
  const wrong = imports.filter(
    ({ from, to }) => stage.test(from) && !from.endsWith('.test.ts') && (pluginOf(to) !== undefined || stage.test(to)),
  );
  expect(wrong).toEqual([]);
});

test('core touches no file, network, process or environment', () => {
  const edges = /^node:(?!crypto$)/;
  const wrong = imports.filter(
    ({ from, to }) => from.startsWith('packages/core/') && !from.endsWith('.test.ts') && edges.test(to),
  );
  expect(wrong).toEqual([]);
  const impure = sourcesBelow(join(root, 'packages/core/src')).filter(
    (file) =>
      !file.endsWith('.test.ts') &&
      /\bprocess\.|\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bfetch\(/.test(
        withoutComments(readFileSync(file, 'utf8')),
      ),
  );
  expect(impure).toEqual([]);
});

test('only tests, scripts and the testkit itself know the testkit', () => {
  const wrong = imports.filter(({ from, to }) => to === '@sre-aiops/testkit' && !from.endsWith('.test.ts'));
  expect(wrong).toEqual([]);
});

test('the engine knows no bundled incident', () => {
  const words = ['scenario-', 'bookshop', 'price_old', 'deep_reads'];
  const wrong = sourcesBelow(join(root, 'packages/core/src')).filter(
    (file) =>
      !/\.test\.ts$|sample|__fixtures__/.test(file) &&
      words.some((word) => withoutComments(readFileSync(file, 'utf8')).includes(word)),
  );
  expect(wrong).toEqual([]);
});

test('everything exported says what it is', () => {
  const silent = sourcesBelow(join(root, 'packages')).flatMap((file) => {
    const lines = readFileSync(file, 'utf8').split('\n');
    const isExport = /^export (?:async )?(?:const|function|interface|class|type) (\w+)/;
    return lines.flatMap((line, index) => {
      const name = isExport.exec(line)?.[1];
      const inferred = line.includes('z.infer<');
      return name && !inferred && !file.endsWith('.test.ts') && !lines[index - 1]?.trim().endsWith('*/')
        ? [`${relative(root, file)}: ${name}`]
        : [];
    });
  });
  expect(silent).toEqual([]);
});

test('the lock file and the npm settings name no registry host', () => {
  const tracked = execFileSync('git', ['ls-files', '*package-lock.json', '*.npmrc'], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter(Boolean);
  const named = tracked.filter((file) => /registry\.|"resolved": "http/.test(readFileSync(join(root, file), 'utf8')));
  expect(named).toEqual([]);
});

test('every link of the documentation leads to a file, and every test that the threat model names is there', () => {
  const pages = ['README.md', 'CONTRIBUTING.md', ...filesBelow('docs'), ...filesBelow('actions')].filter((path) =>
    path.endsWith('.md'),
  );
  const links = pages.flatMap((page) =>
    Array.from(readFileSync(join(root, page), 'utf8').matchAll(/\]\((?!https?:|#)([^)#\s]+)/g), ([, to = '']) => ({
      page,
      to: join(dirname(page), to),
    })),
  );
  expect(links.length).toBeGreaterThan(100);
  expect(links.filter(({ to }) => !existsSync(join(root, to)))).toEqual([]);

  const model = readFileSync(join(root, 'docs/threat-model.md'), 'utf8');
  const named = Array.from(model.matchAll(/\[[\w-]+\.test\.ts\]\(\.\.\/([^)]+)\)((?:,? "[^"]+")+)/g));
  expect(named.length).toBeGreaterThan(20);
  const missing = named.flatMap(([, file = '', titles = '']) => {
    const text = readFileSync(join(root, file), 'utf8');
    return Array.from(titles.matchAll(/"([^"]+)"/g), ([, title = '']) => title).filter(
      (title) => !text.includes(title),
    );
  });
  expect(missing).toEqual([]);
});

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

function pluginOf(path: string): string | undefined {
  const [, kind = '', name = '', rest] = /^packages\/core\/src\/([\w-]+)\/([\w-]+)(\/.*)?$/.exec(path) ?? [];
  return kinds.includes(kind) && rest ? `${kind}/${name}` : undefined;
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
}

function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && entry.parentPath.includes('/src'))
    .map((entry) => join(entry.parentPath, entry.name));
}
