package org.jernel.kernel.module;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A field of a {@link KernelModule} that {@code insmod} can set: {@code boolean}, {@code byte}, {@code short}, {@code int},
 * {@code long} or {@code String}. {@code module_param} with {@code MODULE_PARM_DESC}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface ModuleParam {

    /** The parameter's name; the snake case of the field's if left out. */
    String name() default "";

    String description() default "";
}
