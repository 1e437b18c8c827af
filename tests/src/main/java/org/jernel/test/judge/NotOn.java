package org.jernel.test.judge;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Declares an arm that a scenario does not hold for, and why; the report lists every one. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(NotOn.List.class)
public @interface NotOn {

    Arm arm();

    String reason();

    /** Several declarations on one scenario. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @interface List {
        NotOn[] value();
    }
}
