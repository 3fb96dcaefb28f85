import { expect, test } from 'vitest';
import { ownersOf } from './code-owners.ts';

/** The example of GitHub's documentation, "About code owners", with its patterns and other names. */
const documented = `
# The default owners.
*       @global-one @global-two
*.js    @js-owner #This is an inline comment.
*.go    docs@mail.example
*.txt   @octo-org/writers
/build/logs/ @logger
docs/*  @docs-owner
apps/   @apps-owner
/scripts/ @script-one @script-two
**/logs @any-logs
/lib/   @lib-owner
/lib/open
/lib/closed @closed-owner
`;

test.each([
  ['README.md', ['global-one', 'global-two']],
  ['deep/down/x.js', ['js-owner']],
  ['x.go', []],
  ['build/logs/a', ['any-logs']],
  ['docs/start.md', ['docs-owner']],
  ['docs/build/trouble.md', ['global-one', 'global-two']],
  ['x/docs/a.md', ['global-one', 'global-two']],
  ['some/apps/inner/a.c', ['apps-owner']],
  ['apps/a.c', ['apps-owner']],
  ['scripts/x/y.sh', ['script-one', 'script-two']],
  ['in/scripts/y.sh', ['global-one', 'global-two']],
  ['deeply/nested/logs/x/y', ['any-logs']],
  ['lib/a', ['lib-owner']],
  ['lib/open/a', []],
  ['lib/closed/a', ['closed-owner']],
])('says who owns %s', (path, users) => {
  expect(ownersOf(documented, [path]).users).toEqual(users);
});

test('keeps teams apart from people', () => {
  expect(ownersOf(documented, ['a.txt', 'b.js'])).toEqual({ users: ['js-owner'], teams: ['octo-org/writers'] });
});

test.each([
  ['path\\ with\\ spaces/ @a', 'path with spaces/x', ['a']],
  ['a?c @a', 'x/abc', ['a']],
  ['a?c @a', 'a/c', []],
  ['/a/**/z @a', 'a/z', ['a']],
  ['/a/**/z @a', 'a/b/c/z', ['a']],
  ['/a/** @a', 'a/b/c', ['a']],
  ['/a/** @a', 'a', []],
  ['/* @a', 'x', ['a']],
  ['/* @a', 'x/y', []],
  ['** @a', 'x/y', ['a']],
  ['/ @a', 'x', []],
  ['src/Main @a', 'src/main', []],
  ['src @a\r', 'src/main', ['a']],
  ['* @a\n!x @b', 'x', ['a']],
  ['* @a\n[xy] @b', 'x', ['a']],
  ['* @a\n\\#x @b', '#x', ['a']],
  ['* @a\n[Section] @b', 'Section', ['a']],
  ['* @a\nx b', 'x', ['a']],
  ['* @a\nx @b @-c', 'x', ['a']],
  ['* @a\nx', 'x', []],
  ['* @a\nx mail@mail.example', 'x', []],
  ['x.y @a', 'xzy', []],
  ['* @name_corp', 'x', ['name_corp']],
])('reads %j for %s', (text, path, users) => {
  expect(ownersOf(text, [path]).users).toEqual(users);
});

test('names everybody once, whatever the case, and ten at most', () => {
  expect(ownersOf('a @One @two\nb @one @three', ['a', 'b']).users).toEqual(['One', 'two', 'three']);
  const many = Array.from({ length: 15 }, (_, at) => `@user${at}`).join(' ');
  expect(ownersOf(`* ${many}`, ['a']).users).toHaveLength(10);
});

test('answers nobody without a file, and for one that GitHub would not load', () => {
  expect(ownersOf('', ['a'])).toEqual({ users: [], teams: [] });
  expect(ownersOf(`* @a\n${'#'.repeat(3_000_001)}`, ['a']).users).toEqual([]);
});

test('comes to an end on patterns made to be slow', () => {
  const slow = `${'*a'.repeat(60)}b @x\n${'**/a/'.repeat(60)}b @x\n${'\\ '.repeat(50_000)} @x\n`;

  ownersOf(slow, ['a'.repeat(250), 'a/'.repeat(400).concat('c')]);
});
