package com.bookshop.order;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** An order as its customer sees it; amounts in EUR. */
public record OrderView(long id, OrderStatus status, Instant placedAt, BigDecimal total, List<Line> lines) {

    public record Line(long bookId, String title, int quantity, BigDecimal unitPrice) {
    }

    static OrderView of(CustomerOrder order) {
        return new OrderView(order.getId(), order.getStatus(), order.getPlacedAt(), order.total(),
                order.getItems().stream()
                        .map(item -> new Line(item.getBook().getId(), item.getBook().getTitle(),
                                item.getQuantity(), item.getUnitPrice()))
                        .toList());
    }
}
