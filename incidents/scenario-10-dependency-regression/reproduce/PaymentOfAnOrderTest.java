package com.bookshop.payment;

import static org.assertj.core.api.Assertions.assertThat;

import com.bookshop.author.Author;
import com.bookshop.author.AuthorRepository;
import com.bookshop.book.Book;
import com.bookshop.book.BookRepository;
import com.bookshop.inventory.Inventory;
import com.bookshop.inventory.InventoryRepository;
import com.bookshop.support.TokenIssuer;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.autoconfigure.web.servlet.AutoConfigureMockMvc;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.http.MediaType;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/**
 * Pays orders with the libraries that the build puts together, at a provider that compresses its answers for clients
 * which say that they can read them.
 */
@SpringBootTest
@AutoConfigureMockMvc
@ActiveProfiles("test")
class PaymentOfAnOrderTest {

    private static final TokenIssuer TOKENS = TokenIssuer.start();

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
        properties.add("bookshop.payment.url", PaymentOfAnOrderTest::provider);
    }

    @Test
    void chargesAnOrder() {
        var order = order(book("Buddenbrooks", "12.00"));

        assertThat(order).hasStatus(201);
        assertThat(order).bodyJson().extractingPath("$.status").isEqualTo("PAID");
    }

    @Test
    void givesStockBackWhenThePaymentIsDeclined() {
        Book book = book("Stundenbuch", "1200.00");

        assertThat(order(book)).hasStatus(502);
        assertThat(stock.findById(book.getId()).orElseThrow().getAvailable()).isEqualTo(5);
    }

    private Book book(String title, String price) {
        Author author = authors.save(new Author("Author of " + title, "DE"));
        Book book = books.save(new Book("97900000" + (10_000 + author.getId()), title, "novel", author,
                new BigDecimal(price)));
        stock.save(new Inventory(book.getId(), 5));
        return book;
    }

    private MvcTestResult order(Book book) {
        return http.post().uri("/api/orders").header("Authorization", TOKENS.bearer("Order"))
                .contentType(MediaType.APPLICATION_JSON)
                .content("""
                        {"customerEmail": "reader@bookshop.example", "lines": [{"bookId": %d, "quantity": 1}]}"""
                        .formatted(book.getId()))
                .exchange();
    }

    /** A provider that declines charges over 1000 EUR. */
    private static String provider() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/v1/charges", exchange -> {
                String charge = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                boolean declined = charge.contains("1200");
                answer(exchange, declined ? 402 : 200, declined ? "{}" : "{\"reference\":\"ch-1\"}");
            });
            server.start();
            return "http://127.0.0.1:" + server.getAddress().getPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] reply = json.getBytes(StandardCharsets.UTF_8);
        List<String> accepted = exchange.getRequestHeaders().getOrDefault("Accept-Encoding", List.of());
        if (accepted.stream().anyMatch(encodings -> encodings.contains("gzip"))) {
            ByteArrayOutputStream compressed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
                gzip.write(reply);
            }
            reply = compressed.toByteArray();
            exchange.getResponseHeaders().add("Content-Encoding", "gzip");
        }
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, reply.length);
        exchange.getResponseBody().write(reply);
        exchange.close();
    }
}
