import fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { expect, test } from 'vitest';
import { cell, code, codeCell, fence, htmlCode, inline, mermaidLabel } from './sanitise.ts';
import { plainLine } from './text.ts';

/** Everything that means something to Markdown, GitHub or Mermaid, to be strewn about. */
const bits = [
  ...'`~*_[]()<>|\\!#@&$:;-+=.,{}%"\' \n\tx1é😀'.split(''),
  '``',
  '```',
  '~~~',
  '@octocat',
  'acme/x#12',
  '#7',
  'GH-3',
  'https://a.example/',
  'www.a.example',
  '<!--',
  '-->',
  '<b>',
  '</details>',
  '![a](',
  '](b)',
  '&#64;',
  '&lt;',
  '|---|',
  '\n\n',
  '\n# ',
  '\n> ',
  '\n- [ ] ',
  '\u200b',
  '\u202e',
  '\u001b[1m',
];
const text = fc.array(fc.constantFrom(...bits), { maxLength: 40 }).map((parts) => parts.join(''));
const acts = /@[\p{L}\p{N}_]|#\d|GH-\d|:\/\/|www\./iu;
const runs = { numRuns: Number(process.env.FUZZ_RUNS ?? 300), seed: Number(process.env.FUZZ_SEED ?? 20_260_304) };

function html(markdown: string): string {
  return micromark(markdown, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });
}

function tagsOf(rendered: string): string[] {
  return Array.from(rendered.matchAll(/<(\/?[a-zA-Z][\w-]*|!--)/g), (match) => match[1] ?? '').filter(
    (tag) => !/^\/?code$/.test(tag),
  );
}

function outsideCode(rendered: string): string {
  return rendered
    .replaceAll(/<code[^>]*>[\s\S]*?<\/code>/g, ' ')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&(?:amp|lt|gt|quot);/g, ' ');
}

test('inline text is one paragraph in which nothing acts, wherever it stands', () => {
  fc.assert(
    fc.property(text, (untrusted) => {
      for (const place of ['', 'before ', '- ', '**bold** ']) {
        const around = tagsOf(html(`${place}plain`));
        const rendered = html(`${place}${inline(untrusted) || 'plain'}`);
        expect(tagsOf(rendered)).toEqual(around);
        expect(outsideCode(rendered)).not.toMatch(acts);
      }
    }),
    runs,
  );
});

test('cells never add a column or a row', () => {
  const table = (a: string, b: string) => html(`| a | b |\n|---|---|\n| ${a} | ${b} |\n| c | d |`);
  const plain = tagsOf(table('x', 'y'));
  fc.assert(
    fc.property(text, text, (one, other) => {
      const rendered = table(cell(one), codeCell(other));
      expect(tagsOf(rendered)).toEqual(plain);
      expect(outsideCode(rendered)).not.toMatch(acts);
    }),
    runs,
  );
});

test('code shows the text as it is, on one line', () => {
  fc.assert(
    fc.property(text, (untrusted) => {
      const span = code(untrusted);
      fc.pre(span !== '');
      expect(html(`a ${span} b`)).toMatch(/^<p>a <code>[^\n]*<\/code> b<\/p>$/);
      expect(tagsOf(html(`<details><summary>${htmlCode(untrusted)}</summary></details>`))).toEqual([
        'details',
        'summary',
        '/summary',
        '/details',
      ]);
    }),
    runs,
  );
});

test('a fence holds whatever is put into it, in a list too', () => {
  fc.assert(
    fc.property(text, (untrusted) => {
      expect(tagsOf(html(`${fence(untrusted)}\n\nafter`))).toEqual(['pre', '/pre', 'p', '/p']);
      expect(tagsOf(html(`1. item\n\n${fence(untrusted, { indent: '   ' })}\n\n2. next`))).toEqual(
        tagsOf(html('1. item\n\n   ```text\n   x\n   ```\n\n2. next')),
      );
    }),
    runs,
  );
});

test('labels and titles stay in their line', () => {
  fc.assert(
    fc.property(text, (untrusted) => {
      expect(mermaidLabel(untrusted)).toMatch(/^(?!.*%%)[^:;#{}<>"'`\n]+$/);
      expect(plainLine(untrusted)).not.toMatch(/[\n\p{Cc}\p{Cf}]|@[\p{L}\p{N}_]|#\d|GH-\d/iu);
    }),
    runs,
  );
});
