package com.bookshop.author;

import static org.assertj.core.api.Assertions.assertThat;

import com.bookshop.book.Book;
import com.bookshop.support.PostgresTest;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Counts the statements that reach a real PostgreSQL: a list must not ask for every row of it. */
class StatementsPerRequestTest extends PostgresTest {

    private static final int AUTHORS = 60;
    private static final int BOOKS_EACH = 2;

    /** Enough for a join, a second query, or batches of ten; not for one statement per row. */
    private static final int FEW = 10;

    private static final AtomicInteger STATEMENTS = new AtomicInteger();
    private static long anAuthor;

    @BeforeEach
    void store() {
        if (anAuthor > 0) {
            return;
        }
        IntStream.range(0, AUTHORS).forEach(i -> {
            Author author = authors.save(new Author("Author %02d".formatted(i), "DE"));
            anAuthor = author.getId();
            IntStream.range(0, BOOKS_EACH).forEach(j -> books.save(new Book("97900000%03d%02d".formatted(i, j),
                    "Book %02d %d".formatted(i, j), "novel", author, new BigDecimal("9.00"))));
        });
    }

    @Test
    void listsAllAuthorsWithFewStatements() {
        STATEMENTS.set(0);

        var list = get("/api/authors");

        assertThat(list).hasStatusOk();
        assertThat(list).bodyJson().extractingPath("$[*].name").asArray().hasSizeGreaterThanOrEqualTo(AUTHORS);
        assertThat(STATEMENTS).hasValueLessThanOrEqualTo(FEW);
    }

    @Test
    void listsAPageOfBooksWithFewStatements() {
        STATEMENTS.set(0);

        var page = get("/api/books?size=100");

        assertThat(page).hasStatusOk();
        assertThat(page).bodyJson().extractingPath("$.content[*].author").asArray().hasSize(100);
        assertThat(STATEMENTS).hasValueLessThanOrEqualTo(FEW);
    }

    @Test
    void showsAnAuthorWithAllBooks() {
        var page = get("/api/authors/{id}", anAuthor);

        assertThat(page).hasStatusOk();
        assertThat(page).bodyJson().extractingPath("$.books[*].title").asArray().hasSize(BOOKS_EACH);
    }

    @TestConfiguration
    static class Counting {

        @Bean
        static BeanPostProcessor countsStatements() {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    return bean instanceof DataSource database ? counting(database) : bean;
                }
            };
        }

        private static DataSource counting(DataSource database) {
            return new DelegatingDataSource(database) {
                @Override
                public Connection getConnection() throws SQLException {
                    return counting(super.getConnection());
                }
            };
        }

        private static Connection counting(Connection connection) {
            return (Connection) Proxy.newProxyInstance(Connection.class.getClassLoader(),
                    new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                        if (method.getName().startsWith("prepare") || method.getName().equals("createStatement")) {
                            STATEMENTS.incrementAndGet();
                        }
                        try {
                            return method.invoke(connection, arguments);
                        } catch (InvocationTargetException failure) {
                            throw failure.getCause();
                        }
                    });
        }
    }
}
