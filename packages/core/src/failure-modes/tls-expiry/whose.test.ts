import { expect, test } from 'vitest';
import { classify } from '../classify.ts';
import { type Sample, sampleIncident } from '../sample-incident.ts';

const foreign =
  "requests.exceptions.SSLError: HTTPSConnectionPool(host='pay.acquirer.example', port=443): certificate verify failed: certificate has expired";

function category(sample: Sample): string | undefined {
  const incident = sampleIncident(sample);
  const [match] = classify(incident);
  expect(match?.mode.id).toBe('tls-expiry');
  return match?.mode.categoryOf?.({ incident, match });
}

test("a partner's certificate that our code met is an external cause", () => {
  expect(category({ log: [foreign] })).toBe('external');
  expect(category({ log: [foreign], labels: { instance: 'https://www.shop.example' } })).toBe('external');
});

test('a certificate of our own domain, inside our network or renewed by us is ours', () => {
  expect(category({ log: [foreign], labels: { instance: 'https://www.acquirer.example' } })).toBe('infrastructure');
  expect(category({ log: [foreign.replace('acquirer.example', 'prod.svc')] })).toBe('infrastructure');
  expect(category({ log: [foreign, 'cert-manager: Failed to create Order: urn:ietf:params:acme:error'] })).toBe(
    'infrastructure',
  );
  expect(category({ log: ['SSL_do_handshake() failed: certificate has expired'] })).toBe('infrastructure');
});
