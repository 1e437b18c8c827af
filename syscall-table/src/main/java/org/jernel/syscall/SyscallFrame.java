package org.jernel.syscall;

import org.jspecify.annotations.Nullable;

/** A call as its hooks see it; valid until the call's exit, in the calling thread. */
public final class SyscallFrame {

    private final long nr;
    private final @Nullable SyscallMetadata metadata;
    private final long[] args;
    private long result;
    private boolean skipped;

    SyscallFrame(long nr, @Nullable SyscallMetadata metadata, long... args) {
        this.nr = nr;
        this.metadata = metadata;
        this.args = args;
    }

    public long nr() {
        return nr;
    }

    /** The call's definition, or null where the number is not implemented. */
    public @Nullable SyscallMetadata metadata() {
        return metadata;
    }

    /** The register of argument i, 0 to 5. */
    public long a(int i) {
        return args[i];
    }

    /** Changes an argument; on enter the handler gets the changed one. */
    public void setA(int i, long value) {
        args[i] = value;
    }

    /** The result; meaningful on exit, or once {@link #skip} gave one. */
    public long result() {
        return result;
    }

    /** Changes the result that the caller gets; of use on exit. */
    public void setResult(long value) {
        result = value;
    }

    /** On enter: the handler is not called and this is the result. The other hooks still see the call. */
    public void skip(long value) {
        skipped = true;
        result = value;
    }

    public boolean skipped() {
        return skipped;
    }

    long[] args() {
        return args;
    }
}
