import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { incidentsIn } from './world.ts';

/** Code about Kubernetes rather than about the domain: its words are those of the platform. */
const tooling = /[/\\]deploy[/\\]checks[/\\]/;

/** What pull request numbers are moved by. */
const shift = 731;

/** Folders that building leaves behind. */
const built = new Set(['node_modules', 'target', 'build', 'gen']);

/** Words of tools, languages and platforms: renaming them would change what the files mean. */
const technical = new Set(
  `above access account acme action add address admin after agent alert allow annotations api app application archive
  array assert async audience audit auth authority authorization available azure backend bad base batch before below
  binding body build bytes cache call cds certificate change check children class client closed cloud cluster code
  column command commit common components conf config configmap configuration connection constraint container
  content context controller core count crash crashing crashloop create created csv current data database datasource
  date db decimal deep default delete deny dependency deploy deployment deployments description dev digest dns docs
  domain double down drift driver drop egress email enabled endpoint entity entry env environment error errors event
  events example exception execute exhausted exhaustion expand expired expiry export extends failed failing features
  field file files filter find first flag flat flyway folder format found framework from function generic get global
  group hana handler handlers handshake hash head health heap helper hibernate high history host hpa http http5xx
  https identity image import incident index info ingress initial inner input insert instance int integration
  interface internal invalid issuer java javascript jdbc job join json jwt keep key kind kube kubernetes
  kustomization label labels last latency latest launch left length letsencrypt level lib library limit limits line
  lines list listener load local lock log logger logs long lookup looping low main management manager manifest many
  map mapping master memory message metadata method metric metrics migration migrations mock mode model module
  monitor monitoring name named namespace native nested network new node not npm null number object old oom open
  operation operator option out outer output owner package page parameters parent password patch path payload
  payments pdb pending percent plus pod pods policies policy pom pool port post postgres postgresql predicate
  primary private production profile project prometheus properties property provider proxy public pull push put
  quantity queries query queue rate ratio raw read reader readme ready record reference refresh regression release
  remote remove replica report repository request requests required reset resolver resource resources response
  responses rest result resume retry role root route row rule run runtime scale scenario scheduled schema scope
  script search secret secrets security select send sequence server service servicemonitor services session set
  setting settings setup shared short size slow socket solver source spec spike split spring sql sqlite srv ssl
  stack stage start state statement static status step stop storage store stream string sub success summary support
  switch sync system table tag target task tcp team template test tests text thread time timeout title tls token
  took tool trace traffic transaction tree trigger true type types unauthorized undefined unique unit update upgrade
  url user users util utils value values version view views volume wait warn warning watch web webhook window with
  work worker write xs xsappname xsuaa yaml yml zone`.split(/\s+/),
);

/** Where the disguised copies lie. */
export interface Disguised {
  readonly incidents: string;
  readonly app: string;
}

/**
 * Copies incidents and the tree they build on with every service, class, table, column and file of the domain renamed
 * and every pull request number shifted. Renaming is word by word and the same everywhere, so patches still apply. npm
 * packages that are installed in `app/` are linked.
 *
 * @param source The folder with `incidents/` and `app/`.
 * @param out Folder to write to.
 */
export function disguise(source: string, out: string): Disguised {
  const app = filesBelow(join(source, 'app'));
  const incidents = incidentsIn(join(source, 'incidents')).flatMap(({ folder }) => filesBelow(folder));
  const rename = renamer(
    domainWords(
      app.filter((file) => !tooling.test(file)),
      source,
    ),
  );
  for (const file of [...app, ...incidents]) {
    const target = join(out, disguisedPath(relative(source, file), rename));
    mkdirSync(dirname(target), { recursive: true });
    const bytes = readFileSync(file);
    writeFileSync(target, bytes.includes(0) ? bytes : disguisedText(basename(file), bytes.toString('utf8'), rename));
  }
  for (const folder of new Set(app.map(dirname))) {
    const modules = join(folder, 'node_modules');
    if (existsSync(modules))
      symlinkSync(modules, join(out, disguisedPath(relative(source, folder), rename), 'node_modules'));
  }
  return { incidents: join(out, 'incidents'), app: join(out, 'app') };
}

/** The folder of an incident keeps its name, so that the two tables can be compared. */
function disguisedPath(path: string, rename: (text: string) => string): string {
  const [top, id, ...rest] = path.split('/');
  return top === 'incidents'
    ? [top, id, ...rest.map((part) => (part.endsWith('.patch') ? part : rename(part)))].join('/')
    : rename(path);
}

