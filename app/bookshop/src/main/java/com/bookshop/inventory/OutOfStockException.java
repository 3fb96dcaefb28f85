package com.bookshop.inventory;

/** Fewer copies in stock than asked for. */
public class OutOfStockException extends RuntimeException {

    public OutOfStockException(long bookId, int wanted, int available) {
        super("Book %d: %d wanted, %d in stock".formatted(bookId, wanted, available));
    }
}
