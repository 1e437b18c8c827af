package org.jernel.kernel.security;

/**
 * One that is asked: a class that implements one or more of the interfaces which extend this, each of which has the hooks of
 * one kind of thing. {@code struct lsm_id}.
 *
 * <p>A hook answers 0 to let it happen, or the -errno that the caller is to see. It runs in the task that makes the call and
 * may look at {@code Task.current()}; it must not sleep. What else it answers or throws is an oops of its own.
 */
public interface SecurityModule {

    /** What the kernel's log calls it. */
    default String name() {
        return getClass().getName();
    }
}
