alter table customer_order add column payment_reference varchar(64);
