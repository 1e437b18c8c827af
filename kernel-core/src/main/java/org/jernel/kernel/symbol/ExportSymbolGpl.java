package org.jernel.kernel.symbol;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** As {@link ExportSymbol}, for modules with a licence that goes with the GPL only. {@code EXPORT_SYMBOL_GPL}. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface ExportSymbolGpl {

    /** The Linux name where it is not the snake case of the method's own. */
    String value() default "";
}
