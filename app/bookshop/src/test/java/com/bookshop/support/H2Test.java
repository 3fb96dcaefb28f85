package com.bookshop.support;

import org.springframework.test.context.ActiveProfiles;

/** The application on H2, see {@code application-test.yml}. */
@ActiveProfiles("test")
public abstract class H2Test extends ApiTest {
}
