import type { Lot } from '../repositories/lotRepository';

export function presentLot(lot: Lot) {
  return { id: lot.id, title: lot.title, endsAt: lot.ends_at, topBid: lot.top_cents };
}
