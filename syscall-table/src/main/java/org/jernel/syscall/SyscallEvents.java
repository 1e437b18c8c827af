package org.jernel.syscall;

import org.jspecify.annotations.Nullable;

/** What the table tells the kernel that owns it. What fails here fails the call, and no more. */
public interface SyscallEvents {

    /**
     * A call that has no handler was made; said once for each number.
     *
     * @param name the name in the table, or null if the number has no row
     */
    void unimplemented(long nr, @Nullable String name);

    /** More numbers outside the table were called than are told apart; said once, and no further one is named. */
    void manyUnimplemented();

    /**
     * A handler or a hook failed with what is neither an error nor an exit: a fault of the kernel itself.
     *
     * @param metadata the call, or null if the number has no handler
     * @param args the six registers
     * @return the call's result, if the kernel does not end the task
     */
    long oops(long nr, @Nullable SyscallMetadata metadata, long[] args, Throwable cause);

    /** A definition has no row in the table, so that no number reaches it. */
    void unbound(SyscallDefinition definition);
}
