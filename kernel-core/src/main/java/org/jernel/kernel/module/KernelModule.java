package org.jernel.kernel.module;

import com.google.errorprone.annotations.CheckReturnValue;

/**
 * What the one class of a module's jar implements that the kernel starts. It needs a public constructor without parameters.
 *
 * <p>A module that has {@link #init} and no {@link #exit} stays until it is forced out; one that has neither only exports
 * symbols.
 */
public interface KernelModule {

    /**
     * Starts the module. {@code module_init}.
     *
     * <p>What it registers through {@code module} is taken back when it fails, and when it is unloaded.
     *
     * @return 0 or -errno; an {@code ErrnoException} does as well
     */
    @CheckReturnValue
    default int init(ThisModule module) {
        return 0;
    }

    /** Ends the module, which nobody uses any more. {@code module_exit}. */
    default void exit() {}
}
