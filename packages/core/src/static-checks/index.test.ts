import { describe, expect, test } from 'vitest';
import type { FilePair } from '../remediations/unified.ts';
import { staticChecks } from './index.ts';

const nothing = { paths: [], read: async () => undefined };

/** `outcome: detail` of each check of one file. */
async function checked(path: string, before: string | undefined, after: string | undefined): Promise<string[]> {
  const checks = await staticChecks([{ path, before, after }], nothing);
  return checks.map(({ name, outcome, detail }) => `${name} ${outcome}: ${detail}`);
}

describe('a file that does not parse fails, with its line', () => {
  const cases: readonly (readonly [path: string, before: string, after: string, says: RegExp])[] = [
    ['a.json', '{"a": 1}', '{"a": 1,\n "b" 2}', /^JSON: a\.json failed: Line 2: /],
    ['package.json', '{"a": 1}', '{"a": 1,\n // no\n "b": 2}', /failed: Line 2: /],
    ['a.yaml', 'a: 1\n', 'a: 1\n b: 2\n', /^YAML: a\.yaml failed: /],
    ['pom.xml', '<a><b/></a>', '<a>\n<b></a>', /^XML: pom\.xml failed: Line 2: /],
    ['pom.xml', '<a>x</a>', '<a>\nx & y</a>', /failed: Line 2: /],
    ['pom.xml', '<a/>', '<a/>\n<b/>', /failed: Line 2: /],
    ['app.csproj', '<a x="1"/>', '<a x="1" x="2"/>', /failed: Line 1: /],
    ['Cargo.toml', 'a = 1\n', 'a = 1\na = 2\n', /^TOML: Cargo\.toml failed: Line 2: /],
    ['a.properties', 'a=\\u00e9\n', 'a=1\nb=\\u00g9\n', /^Properties: a\.properties failed: Line 2: /],
    ['A.java', 'class A { int x = 1; }', 'class A {\n int x = ;\n}', /^Java: A\.java failed: Line 2: /],
    ['A.java', 'class A { void f() {} }', 'class A {\n void f() {\n}', /Java: A\.java failed: Line 3: } is missing/],
    ['a.go', 'package a\n', 'package a\n\nfunc f( {\n}\n', /^Go: a\.go failed: Line 3: /],
    ['a.py', 'x = 1\n', 'x = 1\nif x\n  y()\n', /^Python: a\.py failed: Line 2: /],
    ['a.js', 'f();\n', 'f();\nconst = 1;\n', /^JavaScript: a\.js failed: Line 2: /],
    ['a.ts', 'let x: number;\n', 'let x: number;\nlet y: ;\n', /^TypeScript: a\.ts failed: Line 2: /],
    ['a.tsx', 'const a = <p/>;\n', 'const a = <p>;\n', /^TypeScript with JSX: a\.tsx failed: Line 1: /],
    ['a.php', '<?php f();\n', '<?php\nf(;\n', /^PHP: a\.php failed: Line 2: /],
    ['a.rb', 'f\n', 'def f\n  g(\nend\n', /^Ruby: a\.rb failed: /],
    ['a.rs', 'fn f() {}\n', 'fn f() {\n let = 1;\n}\n', /^Rust: a\.rs failed: Line 2: /],
    ['A.cs', 'class A { }', 'class A {\n int x = ;\n}', /^C#: A\.cs failed: Line 2: /],
    ['a.kt', 'fun f() {}', 'fun f() {', /^Braces: a\.kt failed: 1 \{ too many\./],
    [
      'a.java',
      'class A {}',
      '<<<<<<< ours\nclass A {}\n=======\n>>>>>>> theirs\n',
      /failed: It holds conflict markers/,
    ],
  ];
  test.each(cases)('%s: %j → %j', async (path, before, after, says) => {
    expect((await checked(path, undefined, before)).join('\n')).toMatch(/passed: [^\n]*$/);
    expect((await checked(path, before, after)).join('\n')).toMatch(says);
  });
});

describe('valid text of today passes', () => {
  const cases: readonly (readonly [path: string, text: string])[] = [
    ['tsconfig.json', '{\n  // why\n  "a": [1, 2,],\n}\n'],
    ['a.yaml', 'a: {{ not yaml }\n---\nb: "{{ $labels.x }}"\n'.replace('{{ not yaml }', '1')],
    ['a.xml', '\uFEFF<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a xmlns:x="u"><x:b>&b;</x:b></a>'],
    [
      'A.java',
      'record A(int x) { static int f(Object o) { return switch (o) { case A(int y) when y > 1 -> y; default -> 0; }; } }',
    ],
    ['A.java', 'class A { Logger l = L.get(A.class); String s = """\n  {"a": "}"}\n  """; }'],
    ['a.go', 'package a\n\nfunc F[T any](x T) T {\n\tfor i := range 3 {\n\t\t_ = i\n\t}\n\treturn x\n}\n'],
    [
      'a.py',
      'type X[T] = list[T]\nasync def f[T](x: T) -> T:\n    match x:\n        case {"a": 1, **rest} if rest:\n            return x\n    with (open("a") as a, open("b") as b):\n        yield\n',
    ],
    [
      'a.ts',
      "export { type A, b } from './a.ts';\nconst f = <const T,>(x: T): x is NonNullable<T> => x !== null;\nlet y = { a: 1 } satisfies X;\n",
    ],
    ['a.tsx', 'export const A = <T,>({ x }: { x: T }) => <p title="a">{String(x)}</p>;\n'],
    [
      'a.mjs',
      "import x from './a.json' with { type: 'json' };\nconst { a = 1, ...b } = await x?.y ?? z;\nclass C { #p = 1; static { f(); } }\n",
    ],
    ['a.jsx', 'export default () => <><A {...b} /></>;\n'],
    [
      'a.php',
      '<?php\nenum A: string { case X = "x"; }\nreadonly class B { public function __construct(private int $x) {} }\n$r = match(true) { default => $o?->f(...), };\n',
    ],
    ['a.rb', 'def f(x) = x => {a:, **nil}\nputs(<<~A)\n  text\nA\n'],
    ['a.rs', 'async fn f<T>(x: T) -> impl Future where T: Send { let Some(y) = x else { return }; y.await? }\n'],
    [
      'A.cs',
      'record A(int X);\nclass B(int y) { public required string S { get; init; } = $"{y:N2}"; int[] z = [1, ..q]; }\n',
    ],
  ];
  test.each(cases)('%s: %j', async (path, text) => {
    const [check] = await staticChecks([{ path, before: `${text}\n `, after: text }], nothing);
    expect(check).toMatchObject({ outcome: 'passed' });
  });
});

test('a file that was broken before may stay so', async () => {
  expect(await checked('A.java', 'class A {', 'class A { int x;')).toEqual([
    'Java: A.java skipped: The file was not well formed before.',
  ]);
});

test('a Helm template that is no YAML is skipped, one that is YAML is read', async () => {
  expect(await checked('templates/a.yaml', undefined, '{{- if .x }}\na: 1\n{{- end }}\n')).toEqual([
    'YAML: templates/a.yaml skipped: A template is YAML only once it is rendered.',
  ]);
  expect(await checked('rules.yaml', undefined, 'a: "{{ $labels.x }}"\n')).toEqual([
    'YAML: rules.yaml passed: It parses.',
  ]);
});

test('a grammar that does not know all of its language fails no new file, but one that it could read before', async () => {
  const odd = 'class A {\n int x = ;\n}';
  expect((await checked('A.cs', undefined, odd)).join()).toMatch(/^C#: A\.cs skipped: Line 2: /);
  expect((await checked('A.java', undefined, odd)).join()).toMatch(/^Java: A\.java failed: /);
});

test('XML that is nested without end is not read', async () => {
  expect((await checked('a.xml', '<a/>', '<a>'.repeat(200_000))).join()).toMatch(/^XML: a\.xml skipped: /);
});

test('a deleted file is not read', async () => {
  expect(await checked('a.json', '{}', undefined)).toEqual([]);
});

test('a plan of blank lines and line ends alone is no fix', async () => {
  const idle: FilePair = { path: 'a.md', before: 'a\nb\n', after: 'a  \r\n\nb\n' };
  const real: FilePair = { path: 'b.md', before: 'a\n', after: 'b\n' };
  const effect = async (...pairs: FilePair[]) =>
    (await staticChecks(pairs, nothing)).map(({ name, outcome }) => `${name} ${outcome}`);
  expect(await effect(idle)).toEqual(['Effect failed']);
  expect(await effect(idle, real)).toEqual([]);
  expect(await effect({ path: 'a.md', before: undefined, after: '' })).toEqual([]);
});

test('text made to be slow to parse is given up', async () => {
  const hostile = `class A { int x = ${'(a<b{['.repeat(160_000)} }`;
  expect(await checked('A.java', 'class A {}', hostile)).toEqual([
    'Java: A.java skipped: It would take too long to parse.',
  ]);
});
