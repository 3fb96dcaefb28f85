create table events (
  consignment_id text references consignments,
  at timestamp not null,
  kind text not null
);
