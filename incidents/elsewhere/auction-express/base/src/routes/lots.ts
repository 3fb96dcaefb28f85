import { Router } from 'express';
import { lotRepository } from '../repositories/lotRepository';
import { presentLot } from '../presenters/lotPresenter';

export const lots = Router();

lots.get('/', async (req, res, next) => {
  try {
    const rows = await lotRepository.open(Number(req.query.limit ?? 50));
    res.json(rows.map(presentLot));
  } catch (e) {
    next(e);
  }
});

lots.get('/:id', async (req, res, next) => {
  try {
    const lot = await lotRepository.byId(req.params.id);
    if (!lot) return res.status(404).end();
    res.json(presentLot(lot));
  } catch (e) {
    next(e);
  }
});
