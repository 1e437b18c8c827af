package org.jernel.kernel.file;

/** Told of a file's end before the file's own operations are: for epoll, which must forget the file. {@code f_ep}. */
@FunctionalInterface
public interface ReleaseHook {

    void released();
}
