import type { Category } from '../../incident/index.ts';
import type { Case } from '../types.ts';

/** Where hosts stand in a line about a certificate: addresses, probes, subjects. */
const HOST =
  /(?:https?:\/\/|\b(?:probe|target|host|peer|server_?name|sni)[\\"':= ]{1,4}|\bCN ?= ?|\bDNS:)(?<host>[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,6})\b/gi;
const INTERNAL = /\.(?:svc|local|internal|lan|intra|corp|localdomain|consul|test)$/i;
const ADDRESS = /^[\d.]+$/;
/** Callers that found the other side's certificate wanting. */
const CALLER =
  /HttpClient|HttpRequestException|urllib3|requests\.exceptions|httpx|aiohttp|axios|fetch failed|undici|Faraday|Net::HTTP|Guzzle|cURL error|RestTemplate|Feign|WebClient|SSLHandshakeException|ResourceAccessException|\b(?:Get|Post|Put|Head|GET|POST|PUT)\b[^\n]{0,12}https:\/\/|The SSL connection could not be established|reqwest|SSL_connect returned/;
/** Those who issue certificates of ours. */
const OURS = new Set(['the renewal of a certificate fails', 'cert-manager speaks', 'an ingress class is named']);

/**
 * `external` where the certificate that ended is a partner's: our code called a host of another domain than those that the
 * alert and our own access lines name, and nothing of ours renews certificates in the log.
 */
export function whoseCertificate({ incident, match }: Pick<Case, 'incident' | 'match'>): Category {
  const telling = new Set(match.hits.flatMap(({ evidence }) => evidence));
  const lines = incident.log.patterns.filter(({ id }) => telling.has(id)).map(({ example }) => example.slice(0, 4_000));
  if (match.hits.some(({ means }) => OURS.has(means)) || !lines.some((line) => CALLER.test(line))) {
    return 'infrastructure';
  }
  const own = ownDomains({ incident, match }, telling);
  const words = incident.alert.service.toLowerCase().split(/[^a-z0-9]+/);
  const isOurs = (host: string) =>
    INTERNAL.test(host) ||
    own.has(domainOf(host)) ||
    host.split(/[.-]/).some((part) => part.length > 3 && words.includes(part));
  const hosts = lines.flatMap(hostsIn);
  return hosts.length > 0 && !hosts.some(isOurs) ? 'external' : 'infrastructure';
}

function ownDomains({ incident: { alert, log } }: Pick<Case, 'incident' | 'match'>, telling: ReadonlySet<string>) {
  const texts = [
    alert.title,
    alert.description,
    alert.resource ?? '',
    ...Object.entries(alert.labels).map(([key, value]) => `${key}=${value}`),
    ...log.patterns.filter(({ id }) => !telling.has(id)).map(({ example }) => example.slice(0, 1_000)),
  ];
  return new Set(texts.flatMap(hostsIn).map(domainOf));
}

function hostsIn(text: string): string[] {
  return [...text.matchAll(HOST)]
    .map(({ groups }) => (groups?.host ?? '').toLowerCase())
    .filter((host) => host !== '' && !ADDRESS.test(host) && /\.[a-z]{2,24}$/.test(host));
}

/** The part that one owner registers: `api.shop.example` → `shop.example`, `www.shop.co.uk` → `shop.co.uk`. */
function domainOf(host: string): string {
  const labels = host.split('.');
  const isCountry =
    labels.at(-1)?.length === 2 && /^(?:co|com|org|net|gov|gob|ac|edu|or|ne|go)$/.test(labels.at(-2) ?? '');
  return labels.slice(isCountry ? -3 : -2).join('.');
}
