import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { recipes } from './registry.ts';

test('every folder is a registered recipe of the same name', () => {
  const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(recipes.map(({ id }) => id).sort()).toEqual(folders.map(({ name }) => name).sort());
});