function disguisedText(name: string, text: string, rename: (text: string) => string): string {
  if (name === 'expected.json') {
    const expected = JSON.parse(text) as { culprit: number | null; mustTouch: string[]; mustSee: string[] };
    return JSON.stringify({
      ...expected,
      culprit: expected.culprit === null ? null : expected.culprit + shift,
      mustTouch: expected.mustTouch.map(rename),
      mustSee: expected.mustSee.map((line) => shifted(rename(line))),
    });
  }
  if (name === 'alert.json')
    return JSON.stringify(
      withValues(JSON.parse(text), (value) => shifted(rename(value))),
      null,
      2,
    );
  return shifted(rename(text));
}

/** The value with every string inside replaced; the names of fields belong to the monitoring system and stay. */
function withValues(value: unknown, replace: (text: string) => string): unknown {
  if (typeof value === 'string') return replace(value);
  if (Array.isArray(value)) return value.map((item) => withValues(item, replace));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withValues(inner, replace)]));
}

function shifted(text: string): string {
  return text.replaceAll(/#(\d{1,3})\b/g, (_, number: string) => `#${Number(number) + shift}`);
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => !built.has(name))
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? filesBelow(path) : [path]));
}

/**
 * Words in names of files, folders, classes, tables, columns, entities and Kubernetes objects that are not technical.
 *
 * @param source The folder that paths count from: where the repository lies says nothing about its domain.
 */
function domainWords(files: readonly string[], source: string): Set<string> {
  const names = files.flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    const declared = text.matchAll(
      /\b(?:class|record|interface|enum|entity|service|function|const|table(?: if not exists)?|add column|references|aspect|type)\s+"?([A-Za-z_]\w+)/gi,
    );
    const objects = text.matchAll(/^\s*-?\s*(?:name|app|host):\s*([a-z][\w.-]+)\s*$/gm);
    const columns = file.endsWith('.sql')
      ? text.matchAll(/^\s+(\w+)\s+(?:bigint|integer|numeric|varchar|text|timestamp|boolean|date)\b/gim)
      : [];
    return [
      ...relative(source, file).split('/').slice(-4),
      ...[declared, objects, columns].flatMap((found) => Array.from(found, (match) => match[1]!)),
    ];
  });
  const words = names.flatMap((name) =>
    name
      .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .split(/[^a-z]+/),
  );
  return new Set(
    words.filter((word) => word.length >= 4 && !technical.has(word) && !technical.has(word.replace(/s$/, ''))),
  );
}

/**
 * Replaces each word wherever it stands as a part of a name, keeping `word`, `Word` and `WORD` apart. Longest first. Names of
 * Java's frameworks stay: annotations such as `@Order`, and words in `inAnyOrder`, `OrderBy`, `getDisplayCountry`, `PAYMENT_REQUIRED`.
 */
function renamer(words: ReadonlySet<string>): (text: string) => string {
  const stems = new Set(
    [...words].map((word) => (word.endsWith('s') && words.has(word.slice(0, -1)) ? word.slice(0, -1) : word)),
  );
  const ordered = [...stems].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const replacement = new Map(ordered.map((word) => [word, inventedWord(word)]));
  const title = (word: string) => word[0]!.toUpperCase() + word.slice(1);
  const lower = new RegExp(`(?<![a-z])(?:${ordered.join('|')})(?!s?(?: by\\b|By))(?=s?(?:[^a-z]|$))`, 'g');
  const capital = new RegExp(
    `(?<!@|\\bannotation\\.|Any|Display)(?:${ordered.map(title).join('|')})(?!s?By)(?=s?(?:[^a-z]|$))`,
    'g',
  );
  const upper = new RegExp(
    `(?<![A-Z])(?:${ordered.map((word) => word.toUpperCase()).join('|')})(?!S? BY\\b|_REQUIRED)(?=S?(?:[^A-Z]|$))`,
    'g',
  );
  return (text) =>
    text
      .replaceAll(lower, (word) => replacement.get(word)!)
      .replaceAll(capital, (word) => title(replacement.get(word.toLowerCase())!))
      .replaceAll(upper, (word) => replacement.get(word.toLowerCase())!.toUpperCase());
}

/** A word nobody uses, the same for the same word. */
function inventedWord(word: string): string {
  const hash = createHash('sha256').update(word).digest();
  const syllable = (at: number) => 'bdfgklmnprstvz'[hash[at]! % 14]! + 'aeiou'[hash[at + 1]! % 5]!;
  return `${syllable(0)}${syllable(2)}${syllable(4)}${'kxnr'[hash[6]! % 4]}`;
}
