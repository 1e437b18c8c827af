package org.jernel.test.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Has calls of the test's kernel fail while the test runs, in strace's words: {@code @Inject("sendto:error=ECONNRESET:when=3+2")}.
 * An injection that is refused fails the test with the reason.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Inject {

    /** One or more injections, with or without {@code inject=} in front. */
    String[] value();
}
