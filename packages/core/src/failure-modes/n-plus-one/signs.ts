import type { Sign } from '../types.ts';

/**
 * Signs of one query per row where one query for all rows would do.
 *
 * Statement counts of Hibernate session metrics, Rails and Django request lines, Bullet, nplusone, Sentry, and the plain
 * sight of one SELECT by id logged hundreds of times.
 */
export const signs: readonly Sign[] = [
  {
    in: ['log', 'alert'],
    pattern: /\bN ?\+ ?1\b(?: (?:quer|select|problem|detected))?|n[ -]plus[ -]one/i,
    weight: 5,
    means: 'an N+1 access is named',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /\b(?<statements>[6-9]\d|\d{1,3}(?:,\d{3})+|\d{3,7}) (?:(?:JDBC|SQL|DB|HANA|database|select|prepared|similar|identical) ){0,2}(?:statements?|quer(?:y|ies)|selects?|round ?trips?)\b(?! ?(?:per|\/) ?s)/i,
    weight: 4.5,
    plain: true,
    means: 'one request runs a great many statements',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /(?<![\w./-])(?:sql|db|jdbc|hana|query|queries|statements?|selects?)(?:[_. -]?(?:count|total|executed|calls|queries|statements))?\\?["']?[:=] ?\\?"?(?<statements>\d{3,7})\b(?! ?ms|\.\d)/i,
    weight: 4,
    plain: true,
    means: 'a request line counts a great many statements',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /(?:eager loading detected|Bullet::Notification|Add to your (?:query|finder)|Potential n\+1 query detected on `(?<class>\w+)\.(?<field>\w+)`)/i,
    weight: 5,
    means: 'a detector of N+1 access speaks',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /(?:same|identical|similar|repeated|duplicated?|repeating) (?:SELECTs?|quer(?:y|ies)|statements?)\b|(?:query|SELECT|statement)[^\n]{0,80}(?:repeated|executed|duplicated|issued) (?<statements>\d{2,7}) times|Duplicated (?<statements2>\d{2,7}) times/i,
    weight: 3.5,
    plain: true,
    means: 'the same statement is repeated',
  },
  {
    in: ['log'],
    pattern:
      /\b(?:hot|hottest|most frequent|top) (?:statement|query|sql)\b|"(?:count|calls|executions|exec_count)\\?": ?(?<statements>\d{3,8})\b[^\n]{0,200}"(?:statement|query|sql|queryid|digest_text)\\?":|\b(?:calls|executions)[=:] ?(?<statements2>\d{3,8})\b[^\n]{0,80}\b(?:query|statement|sql)[=:]/i,
    weight: 4,
    plain: true,
    means: 'one statement is executed far more often than others',
  },
  {
    in: ['log'],
    pattern: /Promise\.all \(index [1-9]\d{1,4}\)/,
    weight: 1.5,
    means: 'one request starts dozens of calls at once',
  },
  {
    in: ['alert'],
    pattern:
      /(?:quer(?:y|ies)|statements?|selects?)\b[^\n]{0,40}(?:went|rose|jumped|grew|up) (?:up )?(?:from|to)\b|\b(?:db|database|postgres(?:ql)?|mysql|rds|sql)\b[^\n]{0,20}\b(?:at|above) (?:9\d|100) ?% (?:of )?CPU|(?:db|database|postgres(?:ql)?|mysql|rds|sql)\b[^\n]{0,10}\bCPU\b[^\n]{0,20}(?:9\d|100) ?%/i,
    weight: 2,
    means: 'the database is busy with many statements',
  },
  {
    in: ['log'],
    pattern:
      /\bselect\b[^\n]{1,600}\bfrom\b ["`]?(?<table>\w{1,60})[^\n]{1,300}\bwhere\b[^\n]{0,200}id["`]? ?(?:=|in ?\()/i,
    minCount: 200,
    weight: 2.5,
    means: 'one SELECT by id is logged hundreds of times',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /HHH(?:90003004|000104)|firstResult\/maxResults specified with collection fetch|MultipleCollectionIncludeWarning|MultipleBagFetchException|cartesian (?:product|explosion)/i,
    weight: 2.5,
    means: 'the object mapper fetches collections row by row or in memory',
  },
  {
    in: ['metric', 'alert'],
    pattern:
      /(?:quer(?:y|ies)|statements?|db_?calls|selects?)[_. -]?(?:per|\/)[_. -]?(?:request|req|transaction|call)|(?:query|statement)[_. ]?count|n_?plus_?one/i,
    weight: 4,
    means: 'statements per request are what is measured',
  },
];
