import { expect, test } from 'vitest';
import { incidentKey } from '../incident/index.ts';
import { alertNumbers, pickAlert } from './each-alert.ts';
import { normaliseAlert } from './registry.ts';

const receivedAt = '2026-12-01T00:00:00.000Z';

function alert(pod: string, severity = 'critical', status: 'firing' | 'resolved' = 'firing') {
  return {
    status,
    labels: { alertname: 'HighErrorRate', service: 'checkout', severity, pod } as Record<string, string>,
    annotations: { summary: `Errors of ${pod}` },
    startsAt: '2026-04-12T09:58:24Z',
    fingerprint: `of-${pod}`,
  };
}

/** As Alertmanager sends it: what all alerts say alike is common. */
function groupOf(...alerts: readonly ReturnType<typeof alert>[]) {
  const [first] = alerts;
  const common = Object.entries(first?.labels ?? {}).filter(([name, value]) =>
    alerts.every(({ labels }) => labels[name] === value),
  );
  return {
    version: '4',
    groupKey: '{}:{service="checkout"}',
    status: alerts.some(({ status }) => status === 'firing') ? 'firing' : 'resolved',
    commonLabels: Object.fromEntries(common),
    externalURL: 'https://alertmanager.example.com',
    alerts,
  };
}

const group = groupOf(alert('blue-0'), alert('green-0', 'warning'), alert('red-0', 'critical', 'resolved'));
const read = (payload: unknown) => normaliseAlert(payload, receivedAt).alert;

test('an alert of a group is the one that it is where it came alone, with the same key', () => {
  for (const [index, one] of group.alerts.entries())
    expect(read(pickAlert(group, index + 1))).toEqual(read(groupOf(one)));
  const keys = [1, 2, 3].map((number) => incidentKey(read(pickAlert(group, number))));
  expect(new Set([...keys, incidentKey(read(group))]).size).toBe(4);
});

test('the group is one alert where no number is given, and what came alone is the first', () => {
  const alone = groupOf(alert('blue-0'));
  expect(pickAlert(group, undefined)).toBe(group);
  expect(read(pickAlert(alone, 1))).toEqual(read(alone));
  expect(read(pickAlert({ alert: group }, 2))).toEqual(read(pickAlert(group, 2)));
});

test.each([4, 0, -1, 1.5, Number.NaN])('refuses %d of three alerts, and names the input', (number) => {
  expect(() => pickAlert(group, number)).toThrow(
    expect.objectContaining({
      code: 'OPTION_INVALID',
      message: `\`alert-number\` is ${number}, and the payload carries 3 alerts.`,
      remedy: expect.stringContaining('from 1 to 3'),
    }),
  );
});

test('every alert that is an incident of its own has a number, also where it came alone', () => {
  expect(alertNumbers(group, receivedAt)).toEqual([1, 2, 3]);
  expect(alertNumbers({ alert: group }, receivedAt)).toEqual([1, 2, 3]);
  expect(alertNumbers(groupOf(alert('blue-0')), receivedAt)).toEqual([1]);
  expect(alertNumbers({ title: 'Down', service: 'checkout', firedAt: receivedAt }, receivedAt)).toEqual([1]);
});

test('replicas are one incident: the first that still fires stands for them', () => {
  const [old, first, second] = ['a1b2c', 'k2l9x', 'zz9xy'].map((pod) => `checkout-7f44d9c8-${pod}`);
  const replicas = groupOf(
    alert(old!, 'critical', 'resolved'),
    alert('green-0'),
    alert(first!, 'warning'),
    alert(second!),
  );
  expect(alertNumbers(replicas, receivedAt)).toEqual([2, 3]);
});
