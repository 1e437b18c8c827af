package org.jernel.syscall;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Says on a SyscallDefine method that the call is supported in part; without it, it is supported in full. */
@Documented
@Retention(RetentionPolicy.SOURCE)
@Target(ElementType.METHOD)
public @interface Partial {

    /** What is missing, in a few words for the support table. */
    String value();
}
