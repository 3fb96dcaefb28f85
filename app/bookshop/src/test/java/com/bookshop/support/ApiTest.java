package com.bookshop.support;

import com.bookshop.author.Author;
import com.bookshop.author.AuthorRepository;
import com.bookshop.book.Book;
import com.bookshop.book.BookRepository;
import com.bookshop.inventory.Inventory;
import com.bookshop.inventory.InventoryRepository;
import java.math.BigDecimal;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.autoconfigure.web.servlet.AutoConfigureMockMvc;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** The whole application behind its HTTP interface, with a token issuer and a payment provider on loopback. */
@SpringBootTest
@AutoConfigureMockMvc
public abstract class ApiTest {

    private static final AtomicLong ISBN = new AtomicLong(9780000000000L);

    protected static final TokenIssuer TOKENS = TokenIssuer.start();
    protected static final PaymentProvider PAYMENTS = PaymentProvider.start();

    @Autowired
    protected MockMvcTester http;
    @Autowired
    protected AuthorRepository authors;
    @Autowired
    protected BookRepository books;
    @Autowired
    protected InventoryRepository stock;

    @DynamicPropertySource
    static void surroundings(DynamicPropertyRegistry properties) {
        TOKENS.bind(properties::add);
        properties.add("bookshop.payment.url", PAYMENTS::url);
    }

    /** A book that nobody else has, with {@code copies} in stock. */
    protected Book book(String title, String genre, String price, int copies) {
        Author author = authors.save(new Author("Author of " + title, "DE"));
        Book book = books.save(new Book(String.valueOf(ISBN.incrementAndGet()), title, genre, author,
                new BigDecimal(price)));
        stock.save(new Inventory(book.getId(), copies));
        return book;
    }

    protected MvcTestResult get(String path, Object... variables) {
        return http.get().uri(path, variables).header("Authorization", TOKENS.bearer("Display", "Order")).exchange();
    }

    protected MvcTestResult post(String json, String path, Object... variables) {
        return http.post().uri(path, variables).header("Authorization", TOKENS.bearer("Order", "Review"))
                .contentType(MediaType.APPLICATION_JSON).content(json).exchange();
    }

    protected MvcTestResult put(String json, String path, Object... variables) {
        return http.put().uri(path, variables).header("Authorization", TOKENS.bearer("Manage"))
                .contentType(MediaType.APPLICATION_JSON).content(json).exchange();
    }
}
