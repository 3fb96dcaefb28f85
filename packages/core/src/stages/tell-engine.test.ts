import { expect, test } from 'vitest';
import type { EngineUsed } from '../incident/index.ts';
import { tellEngine } from './tell-engine.ts';

function told(engine: EngineUsed) {
  const lines: string[] = [];
  tellEngine(engine, {
    info: (line) => lines.push(`info: ${line}`),
    warning: (line) => lines.push(`warning: ${line}`),
    section: (_, work) => work(),
  });
  return lines.join('\n');
}

test('warns of a model that did not answer, and not where there was nothing to ask', () => {
  expect(told({ name: 'offline', fallback: 'openai (m): it is busy' })).toBe(
    'warning: The model did not answer, the embedded engine did. openai (m): it is busy',
  );
  expect(told({ name: 'offline', unasked: 'openai (m): a low confidence carries no fix of a model' })).toBe(
    'info: The model was not asked, the embedded engine answered. openai (m): a low confidence carries no fix of a model',
  );
  expect(told({ name: 'offline' })).toBe('');
});
