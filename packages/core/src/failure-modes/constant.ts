import { isHarmless } from './say.ts';

/** Times, ids, addresses, amounts and the random ends of pod names: what belongs to one event. */
const OF_ONE_EVENT: readonly RegExp[] = [
  /\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d:\d\d[\d.,]{0,10}(?:Z|[+-]\d\d:?\d\d)?)?/g,
  /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi,
  /(?<=[a-z0-9])-[a-z0-9]{6,10}-[a-z0-9]{5}\b/g,
  /[#@](?=[0-9a-f]{0,12}\d)[0-9a-f]{1,16}\b/g,
  /\b(?=[a-f]{0,40}\d)(?=\d{0,40}[a-f])[0-9a-f]{7,64}\b/gi,
  /\b\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?\b/g,
  /(?<![\w.])(?:\d{1,6}[dhms]){2,6}\b/g,
  /(?<![\w.])\d[\d.,:/]{0,30}(?:ms|µs|us|ns|s|m|h|d|kB|KB|KiB|MB|MiB|M|GB|GiB|Gi|Mi|%)?(?!\w)/g,
];

/** A log line with what belongs to one event put aside, as `…`. Words that the template has as variables go too. */
export function constantOf(line: string, template: string): string {
  const words = line.split(/\s+/).filter(Boolean);
  const inTemplate = words.filter((word) => template.includes(word));
  const isTemplated = inTemplate.length * 2 >= words.length;
  const kept = words.map((word) => (isTemplated && !template.includes(word) && /\d/.test(word) ? '…' : word)).join(' ');
  const masked = OF_ONE_EVENT.reduce((text, pattern) => text.replaceAll(pattern, '…'), kept);
  return masked.replaceAll(/…(?:[\s,:;()[\]]{0,3}…)+/g, '…').trim();
}

/** The longest stretch of a constant line that may stand between single quotes in a shell, for `grep -F`. */
export function searchable(constant: string): string | undefined {
  const stretches = constant.split(/[^\w ./:,=@()-]+/).map((part) => part.trim().slice(0, 80).trim());
  const longest = stretches.toSorted((a, b) => b.length - a.length)[0] ?? '';
  return longest.length >= 8 && isHarmless(longest.replaceAll(/[ :,=@()]/g, '').replaceAll('..', '.'))
    ? longest
    : undefined;
}
