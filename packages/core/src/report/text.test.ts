import { describe, expect, test } from 'vitest';
import { cell, code, fence, inline, link, mermaidLabel } from './sanitise.ts';
import { cut, oneLine, plainLine, visible } from './text.ts';

describe('inline', () => {
  test.each([
    ['keeps identifiers readable', 'price_old in getPriceOld()', 'price_old in getPriceOld()'],
    ['keeps our code spans', 'Drop `price_old` now', 'Drop `price_old` now'],
    ['quotes a mention', 'ask @ops/team.', 'ask `@ops/team`.'],
    ['quotes a reference and leaves the brackets', 'fixes (#12)', 'fixes (`#12`)'],
    ['quotes an address', 'see https://a.example/x?y=1, then', 'see `https://a.example/x?y=1`, then'],
    ['keeps two code spans apart', '`a`@b', '`a` `@b`'],
    ['escapes a heading at the start', '# not a heading', '\\# not a heading'],
    ['escapes a list at the start', '1. not a list', '1\\. not a list'],
    ['escapes HTML', 'List<String> & <b>', 'List&lt;String&gt; & &lt;b&gt;'],
    ['shows entities as typed', '&#64;x', '`&#64;x`'],
    ['joins lines', 'a\n\n- b', 'a - b'],
  ])('%s', (_, text, expected) => expect(inline(text)).toBe(expected));

  test('says how much of a long text is gone', () => {
    expect(inline('x'.repeat(700))).toBe(`${'x'.repeat(600)}… (100 characters cut)`);
  });
});

test('a bar ends no cell, in prose or in code', () => {
  expect(cell('a|b `c|d`')).toBe('a\\|b `c\\|d`');
});

test('code takes a longer fence than the backticks inside', () => {
  expect(code('a``b`c')).toBe('```a``b`c```');
  expect(code('`x`')).toBe('`` `x` ``');
  expect(fence('```\nx\n````')).toBe('`````text\n```\nx\n````\n`````');
});

test('links only where a person may safely go', () => {
  expect(link('Board', 'https://grafana.example/d?x=(1)')).toBe('[Board](https://grafana.example/d?x=%281%29)');
  expect(link('Board', 'javascript:alert(1)')).toBe('`Board javascript:alert(1)`');
  expect(link('Board', 'https://user:pw@grafana.example/')).toMatch(/^`/);
  expect(link('Issue', 'https://github.com/acme/x/issues/1')).toMatch(/^`/);
});

test('a Mermaid label has none of its syntax', () => {
  expect(mermaidLabel('a: b; #c %% {d} "e" <f> 5 %')).toBe('a b c % d e f 5 %');
  expect(mermaidLabel(':;#')).toBe('(no text)');
});

test('a title can neither mention nor close', () => {
  expect(plainLine('Fixes #12, GH-3 for @ops\nnow')).toBe('Fixes # 12, GH 3 for @ ops now');
  expect(plainLine('word '.repeat(40), 20)).toBe('word word word…');
});

test('cuts between characters and says how many are gone', () => {
  expect(cut('ab😀cd', 3)).toBe('ab… (4 characters cut)');
});

test('takes out what cannot be seen and keeps what can', () => {
  expect(visible('a\u200Bb\u202Ec\u001B[31md\u001B[0m\r\ne\tf')).toBe('abcd\ne\tf');
  expect(oneLine(' a \u2028 b ')).toBe('a b');
});
