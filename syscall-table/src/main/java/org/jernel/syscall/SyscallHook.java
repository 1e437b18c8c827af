package org.jernel.syscall;

/**
 * Watches or alters calls on their way in and out. What a hook throws is taken as if the handler had thrown it.
 *
 * <p>A call that does not return ({@link NonLocalExit}) has no exit.
 */
public interface SyscallHook {

    default void enter(SyscallFrame frame) {}

    default void exit(SyscallFrame frame) {}
}
