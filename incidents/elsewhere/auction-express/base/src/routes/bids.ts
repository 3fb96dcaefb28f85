import { Router } from 'express';
import { bidRepository } from '../repositories/bidRepository';

export const bids = Router();

bids.post('/', async (req, res, next) => {
  try {
    const bid = await bidRepository.place(req.body.lotId, req.body.bidder, req.body.cents);
    if (!bid) return res.status(409).json({ error: 'outbid' });
    res.status(201).json(bid);
  } catch (e) {
    next(e);
  }
});
