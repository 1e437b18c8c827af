package org.jernel.kernel.symbol;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says what stands before a system call's name in the name of the function that does its work, as {@code __sys_} does in
 * {@code __sys_sendto}: a class of handlers that carries it has two Linux functions in each of them, that one and {@code
 * __x64_sys_sendto}, which calls it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface SyscallFunctions {

    /** The prefix. */
    String value();
}
