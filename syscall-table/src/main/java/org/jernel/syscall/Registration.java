package org.jernel.syscall;

/** Something that was added and can be taken away again; to take it away twice does nothing more. */
@FunctionalInterface
public interface Registration extends AutoCloseable {

    @Override
    void close();
}
