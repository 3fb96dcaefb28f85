package com.bookshop.support;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The application on a real PostgreSQL with Flyway, see {@code application-postgres.yml}. */
@ActiveProfiles("postgres")
public abstract class PostgresTest extends ApiTest {

    private static final EmbeddedPostgres POSTGRES = start();

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry properties) {
        properties.add("spring.datasource.url", () -> POSTGRES.getJdbcUrl("postgres", "postgres"));
        properties.add("spring.datasource.username", () -> "postgres");
    }

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder().setOverrideWorkingDirectory(cache()).start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Where PostgreSQL is unpacked, once for all builds. */
    private static File cache() {
        String cache = System.getenv().getOrDefault("XDG_CACHE_HOME", System.getProperty("java.io.tmpdir"));
        return new File(cache, "embedded-postgres");
    }
}
