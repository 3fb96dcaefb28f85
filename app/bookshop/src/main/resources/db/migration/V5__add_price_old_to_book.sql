-- The price before the last change; the shop shows it struck through.
alter table book add column price_old numeric(10, 2);
