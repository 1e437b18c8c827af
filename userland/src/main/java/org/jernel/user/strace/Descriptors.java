package org.jernel.user.strace;

/** What a task has open, by the names that {@code -y} shows. */
@FunctionalInterface
public interface Descriptors {

    /** Nobody wants to know. */
    Descriptors NONE = fd -> "";

    /** The name of an open file in its brackets, or of the working directory for AT_FDCWD; nothing where there is none. */
    String name(int fd);
}
