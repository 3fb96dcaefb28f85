import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SreError } from '../errors/sre-error.ts';
import { ownersOf } from './code-owners.ts';
import { refusedEdits } from './edits.ts';
import { refusedModes } from './modes.ts';
import { parsePolicy } from './parse-policy.ts';
import { foldedPath, refusedPath } from './paths.ts';
import { pathRule } from './patterns.ts';
import { defaultPolicy } from './policy.ts';

const piece = fc.constantFrom(
  ...['.github', '.GIT', '..', '.', '/', '\\', ' ', '\u200b', '%2e', ':', '~', '!', '#', '[', ']', '{', '}', '*', '?'],
  ...[
    'a',
    'B',
    'é',
    'e\u0301',
    '\ud83d',
    '😀',
    '\n',
    '\r',
    '- ',
    ': ',
    '&a ',
    '*a',
    '<<: ',
    '|',
    '>',
    '"',
    "'",
    '@',
    '\t',
  ],
  ...['mode', 'paths', 'deny', 'off', 'null', '__proto__', 'constructor', '%YAML 1.1\n---\n', '...\n'],
);
const text = fc.oneof(
  fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')),
  fc.string({ unit: 'binary' }),
);

test('every text is a policy or refused as one', () => {
  fc.assert(
    fc.property(text, (file) => {
      try {
        expect(parsePolicy(file)).toHaveProperty('mode');
      } catch (error) {
        expect(error).toBeInstanceOf(SreError);
        expect((error as SreError).code).toBe('POLICY_INVALID');
      }
    }),
    { numRuns: 5_000 },
  );
});

test('a path that is let through is plain, outside git and .github however it is read, and no surprise to the patterns', () => {
  const rule = pathRule({ allow: ['**'], deny: ['x/'] });
  fc.assert(
    fc.property(text, (path) => {
      if (refusedPath(path) !== undefined) return;
      expect(foldedPath(path).split('/')).not.toEqual(expect.arrayContaining(['..']));
      expect(foldedPath(path)).not.toMatch(/^\.github\/|(?:^|\/)\.git(?:\/|$)/);
      rule(path);
    }),
    { numRuns: 5_000 },
  );
});

test('edits, trees and owners of any text are judged without a crash', () => {
  fc.assert(
    fc.property(text, text, text, (path, content, other) => {
      refusedEdits([{ path, content, before: other }], undefined, defaultPolicy);
      refusedModes([{ path, content }], new Map([[other, '100644']]));
      ownersOf(`${content} @a\n${other}`, [path]);
    }),
    { numRuns: 5_000 },
  );
});
