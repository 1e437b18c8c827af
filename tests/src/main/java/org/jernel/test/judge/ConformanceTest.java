package org.jernel.test.judge;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A scenario, a method with a {@link Scenario} parameter, that runs on every arm. What it asserts holds on all of them,
 * and what the calls returned and wrote on the host must be what they return and write on the others.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(ArmsExtension.class)
public @interface ConformanceTest {}
