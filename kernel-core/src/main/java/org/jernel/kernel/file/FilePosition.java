package org.jernel.kernel.file;

/** Where a read or write begins, moved on by it: the {@code loff_t *} that file operations take. */
public final class FilePosition {

    private volatile long value;

    public FilePosition(long value) {
        this.value = value;
    }

    public long get() {
        return value;
    }

    public void set(long next) {
        value = next;
    }
}
