package com.bookshop.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.bookshop.author.Author;
import com.bookshop.author.AuthorRepository;
import com.bookshop.book.Book;
import com.bookshop.book.BookRepository;
import com.bookshop.support.TokenIssuer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.autoconfigure.web.servlet.AutoConfigureMockMvc;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.http.MediaType;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.yaml.snakeyaml.Yaml;

/**
 * Calls the application as users of its roles do after a deployment. The token issuer stands in for XSUAA: audience
 * and scopes carry the name of the deployed descriptor, and the application is bound as production is.
 */
@SpringBootTest
@AutoConfigureMockMvc
@ActiveProfiles("test")
class TokensAsIssuedTest {

    /** The instance that production has, and the name in its binding. A binding keeps the name it was made with. */
    private static final String INSTANCE = "bookshop-uaa";
    private static final String BOUND_AS = "bookshop!t4711";

    private static final TokenIssuer XSUAA = TokenIssuer.start();
    private static final TokenIssuer STRANGER = TokenIssuer.start();
    private static final Instant SOON = Instant.now().plusSeconds(600);

    @Autowired
    private MockMvcTester http;
    @Autowired
    private AuthorRepository authors;
    @Autowired
    private BookRepository books;

    private Book book;

    @DynamicPropertySource
    static void binding(DynamicPropertyRegistry properties) {
        XSUAA.bind(properties::add);
        String name = Deployment.read().boundAs();
        properties.add("sap.security.services.xsuaa.xsappname", () -> name);
        properties.add("sap.security.services.xsuaa.clientid", () -> "sb-" + name);
    }

    @BeforeEach
    void store() {
        Author author = authors.save(new Author("Christa Wolf", "DE"));
        book = books.save(new Book("97900000" + (10_000 + author.getId()), "Kassandra", "novel", author,
                new BigDecimal("9.00")));
    }

    @Test
    void letsAReaderRead() {
        assertThat(read(tokenFor("Reader"))).isEqualTo(200);
    }

    @Test
    void letsAnEditorChangeAPrice() {
        assertThat(changePrice(tokenFor("Editor"))).isEqualTo(200);
    }

    @Test
    void doesNotLetAReaderChangeAPrice() {
        assertThat(changePrice(tokenFor("Reader"))).isEqualTo(403);
    }

    @Test
    void refusesTokensOfOtherApplicationsOtherIssuersAndOtherTimes() {
        String name = Deployment.read().issuedAs();
        assertThat(read(XSUAA.bearerFor("warehouse!t4711", SOON, "Display"))).isEqualTo(401);
        assertThat(read(STRANGER.bearerFor(name, SOON, "Display"))).isEqualTo(401);
        assertThat(read(XSUAA.bearerFor(name, Instant.now().minusSeconds(600), "Display"))).isEqualTo(401);
    }

    private static String tokenFor(String role) {
        Deployment deployment = Deployment.read();
        return XSUAA.bearerFor(deployment.issuedAs(), SOON, deployment.scopesOf(role));
    }

    private int read(String token) {
        return http.get().uri("/api/books/{id}", book.getId()).header("Authorization", token).exchange()
                .getResponse().getStatus();
    }

    private int changePrice(String token) {
        return http.put().uri("/api/books/{id}/price", book.getId()).header("Authorization", token)
                .contentType(MediaType.APPLICATION_JSON).content("{\"price\": 8.50}").exchange()
                .getResponse().getStatus();
    }

    /** What mta.yaml asks of XSUAA. */
    private record Deployment(String instance, JsonNode descriptor) {

        static Deployment read() {
            ObjectMapper json = new ObjectMapper();
            try (var mta = Files.newInputStream(Path.of("mta.yaml"))) {
                JsonNode resources = json.valueToTree(new Yaml().<Object>load(mta)).get("resources");
                JsonNode wanted = StreamSupport.stream(resources.spliterator(), false)
                        .map(resource -> resource.path("parameters"))
                        .filter(parameters -> parameters.path("service").asText().equals("xsuaa"))
                        .findFirst().orElseThrow();
                JsonNode descriptor = json.readTree(Path.of(wanted.get("path").asText()).toFile());
                // What stands in `config` goes before the file, so the cloud deployer merges them.
                json.readerForUpdating(descriptor).readValue(wanted.path("config").isObject()
                        ? wanted.get("config") : json.createObjectNode());
                return new Deployment(wanted.path("service-name").asText(), descriptor);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        /** The name in the audience and the scopes of new tokens. */
        String issuedAs() {
            return descriptor.get("xsappname").asText() + "!t4711";
        }

        /** The name in the binding: the instance of production keeps its own, a new instance gets the new one. */
        String boundAs() {
            return instance.equals(INSTANCE) ? BOUND_AS : issuedAs();
        }

        /** Local scopes of a role template. */
        String[] scopesOf(String role) {
            return StreamSupport.stream(descriptor.get("role-templates").spliterator(), false)
                    .filter(template -> template.get("name").asText().equals(role))
                    .flatMap(template -> StreamSupport.stream(template.get("scope-references").spliterator(), false))
                    .map(scope -> scope.asText().replace("$XSAPPNAME.", ""))
                    .toArray(String[]::new);
        }
    }
}
