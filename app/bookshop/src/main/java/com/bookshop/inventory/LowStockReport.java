package com.bookshop.inventory;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.domain.Limit;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Tells the warehouse, by the log, which books run out. */
@Component
public class LowStockReport {

    private static final Logger log = LoggerFactory.getLogger(LowStockReport.class);
    private static final int THRESHOLD = 5;
    private static final Limit AT_MOST = Limit.of(50);

    private final InventoryRepository stock;

    public LowStockReport(InventoryRepository stock) {
        this.stock = stock;
    }

    @Scheduled(initialDelayString = "${bookshop.low-stock.initial-delay:PT1M}",
            fixedDelayString = "${bookshop.low-stock.interval:PT15M}")
    public void report() {
        List<Inventory> low = stock.findByAvailableLessThanOrderByAvailable(THRESHOLD, AT_MOST);
        if (!low.isEmpty()) {
            log.info("{} books have fewer than {} copies: {}", low.size(), THRESHOLD,
                    low.stream().map(Inventory::getBookId).toList());
        }
    }
}
