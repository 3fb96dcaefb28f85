create table tickets (
  id bigint generated always as identity primary key,
  order_id text not null,
  event_id text not null,
  seat text not null,
  code text not null unique,
  issued_at timestamptz not null default now(),
  unique (event_id, seat)
);
