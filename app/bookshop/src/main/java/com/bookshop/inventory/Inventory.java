package com.bookshop.inventory;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;

/** Copies of one book in the warehouse. */
@Entity
public class Inventory {

    @Id
    @Column(name = "book_id")
    private Long bookId;

    @Column(nullable = false)
    private int available;

    @Version
    private int version;

    protected Inventory() {
    }

    public Inventory(long bookId, int available) {
        this.bookId = bookId;
        this.available = available;
    }

    void take(int quantity) {
        if (quantity > available) {
            throw new OutOfStockException(bookId, quantity, available);
        }
        available -= quantity;
    }

    void putBack(int quantity) {
        available += quantity;
    }

    public Long getBookId() {
        return bookId;
    }

    public int getAvailable() {
        return available;
    }
}
