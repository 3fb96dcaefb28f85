package com.bookshop.order;

import static org.assertj.core.api.Assertions.assertThat;

import com.bookshop.author.Author;
import com.bookshop.author.AuthorRepository;
import com.bookshop.book.Book;
import com.bookshop.book.BookRepository;
import com.bookshop.inventory.Inventory;
import com.bookshop.inventory.InventoryRepository;
import com.bookshop.support.TokenIssuer;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.autoconfigure.web.servlet.AutoConfigureMockMvc;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.http.MediaType;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** While the payment provider takes its time with as many orders as the pool has connections, the shop stays open. */
@SpringBootTest
@AutoConfigureMockMvc
@ActiveProfiles("test")
class SlowPaymentTest {

    private static final int CONNECTIONS = 3;

    private static final TokenIssuer TOKENS = TokenIssuer.start();
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        return thread;
    });

    /** Charges that have reached the provider. */
    private static final Semaphore CHARGES = new Semaphore(0);
    /** The provider answers when this is at zero. */
    private static final CountDownLatch ANSWER = new CountDownLatch(1);

    @Autowired
    private MockMvcTester http;
    @Autowired
    private AuthorRepository authors;
    @Autowired
    private BookRepository books;
    @Autowired
    private InventoryRepository stock;

    @DynamicPropertySource
    static void surroundings(DynamicPropertyRegistry properties) {
        TOKENS.bind(properties::add);
        properties.add("bookshop.payment.url", SlowPaymentTest::provider);
        properties.add("bookshop.payment.read-timeout", () -> "2m");
        properties.add("spring.datasource.hikari.maximum-pool-size", () -> CONNECTIONS);
        properties.add("spring.datasource.hikari.connection-timeout", () -> 1000);
    }

    @Test
    void answersOtherRequestsWhileOrdersWaitForTheirPayment() throws Exception {
        Author author = authors.save(new Author("Anna Seghers", "DE"));
        Book wanted = books.save(new Book("9790000000001", "Transit", "novel", author, new BigDecimal("10.00")));
        List<CompletableFuture<Integer>> orders = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            Book book = books.save(new Book("979000000001" + i, "Volume " + i, "novel", author,
                    new BigDecimal("10.00")));
            stock.save(new Inventory(book.getId(), 5));
            orders.add(CompletableFuture.supplyAsync(() -> order(book), THREADS));
        }
        try {
            // The time is a guard for a shop that never asks the provider; nothing is measured.
            assertThat(CHARGES.tryAcquire(CONNECTIONS, 60, TimeUnit.SECONDS)).as("charges under way").isTrue();

            assertThat(get("/api/books/" + wanted.getId())).as("a book").isEqualTo(200);
            assertThat(get("/api/books")).as("a page of books").isEqualTo(200);
        } finally {
            ANSWER.countDown();
        }
        for (CompletableFuture<Integer> order : orders) {
            assertThat(order.get(60, TimeUnit.SECONDS)).as("an order").isEqualTo(201);
        }
    }

    private int order(Book book) {
        return http.post().uri("/api/orders").header("Authorization", TOKENS.bearer("Order"))
                .contentType(MediaType.APPLICATION_JSON)
                .content("""
                        {"customerEmail": "reader@bookshop.example", "lines": [{"bookId": %d, "quantity": 1}]}"""
                        .formatted(book.getId()))
                .exchange().getResponse().getStatus();
    }

    private int get(String path) {
        return http.get().uri(path).header("Authorization", TOKENS.bearer("Display")).exchange()
                .getResponse().getStatus();
    }

    /** A provider that takes any number of charges at once and answers them all together. */
    private static String provider() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(THREADS);
            server.createContext("/v1/charges", exchange -> {
                exchange.getRequestBody().readAllBytes();
                CHARGES.release();
                try {
                    ANSWER.await();
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
                byte[] reply = "{\"reference\":\"ch-1\"}".getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, reply.length);
                exchange.getResponseBody().write(reply);
                exchange.close();
            });
            server.start();
            return "http://127.0.0.1:" + server.getAddress().getPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
