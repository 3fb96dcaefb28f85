create table inventory (
    book_id   bigint  primary key references book (id),
    available integer not null check (available >= 0),
    version   integer not null default 0
);
