package com.bookshop.book;

import com.bookshop.author.Author;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import java.math.BigDecimal;

@Entity
public class Book {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    @Column(nullable = false, unique = true, length = 13)
    private String isbn;

    @Column(nullable = false, length = 300)
    private String title;

    @Column(nullable = false, length = 40)
    private String genre;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    @JoinColumn(name = "author_id", nullable = false)
    private Author author;

    @Column(nullable = false, precision = 10, scale = 2)
    private BigDecimal price;

    @Column(name = "price_old", precision = 10, scale = 2)
    private BigDecimal priceOld;

    protected Book() {
    }

    public Book(String isbn, String title, String genre, Author author, BigDecimal price) {
        this.isbn = isbn;
        this.title = title;
        this.genre = genre;
        this.author = author;
        this.price = price;
    }

    /** Sets a new price and keeps the one before it, which the shop shows struck through. */
    public void changePrice(BigDecimal newPrice) {
        priceOld = price;
        price = newPrice;
    }

    public Long getId() {
        return id;
    }

    public String getIsbn() {
        return isbn;
    }

    public String getTitle() {
        return title;
    }

    public String getGenre() {
        return genre;
    }

    public Author getAuthor() {
        return author;
    }

    public BigDecimal getPrice() {
        return price;
    }

    public BigDecimal getPriceOld() {
        return priceOld;
    }
}
