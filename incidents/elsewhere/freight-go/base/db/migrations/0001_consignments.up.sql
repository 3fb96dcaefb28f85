create table consignments (
  id text primary key,
  customer text not null,
  status text not null,
  eta timestamp,
  delivered_at timestamp,
  late_credit_at timestamp
);
create index consignments_customer on consignments (customer);
