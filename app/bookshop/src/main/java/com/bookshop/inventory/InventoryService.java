package com.bookshop.inventory;

import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
public class InventoryService {

    private final InventoryRepository stock;

    public InventoryService(InventoryRepository stock) {
        this.stock = stock;
    }

    @Transactional(readOnly = true)
    public boolean isAvailable(long bookId) {
        return stock.findById(bookId).map(entry -> entry.getAvailable() > 0).orElse(false);
    }

    /**
     * Takes copies out of stock, all or none.
     * Rows are locked in the order of their ids, so that two orders never wait for each other.
     *
     * @param quantities copies by book id
     */
    @Transactional
    public void reserve(Map<Long, Integer> quantities) {
        new TreeMap<>(quantities).forEach((bookId, quantity) -> stock.findById(bookId)
                .orElseThrow(() -> new OutOfStockException(bookId, quantity, 0))
                .take(quantity));
        stock.flush();
    }

    /** Puts copies back that an order did not take after all. */
    @Transactional
    public void release(Map<Long, Integer> quantities) {
        new TreeMap<>(quantities).forEach((bookId, quantity) -> stock.findById(bookId)
                .ifPresent(entry -> entry.putBack(quantity)));
    }
}
