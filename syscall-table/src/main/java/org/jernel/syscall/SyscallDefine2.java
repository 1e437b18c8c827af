package org.jernel.syscall;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Defines a system call of 2 arguments: SYSCALL_DEFINE2 of include/linux/syscalls.h.
 *
 * <p>Does nothing in a local or anonymous class: the compiler shows those to no annotation processor.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface SyscallDefine2 {

    /** The call's name without {@code sys_}, as the entry point in the table has it. */
    String value();
}
