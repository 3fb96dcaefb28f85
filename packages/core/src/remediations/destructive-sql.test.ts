import { expect, test } from 'vitest';
import { destructiveStatements } from './destructive-sql.ts';

const earlier = ['create table book (id bigint primary key, title varchar(255) not null, pages integer, note text);'];

function lost(sql: string, scripts: readonly string[] = earlier): string[] {
  return destructiveStatements([{ path: 'db/V2__x.sql', before: undefined, after: sql }], scripts);
}

test.each([
  'drop table book;',
  'DROP TABLE IF EXISTS book CASCADE;',
  'alter table book drop column note;',
  'alter table book drop note;',
  'alter table book drop if exists note, add column x int;',
  'truncate book;',
  'TRUNCATE TABLE book;',
  'delete from book;',
  'alter table book alter column title type varchar(50);',
  'alter table book alter title type varchar(50) using left(title, 50);',
  'alter table book modify title varchar(50) not null;',
  'alter table book modify (title varchar(50));',
  'alter table book alter column title nvarchar(50) not null;',
  'alter table book alter column pages set data type smallint;',
  'alter table book alter column note type varchar(2000);',
  'alter table author alter column born type date;',
])('says what is lost by %j', (sql) => {
  expect(lost(sql)).toHaveLength(1);
});

test.each([
  'create table author (id bigint);',
  'alter table book add column isbn varchar(13);',
  'alter table book drop constraint book_title_key;',
  'alter table book alter column title drop not null;',
  'alter table book alter column title drop default;',
  'drop index book_title_idx;',
  'drop view old_books;',
  'delete from book where id = 7;',
  'alter table book alter column title type varchar(500);',
  'alter table book alter column title type text;',
  'alter table book alter column pages type bigint;',
  "alter table book alter column title set default 'x';",
  '-- drop table book;\nselect 1;',
  "insert into note values ('drop table book');",
])('finds nothing lost by %j', (sql) => {
  expect(lost(sql)).toEqual([]);
});

test('judges only what is added, and only SQL', () => {
  const before = 'drop table a;\n';
  const pair = { path: 'db/x.sql', before, after: `${before}create table b (id int);\n` };
  expect(destructiveStatements([pair], [])).toEqual([]);
  expect(destructiveStatements([{ path: 'README.md', before: undefined, after: 'drop table a;' }], [])).toEqual([]);
  expect(destructiveStatements([{ path: 'db/x.sql', before, after: undefined }], [])).toEqual([]);
});
