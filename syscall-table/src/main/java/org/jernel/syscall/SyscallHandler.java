package org.jernel.syscall;

import com.google.errorprone.annotations.CheckReturnValue;

/** What a slot of the table calls: six registers in, a result or a negative errno out. */
@CheckReturnValue
@FunctionalInterface
public interface SyscallHandler {

    long call(long a0, long a1, long a2, long a3, long a4, long a5);
}
