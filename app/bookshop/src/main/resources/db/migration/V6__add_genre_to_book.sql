alter table book add column genre varchar(40) not null default 'fiction';

create index book_genre_idx on book (lower(genre));
