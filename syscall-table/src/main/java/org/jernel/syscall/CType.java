package org.jernel.syscall;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The C type of a system call's parameter, as its SYSCALL_DEFINE writes it: {@code struct sockaddr __user *}.
 *
 * <p>It decides how the stub casts the register. Without it a Java {@code int} is C's {@code int}, and a Java
 * {@code long} is C's {@code long}.
 */
@Documented
@Retention(RetentionPolicy.SOURCE)
@Target(ElementType.PARAMETER)
public @interface CType {

    String value();
}
