package org.jernel.kernel;

/**
 * A part of the kernel that starts itself at boot, found through {@link java.util.ServiceLoader}; this is how the core
 * finds the network without knowing of it. {@code core_initcall} and its like.
 */
public interface Initcall {

    InitcallLevel level();

    /** The name that the boot log prints, as the Linux function is called: {@code inet_init}. */
    String name();

    /**
     * Starts the part: defines its system calls, exports its symbols, registers itself with
     * {@link Kernel#register} and what is to be undone with {@link Kernel#onClose}.
     */
    void init(Kernel kernel);
}
