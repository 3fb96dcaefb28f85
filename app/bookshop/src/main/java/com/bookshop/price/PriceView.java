package com.bookshop.price;

import java.math.BigDecimal;

/** A book's price in EUR; {@code oldPrice} is the one before the last change, null if it never changed. */
public record PriceView(long bookId, BigDecimal price, BigDecimal oldPrice) {
}
