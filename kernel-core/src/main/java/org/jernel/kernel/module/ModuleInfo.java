package org.jernel.kernel.module;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a {@link KernelModule} says of itself: {@code MODULE_LICENSE} and its like, the section {@code .modinfo}. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface ModuleInfo {

    /** What {@code lsmod} calls it; the snake case of the class's name if left out. */
    String name() default "";

    /** One that goes with the GPL ("GPL", "GPL v2", "Dual MIT/GPL" ...) does not taint the kernel as proprietary. */
    String license() default "";

    String author() default "";

    String description() default "";

    String version() default "";
}
