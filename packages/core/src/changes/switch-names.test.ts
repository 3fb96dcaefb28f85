import { expect, test } from 'vitest';
import { isOfPlatform, switchKey } from './switch-names.ts';

test.each([
  ['seat-hold-v2.production.enabled', 'seat-hold-v2'],
  ['features.tideSurcharge.percentage', 'features.tideSurcharge'],
  ['features.tideSurcharge', 'features.tideSurcharge'],
  ['enabled', 'enabled'],
])('%s switches %s', (key, name) => {
  expect(switchKey(key)).toBe(name);
});

test.each([
  'volumeMounts.readOnly',
  'securityContext.readOnlyRootFilesystem',
  'serviceMonitor.enabled',
  'bucket.force_destroy',
])('%s is read by the platform', (key) => {
  expect(isOfPlatform(key)).toBe(true);
});

test('a key of our own is not', () => {
  expect(isOfPlatform('features.read-only-mode.enabled')).toBe(false);
});
