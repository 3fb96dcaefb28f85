import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { drowned } from './drown.ts';
import { incidentsIn } from './world.ts';

const incidents = incidentsIn(join(import.meta.dirname, '../../../incidents'));

test.each(incidents.map(({ id, folder }) => [id, folder]))(
  '%s keeps its lines in their order, among others',
  (_, folder) => {
    const log = readFileSync(join(folder, 'logs.txt'), 'utf8');
    const lines = drowned(log, 5000).split('\n');
    expect(lines.length).toBeGreaterThan(5000 + log.split('\n').length - 1);
    const own = log.split('\n');
    let next = 0;
    for (const line of lines) if (line === own[next]) next++;
    expect(next).toBe(own.length);
    expect(drowned(log, 5000).split('\n')).toEqual(lines);
  },
);

test('a log of an unknown kind of service is told', () => {
  expect(() => drowned('Oct 5 hello\n', 10)).toThrow('None of the services');
});
