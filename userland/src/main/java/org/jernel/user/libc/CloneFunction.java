package org.jernel.user.libc;

/** What a child begins with, as the first argument of glibc's {@code clone}. */
@FunctionalInterface
public interface CloneFunction {

    /**
     * Runs in the child, on its copy of memory and descriptors.
     *
     * @param libc the child's own library
     * @return the child's exit code
     */
    int run(Libc libc);
}
