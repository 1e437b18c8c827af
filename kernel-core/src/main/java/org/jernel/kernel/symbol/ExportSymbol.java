package org.jernel.kernel.symbol;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a kernel function that any module may use, and that is found by its Linux name. {@code EXPORT_SYMBOL}.
 *
 * <p>Whose class exports a method is to modules as a C file: they reach nothing of it but what it exports.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface ExportSymbol {

    /** The Linux name where it is not the snake case of the method's own: {@code __get_free_pages}. */
    String value() default "";

    /** Whether Linux has it as an inline function or a macro, whose code lies in each of its callers. */
    boolean inline() default false;
}
